package strata.broker.coordinator;

import java.nio.ByteBuffer;
import strata.broker.Partition;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.transactions.Verification;

/** The way into a partition's log, which is that of every producer with {@code acks=all}. */
public interface Appends {
    /**
     * Appends a batch as the partition's leader; that it is committed, the high watermark will
     * tell.
     *
     * @param batch one whole batch, ready to be read; its offsets are given here
     * @return {@code NONE}; {@code NOT_LEADER_OR_FOLLOWER}, {@code NOT_ENOUGH_REPLICAS} or {@code
     *     MESSAGE_TOO_LARGE} where nothing was appended
     */
    ErrorCode append(Partition partition, ByteBuffer batch);

    /**
     * The same of a transactional batch, which the partition's producer state has to let in first
     * ({@link strata.kernel.transactions.BatchOrigin#COORDINATOR}).
     *
     * @param verification that its transaction has the partition; null for none
     * @return also why the producer state refuses it: {@code INVALID_PRODUCER_EPOCH}, {@code
     *     INVALID_TXN_STATE}
     */
    ErrorCode appendInTransaction(
            Partition partition, ByteBuffer batch, @Nullable Verification verification);
}
