package strata.kernel;

import strata.kernel.request.Response;

/**
 * What a coordinator answers, and whom.
 *
 * @param waiter as the command called the one who asked
 */
public record Answer(long waiter, Response response) {}
