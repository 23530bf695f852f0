/**
 * A cluster on this machine, as {@code strata up} makes one: its plan, its nodes in this JVM or in
 * processes of their own, and whether it serves.
 *
 * <p>Invariant: no node outlives the process that started it. Read first: {@link
 * strata.cli.cluster.ClusterPlan}.
 */
package strata.cli.cluster;
