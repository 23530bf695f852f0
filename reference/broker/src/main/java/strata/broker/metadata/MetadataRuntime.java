package strata.broker.metadata;

import java.util.List;
import strata.kernel.Event;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.request.Request;

/**
 * Runs this node's replica of the metadata log, {@code __cluster_metadata-0}: its part in the
 * quorum, as voter or observer, and its snapshots; and keeps the image of what is committed.
 */
public final class MetadataRuntime {
    /** Takes a fact and its offset. */
    public interface Applier {
        void apply(long offset, MetadataRecord fact);
    }

    /**
     * Opens the log; whatever a snapshot and the log hold and is known to be committed is in the
     * image once {@link #start} returns.
     */
    public MetadataRuntime(NodeContext context, MetadataSpec spec, MetadataListener listener) {
        throw new UnsupportedOperationException("being written");
    }

    /**
     * Begins to take part. A quorum of one leads, and has committed all that it holds, when this
     * returns; the listener is called from within.
     */
    public void start() {
        throw new UnsupportedOperationException("being written");
    }

    /**
     * Vote, BeginQuorumEpoch, EndQuorumEpoch, Fetch of the metadata log, FetchSnapshot,
     * DescribeQuorum.
     *
     * @return false: the request is none of these
     */
    public boolean handle(RequestId id, Request request) {
        throw new UnsupportedOperationException("being written");
    }

    /** Answers on the lanes QUORUM and METADATA_FETCH; false for any other. */
    public boolean handle(Event.AnswerArrived arrived) {
        throw new UnsupportedOperationException("being written");
    }

    /** The lanes QUORUM and METADATA_FETCH; false for any other. */
    public boolean handle(Event.LaneClosed closed) {
        throw new UnsupportedOperationException("being written");
    }

    /** Returns false for a timer that is another's. */
    public boolean timerFired(Timer timer) {
        throw new UnsupportedOperationException("being written");
    }

    /** Returns false for a flush that is another's. */
    public boolean syncDone(SyncId id) {
        throw new UnsupportedOperationException("being written");
    }

    /** A turn is over: what it appended is flushed now. */
    public void turnEnded() {
        throw new UnsupportedOperationException("being written");
    }

    /** A stop in good order: gives leadership up and closes the log. */
    public void stop() {
        throw new UnsupportedOperationException("being written");
    }

    /** What is committed, as far as is known here; always the same object. */
    public MetadataImage image() {
        throw new UnsupportedOperationException("being written");
    }

    /** Where this node stands in the quorum. */
    public QuorumStatus status() {
        throw new UnsupportedOperationException("being written");
    }

    /** The active controller, as far as is known here. */
    public @Nullable NodeId leader() {
        return status().leader();
    }

    /** Everything below it is committed and in the image; -1 while nothing is known of it. */
    public long committedEnd() {
        throw new UnsupportedOperationException("being written");
    }

    /**
     * Appends the facts of a decision, as one batch; of a leader only. They are committed when
     * {@link #committedEnd} has reached what this returns.
     *
     * @param facts at least one
     * @return the offset after the last one
     */
    public long append(List<MetadataRecord> facts) {
        throw new UnsupportedOperationException("being written");
    }

    /** Gives every fact of the snapshot and the log, committed or not, in order. */
    public void replayAll(Applier applier) {
        throw new UnsupportedOperationException("being written");
    }
}
