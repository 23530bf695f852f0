package strata.broker.metadata;

import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.metadata.MetadataRecord;

/** Is told what becomes of the metadata log. */
public interface MetadataListener {
    /** A fact is committed, and in the image; in order of offsets. */
    void committed(long offset, MetadataRecord fact);

    /**
     * The committed end has moved, after {@link #committed} was called for every fact below it.
     *
     * @param committedEnd nothing at or above it is committed, as far as is known here
     */
    void caughtUp(long committedEnd);

    /** The image was replaced by a snapshot's; facts below its end are not told of. */
    void snapshotLoaded();

    /**
     * This node leads the quorum: it is the active controller. Its state is what {@link
     * MetadataRuntime#replayAll} gives.
     */
    void leading(int epoch);

    /**
     * This node does not lead (any more), or the leader that it knows is another one.
     *
     * @param leader null while none is known
     */
    void notLeading(@Nullable NodeId leader, int epoch);
}
