package strata.broker;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import strata.kernel.Nullable;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.PartitionLog;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.transactions.ProducerStates;

/**
 * The way into a partition's log, for leaders and followers alike: what is known of its producers
 * hears of every batch, and of every segment before the first batch in it.
 */
final class TrackedAppends {
    private final PartitionLog log;
    private final ProducerStates producers;
    // The log, where somebody is to be told; null without layer 5.
    private final @Nullable SegmentedLog tracked;

    TrackedAppends(PartitionLog log, ProducerStates producers) {
        this.log = log;
        this.producers = producers;
        boolean tells = producers != NoProducerState.INSTANCE;
        this.tracked = tells && log instanceof SegmentedLog segmented ? segmented : null;
    }

    /** See {@link PartitionLog#appendAsLeader}. */
    Appended asLeader(ByteBuffer batches, LeaderAppend how) {
        if (tracked == null) {
            return log.appendAsLeader(batches, how);
        }
        long activeBefore = tracked.activeBaseOffset();
        Appended appended = tracked.appendAsLeader(batches, how);
        tell(tracked, batches, activeBefore);
        return appended;
    }

    /** See {@link PartitionLog#appendAsFollower}. */
    void asFollower(ByteBuffer batches) {
        if (tracked == null) {
            log.appendAsFollower(batches);
            return;
        }
        long activeBefore = tracked.activeBaseOffset();
        tracked.appendAsFollower(batches);
        tell(tracked, batches, activeBefore);
    }

    private void tell(SegmentedLog segmented, ByteBuffer batches, long activeBefore) {
        if (segmented.activeBaseOffset() == activeBefore) {
            producers.appended(batches);
        } else {
            tellEach(segmented, batches, activeBefore);
        }
    }

    /** One segment at least has begun. */
    private void tellEach(SegmentedLog segmented, ByteBuffer batches, long activeBefore) {
        ArrayDeque<Long> begun = new ArrayDeque<>();
        for (SegmentedLog.Segment segment : segmented.segments()) {
            if (segment.baseOffset() > activeBefore) {
                begun.add(segment.baseOffset());
            }
        }
        ByteBuffer one = batches.duplicate();
        int position = batches.position();
        while (position < batches.limit()) {
            BatchHeader batch = BatchHeader.at(batches, position);
            while (!begun.isEmpty() && begun.element() <= batch.baseOffset()) {
                producers.rolled(begun.remove());
            }
            int end = position + batch.sizeInBytes();
            producers.appended(one.limit(end).position(position));
            position = end;
        }
        begun.forEach(producers::rolled);
    }

    /**
     * Segments are gone or were replaced; a new one may have begun at the log's end.
     *
     * @param activeBefore where the active segment began before
     */
    void segmentsChanged(long activeBefore) {
        if (tracked != null) {
            long active = tracked.activeBaseOffset();
            if (active != activeBefore) {
                producers.rolled(active);
            }
            producers.segmentsChanged();
        }
    }
}
