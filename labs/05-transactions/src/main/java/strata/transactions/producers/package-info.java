/**
 * What a partition knows of its producers (KIP-98), and Kafka's files for it: {@code .snapshot}, of
 * which the newest good one and the log after it give all of it again, and {@code .txnindex}, which
 * has the aborted transactions of each segment. Read {@link
 * strata.transactions.producers.PartitionProducers} first.
 *
 * <p>Invariant: all of it is a function of the log up to an offset, save what has expired.
 */
package strata.transactions.producers;
