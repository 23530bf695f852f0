/**
 * Real clients, real tools and hostile bytes against a running server, seen only from outside; and
 * Apache Kafka itself as the oracle of what Strata promises.
 *
 * <p>Purpose: what Strata claims to its users, proven with the programs that they use. Everything
 * is in the tests. Those that speak to a server run against Strata as {@code ./strata up} starts
 * it, or against Apache Kafka 4.3.1 from its jars ({@code -Dstrata.conformance.server=kafka}): a
 * test that Apache Kafka fails is wrong.
 *
 * <p>Invariant: nothing is skipped in silence. A program that is missing is a failure that says
 * what to install; a promise that Apache Kafka does not give says so where it is tested.
 *
 * <p>Read {@code ServerUnderTest} first, then {@code RealClientsTest}.
 */
package strata.conformance;
