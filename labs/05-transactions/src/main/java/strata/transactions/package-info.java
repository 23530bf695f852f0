/**
 * Layer 5: idempotent and transactional producers. {@link strata.transactions.ids} gives producers
 * their ids; {@link strata.transactions.producers} keeps what a partition knows of them. Read
 * {@link strata.transactions.producers.PartitionProducers} first.
 */
package strata.transactions;
