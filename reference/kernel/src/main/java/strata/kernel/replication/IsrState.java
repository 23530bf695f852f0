package strata.kernel.replication;

import java.util.List;
import strata.kernel.NodeId;

/**
 * A partition's in-sync replicas as the controller has them.
 *
 * @param isr in the order of the assignment
 * @param partitionEpoch counts the states
 * @param recovering whether the leader was elected uncleanly and has not yet said that it has
 *     recovered (KIP-704)
 */
public record IsrState(List<NodeId> isr, int partitionEpoch, boolean recovering) {}
