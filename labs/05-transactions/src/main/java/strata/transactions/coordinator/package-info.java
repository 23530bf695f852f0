/**
 * The coordinator of transactional ids (KIP-98, KIP-360, KIP-890): who has an id, whether a
 * transaction is open, how it ends, and that every partition hears of it. Read {@link
 * strata.transactions.coordinator.TransactionShard} first, then {@link
 * strata.transactions.coordinator.Transitions}, which has all changes of an id's state.
 *
 * <p>Each class decides one thing. None changes what it looks at: a decision is a record, and what
 * follows from the record follows when it is applied, to whoever applies it.
 *
 * <p>Invariants: a decided transaction is never decided again; no marker leaves before its decision
 * is committed; a transaction that is open has a deadline, and one that is decided has a marker
 * under way, a time to try again, or the completion due.
 */
package strata.transactions.coordinator;
