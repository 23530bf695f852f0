/**
 * Layer 2: a partition's log in segments. Each segment is a log file of layer 1 with two index
 * files beside it; old segments are found by offset and by time, deleted, compacted.
 *
 * <p>Invariants: the files are Kafka's, byte for byte, and their names are, too; an old segment
 * never changes, only a compaction replaces it; an index is a hint that the batches confirm, so
 * that one which is missing or wrong costs time and never an answer; whatever a crash interrupts,
 * what is left is an unbroken prefix of what was appended.
 *
 * <p>Read {@link strata.segments.SegmentLogLayer} first, then the classes in the order in which
 * they are built: {@link strata.segments.SegmentFiles}, {@link strata.segments.RollPolicy}, {@link
 * strata.segments.OffsetIndex}, {@link strata.segments.IndexBuilder}, {@link
 * strata.segments.LogSegment}, {@link strata.segments.LogReader}, {@link
 * strata.segments.TimeIndex}, {@link strata.segments.TimeSearch}, {@link
 * strata.segments.SegmentRecovery}, {@link strata.segments.SegmentLog}.
 */
package strata.segments;
