/**
 * Measures Strata beside Apache Kafka, on the same machine, with Kafka's own clients.
 *
 * <p>A bench runs a {@link strata.apps.bench.Scenario} in rounds. Each round starts a fresh Strata
 * in a fresh directory, warms it up, measures it and stops it, and then does the same with Apache
 * Kafka (A B A B), so that a machine that grows slower for a minute slows both. What is compared is
 * the ratio of one round; what is reported is the median of those ratios and their range.
 *
 * <p>Invariants: every broker and every client is a process of its own, so neither shares a heap or
 * a compiler with another; both brokers get the same clients with the same settings; nothing of
 * Kafka's server or tools is on this program's class path ({@link
 * strata.apps.bench.KafkaDistribution} resolves them into processes of their own); whatever was
 * started is killed, and whatever was written is deleted, also on ctrl-C.
 *
 * <p>A bench is never a test: its figures depend on the machine, and no build fails by them.
 *
 * <p>Read {@link strata.apps.bench.Duel} first, then {@link strata.apps.bench.ProduceScenario}.
 */
package strata.apps.bench;
