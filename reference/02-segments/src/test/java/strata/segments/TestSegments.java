package strata.segments;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.log.LogContext;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.storage.Storage;
import strata.log.AppendLogLayer;

/** Segments without a log around them. */
final class TestSegments {
    private TestSegments() {}

    static LogDirectory directory(Storage disk, SegmentSettings settings) {
        return new LogDirectory(
                new AppendLogLayer(), new LogContext(disk, KeyedBatch.CODEC), "t-0", settings);
    }

    /** An empty one that is appended to. */
    static LogSegment active(LogDirectory directory, long baseOffset) {
        LogSegment segment = LogSegment.empty(directory, baseOffset, SegmentFiles.NONE);
        segment.activate();
        return segment;
    }

    /** One that holds these batches, which have their offsets. */
    static LogSegment sealed(LogDirectory directory, long baseOffset, List<ByteBuffer> batches) {
        LogSegment segment = LogSegment.empty(directory, baseOffset, SegmentFiles.CLEANED);
        segment.logFile();
        batches.forEach(segment::append);
        segment.seal();
        segment.rename(SegmentFiles.NONE);
        return segment;
    }
}
