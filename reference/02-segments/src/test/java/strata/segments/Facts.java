package strata.segments;

/** A segment of which only this is known. */
record Facts(long baseOffset, long sizeInBytes, long largestTimestampMs, long firstTimestampMs)
        implements SegmentFacts {

    /** One whose records all have one time. */
    static Facts of(long baseOffset, long sizeInBytes, long timestampMs) {
        return new Facts(baseOffset, sizeInBytes, timestampMs, timestampMs);
    }
}
