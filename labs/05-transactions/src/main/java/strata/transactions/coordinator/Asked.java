package strata.transactions.coordinator;

/**
 * Who asks, and when.
 *
 * @param waiter whom an answer is for
 * @param wallMs milliseconds since 1970
 */
record Asked(long waiter, long wallMs) {}
