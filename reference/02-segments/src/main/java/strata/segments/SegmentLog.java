package strata.segments;

/** The log of one partition, in segments. */
final class SegmentLog {
    // Filled by the layer's own steps.
    private SegmentLog() {}
}
