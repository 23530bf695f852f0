/**
 * The contract of layer 5: idempotent and transactional producers (KIP-98, KIP-360, KIP-447,
 * KIP-890). Read {@link strata.kernel.transactions.TransactionsLayer} first; of a partition, {@link
 * strata.kernel.transactions.ProducerStates}; of a transactional id, {@link
 * strata.kernel.transactions.TransactionCoordinator}.
 *
 * <p>Everything here is driven: no class of the layer has a clock, a timer or a connection. It is
 * told what is asked, appended and committed, and says what to store, whom to answer, and which
 * markers are to be written where.
 *
 * <p>The words: a <em>producer id</em> names a producer for the whole cluster; its <em>epoch</em>
 * tells its present life from earlier ones, so that a <em>zombie</em>, which has an older one, is
 * fenced. Within an epoch a partition's batches are numbered by <em>sequences</em>. A
 * <em>transactional id</em> is the name by which a producer finds its producer id again after a
 * crash; the <em>transaction coordinator</em> of the id decides whether a transaction is committed
 * or aborted, and stores that in {@code __transaction_state} before anybody hears of it. A
 * <em>marker</em> is the control batch that tells one partition of that decision. A transaction is
 * <em>open</em> in a partition from its first record there to its marker; the <em>last stable
 * offset</em> is where the first one begins of which readers of committed records may not know the
 * outcome yet.
 */
package strata.kernel.transactions;
