package strata.kernel.replication;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.NodeId;

/**
 * The metadata log, as the quorum sees it. The broker implements it over a partition's log, its
 * leader epochs and its snapshots.
 */
public interface QuorumLog {
    /**
     * The first offset that can be read; above 0 where a snapshot has taken the place of a part.
     */
    long startOffset();

    /** The log end, and the epoch of the last record (of the snapshot, when the log is empty). */
    OffsetAndEpoch end();

    /** Up to where the log is durable; at most its end. */
    long flushedOffset();

    /**
     * See {@link LeaderEpochs#endOf}; where a snapshot stands for the beginning, its epoch counts.
     */
    EpochEnd endOf(int epoch);

    /** The latest snapshot's end; {@link OffsetAndEpoch#NOTHING} for none. */
    OffsetAndEpoch snapshot();

    /**
     * Appends, as the leader of an epoch, the control record that begins it (KIP-595's
     * LeaderChangeMessage).
     */
    void appendLeaderChange(int epoch, List<NodeId> voters);

    /**
     * Appends as a follower; epochs are entered from the headers.
     *
     * @param batches whole batches, checked by the implementation
     * @return how many bytes were appended: less than given when a batch is bad or cut off
     */
    int append(ByteBuffer batches);

    /** Removes every batch that holds an offset at or above this one, and the epochs beyond it. */
    void truncateTo(long offset);
}
