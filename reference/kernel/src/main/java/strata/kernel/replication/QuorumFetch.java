package strata.kernel.replication;

import strata.kernel.NodeId;

/**
 * A fetch of the metadata log that is to be made.
 *
 * @param from the leader; where none is known, a voter that may know
 */
public record QuorumFetch(NodeId from, FetchPosition position) {}
