/**
 * Layer 1: record batches in Kafka's format v2, and the log of one partition in one growing file.
 *
 * <p>Invariants: a file is whole batches, one after the other, whose offsets rise; a batch on its
 * way to the file is neither copied nor changed but for the fields that its leader sets; no length
 * that came from outside is believed before it is bounded.
 *
 * <p>Read {@link strata.log.AppendLogLayer} first, then the classes in the order in which bytes
 * meet them: {@link strata.log.Varints}, {@link strata.log.BatchWriter}, {@link
 * strata.log.BatchRecords}, {@link strata.log.BatchChecker}, {@link strata.log.AppendLog}, {@link
 * strata.log.LogFile}, {@link strata.log.LogRecovery}.
 */
package strata.log;
