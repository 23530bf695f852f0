/**
 * Where a broker has transactions: clients' and brokers' requests find the coordinator of their
 * transactional id, which layer 5 brings and {@link strata.broker.coordinator.CoordinatorRuntime}
 * runs; markers find the partitions that they belong to; leaders find out whether a partition is
 * part of a transaction. Read {@link strata.broker.transaction.TransactionCoordination} first.
 *
 * <p>Invariants: a request is answered once; what came of a marker is told to nobody but the
 * coordinator that has handed it out, in the epoch in which it did.
 */
package strata.broker.transaction;
