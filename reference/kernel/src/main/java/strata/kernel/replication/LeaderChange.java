package strata.kernel.replication;

import java.util.List;
import strata.kernel.NodeId;

/**
 * A newer state of a partition that goes on being led by the same leader in the same epoch.
 *
 * @param replicas the assignment
 */
public record LeaderChange(List<NodeId> replicas, IsrState isr) {}
