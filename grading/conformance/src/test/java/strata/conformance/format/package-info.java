/**
 * The record batch format against Apache Kafka's own: what one builds the other reads, and what one
 * refuses the other refuses. Batches are drawn from seeds, so a failure names the one to run again.
 * Read {@link strata.conformance.format.BatchDraft} first: one description, from which both sides
 * build.
 */
package strata.conformance.format;
