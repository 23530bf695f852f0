/**
 * What clients ask and nodes answer: Kafka's protocol as records, free of versions and bytes.
 * {@code wire} turns bytes into these and these into bytes; the broker handles them.
 *
 * <p>One file per API, each with its {@code Request} and {@code Response}. Start with {@link
 * strata.kernel.request.Produce}.
 */
package strata.kernel.request;
