package strata.wire;

import strata.kernel.request.Api;

/**
 * What an answer must know of its request.
 *
 * @param version the version the answer is written in
 * @param correlationId the client's number for the request; the answer repeats it
 */
public record RequestContext(Api api, short version, int correlationId) {}
