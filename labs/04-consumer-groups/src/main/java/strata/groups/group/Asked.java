package strata.groups.group;

import strata.kernel.ClientInfo;

/**
 * Who asks, and when.
 *
 * @param waiter whom an answer is for
 * @param wallMs milliseconds since 1970
 * @param nowMs monotonic milliseconds
 */
public record Asked(long waiter, ClientInfo client, long wallMs, long nowMs) {}
