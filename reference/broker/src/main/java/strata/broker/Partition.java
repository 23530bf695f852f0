package strata.broker;

import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.log.PartitionLog;
import strata.kernel.segments.SegmentedLog;

/**
 * This broker's replica of a partition, which it leads.
 *
 * <p>Invariant: {@code logStartOffset <= highWatermark <= logEndOffset}; the high watermark never
 * falls.
 */
final class Partition {
    private final TopicPartition name;
    private final PartitionLog log;
    private final int leaderEpoch;
    private TopicSettings settings;
    // Records appended since a flush was last started; what flush.messages counts.
    private long unflushedRecords;
    private boolean closed;

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

    /** The log, where it is one of segments; null where it is layer 1's one file. */
    @Nullable
    SegmentedLog segments() {
        return log instanceof SegmentedLog segmented ? segmented : null;
    }

    TopicSettings settings() {
        return settings;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    /** Acts on other settings from now on. */
    void configure(TopicSettings changed) {
        if (changed.equals(settings)) {
            return;
        }
        if (changed.flushesEveryAppend() && !settings.flushesEveryAppend()) {
            // Readers may have seen all there is: from now on that has to be durable.
            log.flush();
        }
        settings = changed;
        SegmentedLog segmented = segments();
        if (segmented != null) {
            segmented.configure(changed.segments());
        }
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

    /** Whether the topic was deleted, or the broker stopped. */
    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        log.close();
    }
}
