package strata.kernel.request;

import strata.kernel.NodeId;
import strata.kernel.Nullable;

/**
 * A partition's leader as the answering node knows it (KIP-951, KIP-595).
 *
 * @param leader null while there is none, or none is known
 * @param epoch counts the partition's leaders; -1 when not known
 */
public record LeaderAndEpoch(@Nullable NodeId leader, int epoch) {}
