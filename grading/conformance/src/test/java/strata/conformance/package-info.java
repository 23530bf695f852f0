/**
 * Real clients, real tools and hostile bytes against a running server, seen only from outside.
 *
 * <p>Purpose: what Strata claims to its users, proven with the programs that they use. Every test
 * speaks to a {@link strata.conformance.ServerUnderTest}: Strata as {@code ./strata up} starts it,
 * or Apache Kafka 4.3.1 from its jars (system property {@code strata.conformance.server} = {@code
 * strata} or {@code kafka}), which is the oracle: a test that Apache Kafka fails is wrong.
 *
 * <p>Invariant: nothing is skipped in silence. A program that is missing is a failure that says
 * what to install; a promise that Apache Kafka does not give is marked {@link
 * strata.conformance.StrataOnly} with the reason.
 *
 * <p>Read {@link strata.conformance.ServerUnderTest} first, then {@code RealClientsTest}.
 */
package strata.conformance;
