/**
 * Idempotent and transactional producers in a simulated cluster, as Kafka's clients are, of both
 * versions of transactions; readers of committed records; workers that read, transform and write
 * within a transaction. They crash, stand still and come back as zombies; and what must hold of
 * them all the time.
 *
 * <p>What they did and saw is taken down by {@link strata.sim.transactions.Ledger} and judged by
 * {@link strata.sim.check.Checker}. What brokers do is watched where layer 5 meets them: {@link
 * strata.sim.transactions.WatchedTransactions}. Read {@link
 * strata.sim.transactions.TransactionScenarios} first, then {@link
 * strata.sim.transactions.Transactor}.
 */
package strata.sim.transactions;
