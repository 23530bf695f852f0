package strata.broker;

import strata.kernel.TopicPartition;
import strata.kernel.log.PartitionLog;

/**
 * This broker's replica of a partition, which it leads.
 *
 * <p>Invariant: {@code logStartOffset <= highWatermark <= logEndOffset}.
 */
final class Partition {
    private final TopicPartition name;
    private final PartitionLog log;
    private TopicSettings settings;
    private final int leaderEpoch;
    // Records appended since a flush was last started; what flush.messages counts.
    private long unflushedRecords;

    Partition(TopicPartition name, PartitionLog log, TopicSettings settings, int leaderEpoch) {
        this.name = name;
        this.log = log;
        this.settings = settings;
        this.leaderEpoch = leaderEpoch;
    }

    TopicPartition name() {
        return name;
    }

    PartitionLog log() {
        return log;
    }

    TopicSettings settings() {
        return settings;
    }

    /** Takes other settings. What readers saw so far they still see. */
    void configure(TopicSettings changed) {
        if (changed.flushesEveryAppend() && !settings.flushesEveryAppend()) {
            log.flush();
        }
        settings = changed;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    /**
     * Readers see records below it. With one replica that is the log end; but where every append is
     * flushed, what is not durable yet is not shown either, or a reader could see a record that a
     * power cut then takes back.
     */
    long highWatermark() {
        return settings.flushesEveryAppend() ? log.recoveryPoint() : log.logEndOffset();
    }

    /**
     * Counts appended records.
     *
     * @return whether {@code flush.messages} asks for a flush now
     */
    boolean countTowardsFlush(long records) {
        unflushedRecords += records;
        return unflushedRecords >= settings.flushMessages();
    }

    void flushStarted() {
        unflushedRecords = 0;
    }
}
