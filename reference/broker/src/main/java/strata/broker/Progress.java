package strata.broker;

import strata.broker.coordinator.PartitionListener;
import strata.broker.replica.IsrReporting;
import strata.kernel.Check;
import strata.kernel.Clock;
import strata.kernel.Nullable;
import strata.kernel.replication.LeaderReplica;

/** Whoever waits for something at a partition is told here that it has happened. */
final class Progress {
    private final Clock clock;
    private @Nullable AckWaiting acks;
    private @Nullable FetchHandler fetches;
    private @Nullable IsrReporting isr;
    private @Nullable Coordinators coordinators;

    Progress(Clock clock) {
        this.clock = clock;
    }

    /** Who is told. */
    void tell(
            AckWaiting producers,
            FetchHandler readers,
            IsrReporting reporting,
            Coordinators internal) {
        acks = producers;
        fetches = readers;
        isr = reporting;
        coordinators = internal;
    }

    private AckWaiting acks() {
        return there(acks);
    }

    private FetchHandler fetches() {
        return there(fetches);
    }

    private static <T> T there(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not assembled yet");
        }
        return part;
    }

    /** A leader is about to append. */
    void appending(Partition partition) {
        fetches().appending(partition);
    }

    /** A leader has appended. */
    void appended(Partition partition, int bytes) {
        LeaderReplica leader = partition.leader();
        Check.that(leader != null, "%s does not lead", partition);
        boolean moved = ownEndMoved(partition);
        fetches().appended(partition, bytes, moved);
        if (moved) {
            progressed(partition);
        }
    }

    private void progressed(Partition partition) {
        partition.producers().highWatermarkIs(partition.highWatermark());
        acks().progressed(partition);
        PartitionListener listener = partition.listener();
        if (listener != null) {
            listener.highWatermarkMoved();
        }
    }

    /**
     * What is durable of a partition may have moved.
     *
     * @return whether the high watermark moved with it
     */
    boolean flushed(Partition partition) {
        boolean moved = ownEndMoved(partition);
        if (moved) {
            highWatermarkMoved(partition);
        }
        return moved;
    }

    private boolean ownEndMoved(Partition partition) {
        LeaderReplica leader = partition.leader();
        return leader != null && leader.ownEndMoved(partition.ownEndOffset(), clock.monotonicMs());
    }

    /** Records have become visible. */
    void highWatermarkMoved(Partition partition) {
        progressed(partition);
        fetches().highWatermarkMoved(partition);
    }

    /** Records were deleted from the start. */
    void logStartMoved(Partition partition) {
        fetches().logStartMoved(partition);
    }

    /** A leader has something to ask of the controller. */
    void isrDue(Partition partition) {
        there(isr).due(partition);
    }

    /** Another role, or other settings: whoever reads it is to look again. */
    void changed(Partition partition) {
        fetches().changed(partition);
        there(coordinators).changed(partition);
    }

    /** It leads no more. */
    void leadershipLost(Partition partition) {
        acks().leadershipLost(partition);
        PartitionListener listener = partition.listener();
        if (listener != null) {
            listener.leadershipLost();
        }
    }

    /** The replica is about to be closed for good. */
    void gone(Partition partition) {
        leadershipLost(partition);
        fetches().gone(partition);
    }
}
