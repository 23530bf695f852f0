package strata.segments;

/** What one has to know of a segment to decide whether it is deleted or compacted. */
interface SegmentFacts {
    /** No record of it has a time, or it has no record. */
    long NO_TIMESTAMP_MS = -1L;

    /** The file's name. */
    long baseOffset();

    /** The size of its log file. */
    long sizeInBytes();

    /** The greatest timestamp of its records, or {@link #NO_TIMESTAMP_MS}. */
    long largestTimestampMs();

    /** The greatest timestamp of its first batch, or {@link #NO_TIMESTAMP_MS}. */
    long firstTimestampMs();
}
