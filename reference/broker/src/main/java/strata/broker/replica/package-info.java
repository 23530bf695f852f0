/**
 * Replication between brokers: followers that fetch ({@link
 * strata.broker.replica.ReplicaFetchers}), what leaders remember of those who fetch from them
 * ({@link strata.broker.replica.FetchSessions}), and how leaders tell the controller who is in sync
 * ({@link strata.broker.replica.IsrReporting}). {@link strata.broker.replica.SoloReplication}
 * stands in where layer 3 is not there.
 *
 * <p>Invariants: one fetch is under way to each leader; a fetch costs nothing for partitions of
 * which there is no news.
 */
package strata.broker.replica;
