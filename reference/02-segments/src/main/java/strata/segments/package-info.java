/**
 * Layer 2: a partition's log in segments. Each segment is a log file of layer 1 with two index
 * files beside it; old segments are found by offset and by time, deleted, compacted. Start with
 * {@link strata.segments.SegmentLog}.
 *
 * <p>Invariant: the files are Kafka's, byte for byte, and their names are, too.
 */
package strata.segments;
