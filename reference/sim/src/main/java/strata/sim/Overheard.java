package strata.sim;

import strata.kernel.NodeId;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/**
 * An answer that leaves a node, as invariants hear it.
 *
 * @param who answers
 */
public record Overheard(NodeId who, Request request, Response response) {}
