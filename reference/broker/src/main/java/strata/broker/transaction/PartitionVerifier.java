package strata.broker.transaction;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.request.TransactionSupport;

/**
 * Asks the coordinator of a transaction, wherever it is, whether partitions are part of the
 * transaction, or has it add them (KIP-890). Leaders ask before the first batch of a transaction in
 * a partition: of producers, and of offsets.
 */
public interface PartitionVerifier {
    /**
     * What is asked.
     *
     * @param support what the client's version knows. {@code ADDS_PARTITIONS}: the partitions are
     *     added; else it is asked whether they are there
     * @param partitions at least one, each once
     */
    record Question(
            String transactionalId,
            long producerId,
            short producerEpoch,
            TransactionSupport support,
            List<TopicPartition> partitions) {}

    /**
     * Asks, once for all partitions. The answer comes exactly once, in a later turn or when this
     * one ends, never within the call; it tells of each partition that was asked for:
     *
     * <ul>
     *   <li>{@code NONE}: it is part of the transaction, and committed as such;
     *   <li>{@code INVALID_PRODUCER_EPOCH} (of a producer that is fenced), {@code
     *       INVALID_PRODUCER_ID_MAPPING}, {@code INVALID_TXN_STATE};
     *   <li>{@code TRANSACTION_ABORTABLE}: it is not part of the transaction. Clients that do not
     *       know that error ({@code OLD}) are told {@code INVALID_TXN_STATE};
     *   <li>{@code CONCURRENT_TRANSACTIONS}: the transaction before is not complete yet. Where
     *       partitions are to be added it was tried again until {@code
     *       add.partitions.to.txn.retry.backoff.max.ms} was over;
     *   <li>{@code NOT_COORDINATOR}, {@code COORDINATOR_LOAD_IN_PROGRESS}, {@code
     *       COORDINATOR_NOT_AVAILABLE}, {@code NETWORK_EXCEPTION}: nobody could be asked. What a
     *       client is told of that depends on what it asked: {@link #toldToProducer}
     * </ul>
     *
     * <p>Whoever has lost the partition meanwhile has to look by himself. So has whoever holds a
     * {@link strata.kernel.transactions.Verification}: the marker of the transaction before may
     * have come while this one was asked about, most of all where it was tried again; then it is to
     * be asked once more.
     */
    void verify(Question question, Consumer<Map<TopicPartition, ErrorCode>> then);

    /**
     * What a producer is told of such an error. Errors that old ones would not try again after are
     * told as one that all do, and that makes them fetch no metadata.
     */
    static ErrorCode toldToProducer(ErrorCode error, TransactionSupport support) {
        return switch (error) {
            case NOT_COORDINATOR,
                    COORDINATOR_LOAD_IN_PROGRESS,
                    COORDINATOR_NOT_AVAILABLE,
                    NETWORK_EXCEPTION ->
                    ErrorCode.NOT_ENOUGH_REPLICAS;
            case CONCURRENT_TRANSACTIONS ->
                    support == TransactionSupport.ADDS_PARTITIONS
                            ? error
                            : ErrorCode.NOT_ENOUGH_REPLICAS;
            default -> error;
        };
    }
}
