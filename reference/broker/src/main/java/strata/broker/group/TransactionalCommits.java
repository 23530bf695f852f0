package strata.broker.group;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import strata.broker.Partition;
import strata.broker.coordinator.CoordinatorRuntime;
import strata.broker.coordinator.TransactionalWrite;
import strata.broker.transaction.PartitionVerifier;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.request.TransactionSupport;
import strata.kernel.request.TxnOffsetCommit;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.Verification;

/**
 * Finds out whether offsets may be written into a transaction (KIP-890): the first ones only once
 * its coordinator has said that it has this partition of {@code __consumer_offsets}, or has added
 * it.
 */
final class TransactionalCommits {
    // Offsets have no place among a producer's batches.
    private static final int NO_SEQUENCE = -1;

    private final CoordinatorRuntime<?, ?> runtime;
    private final PartitionVerifier verifier;

    TransactionalCommits(CoordinatorRuntime<?, ?> runtime, PartitionVerifier verifier) {
        this.runtime = runtime;
        this.verifier = verifier;
    }

    /**
     * Asks if need be, and goes on in this turn or in a later one.
     *
     * @param partition of {@code __consumer_offsets} that has the group
     * @param then what is to be written how
     * @param otherwise why it may not be written
     */
    void begin(
            int partition,
            TxnOffsetCommit.Transaction transaction,
            Consumer<TransactionalWrite> then,
            Consumer<ErrorCode> otherwise) {
        Partition log = runtime.led(partition);
        if (log == null) {
            otherwise.accept(ErrorCode.NOT_COORDINATOR);
            return;
        }
        Verification verification =
                log.producers()
                        .verification(
                                transaction.producerId(),
                                transaction.producerEpoch(),
                                NO_SEQUENCE,
                                versionOf(transaction.support()));
        TransactionalWrite write =
                new TransactionalWrite(
                        transaction.producerId(), transaction.producerEpoch(), verification);
        if (verification == null) {
            then.accept(write);
            return;
        }
        TopicPartition name = log.name();
        verifier.verify(
                new PartitionVerifier.Question(
                        transaction.transactionalId(),
                        transaction.producerId(),
                        transaction.producerEpoch(),
                        transaction.support(),
                        List.of(name)),
                answers -> {
                    ErrorCode error = Objects.requireNonNull(answers.get(name));
                    if (error == ErrorCode.NONE) {
                        then.accept(write);
                    } else {
                        otherwise.accept(told(error));
                    }
                });
    }

    private static TransactionVersion versionOf(TransactionSupport support) {
        return support == TransactionSupport.ADDS_PARTITIONS
                ? TransactionVersion.V2
                : TransactionVersion.V0;
    }

    /** An error that old clients would not try again after is one that all do. */
    private static ErrorCode told(ErrorCode error) {
        return error == ErrorCode.NETWORK_EXCEPTION
                ? ErrorCode.COORDINATOR_LOAD_IN_PROGRESS
                : error;
    }
}
