package strata.kernel.transactions;

/**
 * That the coordinator is being asked whether a transaction has a partition, or to add it
 * (KIP-890). Only the very object that {@link ProducerStates#verification} gave lets a batch in: a
 * marker in between makes it worthless, so an answer that comes late lets nothing into a later
 * transaction.
 */
public final class Verification {}
