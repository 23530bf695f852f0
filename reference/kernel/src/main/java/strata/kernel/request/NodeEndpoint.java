package strata.kernel.request;

import strata.kernel.NodeId;

/** Where a node of the quorum is to be reached (KIP-853). */
public record NodeEndpoint(NodeId id, String host, int port) {}
