/**
 * Kafka's protocol bytes to kernel records and back. The only package of the node that knows
 * kafka-clients; no type of kafka-clients appears in its public methods.
 */
package strata.wire;
