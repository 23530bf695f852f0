/**
 * The capstone: a Kafka Streams application with {@code exactly_once_v2} on three nodes, while
 * nodes and the application are killed; and a checker that knows the answer without it.
 *
 * <p>Invariant: what is expected ({@link strata.apps.capstone.Answer}) comes out of the seeded
 * {@link strata.apps.capstone.Input} and plain Java, and never out of anything that the cluster
 * said. Read {@link strata.apps.capstone.Trial} first.
 */
package strata.apps.capstone;
