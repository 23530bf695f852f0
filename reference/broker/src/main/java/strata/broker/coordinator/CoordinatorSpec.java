package strata.broker.coordinator;

import java.util.function.UnaryOperator;
import strata.kernel.ErrorCode;
import strata.kernel.PartitionCoordinator;
import strata.kernel.log.Compression;
import strata.kernel.log.RecordFormat;

/**
 * What coordinators are run.
 *
 * @param topic whose partitions are their logs
 * @param coordinators makes them
 * @param codec of its events
 * @param storage how records are stored
 * @param told what clients are told of why the log took no records
 * @param writeTimeoutMs how long an answer waits for what it tells of to be committed
 * @param <C> commands
 * @param <E> events
 */
public record CoordinatorSpec<C, E>(
        String topic,
        Maker<C, E> coordinators,
        RecordCodec<E> codec,
        RecordStorage storage,
        UnaryOperator<ErrorCode> told,
        int writeTimeoutMs) {

    /**
     * Makes coordinators.
     *
     * @param <C> commands
     * @param <E> events
     */
    @FunctionalInterface
    public interface Maker<C, E> {
        /**
         * One that knows nothing yet.
         *
         * @param partition the number of its partition
         * @param leaderEpoch in which the partition leads: as long as that is so it is asked
         */
        PartitionCoordinator<C, E> make(int partition, int leaderEpoch);
    }

    /**
     * How records are stored.
     *
     * @param compression what batches may be read with
     * @param appends the way into the log
     */
    public record RecordStorage(RecordFormat format, Compression compression, Appends appends) {}
}
