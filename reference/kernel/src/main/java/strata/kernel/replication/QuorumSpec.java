package strata.kernel.replication;

import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.RandomSource;
import strata.kernel.Trace;
import strata.kernel.storage.Storage;

/**
 * A node's part in the quorum.
 *
 * @param self a voter when it is among the voters, else an observer
 * @param voters 1, 3 or 5, sorted
 * @param directory of the metadata log; the file {@code quorum-state} in it holds the node's epoch,
 *     vote and leader
 * @param random for the election timeouts
 */
public record QuorumSpec(
        NodeId self,
        List<NodeId> voters,
        Storage storage,
        String directory,
        QuorumLog log,
        QuorumTimeouts timeouts,
        RandomSource random,
        Trace trace) {}
