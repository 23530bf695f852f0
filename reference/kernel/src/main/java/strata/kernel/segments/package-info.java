/**
 * The contract of layer 2: a partition's log in many files (segments), with index files, retention
 * and compaction. Start with {@link strata.kernel.segments.SegmentedLog}.
 *
 * <p>Invariant: the files and their names are Kafka's (implementation page, sections 5.3 and 5.4).
 */
package strata.kernel.segments;
