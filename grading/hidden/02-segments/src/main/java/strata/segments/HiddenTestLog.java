package strata.segments;

import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.TimestampType;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;
import strata.sim.SeededRandom;

/** What a hidden test opens a log with: a real layer 1, and settings. */
final class HiddenTestLog {
    /** The provider of layer 1, as its descriptor names it. */
    private static final String LAYER_1 = "strata.log.AppendLogLayer";

    private HiddenTestLog() {}

    /** The layer 1 that this run stands on. */
    static LogLayer layer() {
        try {
            // By name: nothing of layer 2 may be compiled against a class of layer 1.
            Constructor<?> made = Class.forName(LAYER_1).getConstructor();
            return (LogLayer) made.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this run has no layer 1", e);
        }
    }

    /** Segments of so many bytes, with an index entry for every so many; the rest never rolls. */
    static SegmentSettings settings(int segmentBytes, int indexIntervalBytes) {
        return new SegmentSettings(
                segmentBytes,
                Long.MAX_VALUE,
                0,
                10 << 20,
                indexIntervalBytes,
                60_000,
                SegmentSettings.Retention.NONE,
                SegmentSettings.Compaction.OFF);
    }

    /** The same settings with indexes of at most so many bytes each. */
    static SegmentSettings withIndexBytes(SegmentSettings all, int segmentIndexBytes) {
        return new SegmentSettings(
                all.segmentBytes(),
                all.segmentMs(),
                all.segmentJitterMs(),
                segmentIndexBytes,
                all.indexIntervalBytes(),
                all.fileDeleteDelayMs(),
                all.retention(),
                all.compaction());
    }

    /** A new process opens the log, of which nothing is known. */
    static SegmentedLog open(TestDisk disk, SegmentSettings settings) {
        return open(disk, settings, Known.NOTHING);
    }

    /** A new process opens the log. */
    static SegmentedLog open(TestDisk disk, SegmentSettings settings, Known known) {
        disk.mount();
        SegmentedLogSpec spec =
                new SegmentedLogSpec(
                        TestDisk.DIRECTORY, settings, known, new SeededRandom(1), TestBatch.NOW_MS);
        return new SegmentLogLayer().open(layer(), context(disk), spec);
    }

    /** What the segments of a log share, for tests of a part of it. */
    static LogDirectory directory(TestDisk disk, SegmentSettings settings) {
        return new LogDirectory(layer(), context(disk), TestDisk.DIRECTORY, settings);
    }

    /** A disk without codecs. */
    static LogContext context(TestDisk disk) {
        return new LogContext(disk.storage(), Compression.UNSUPPORTED);
    }

    /** How a leader appends whose clock says {@link TestBatch#NOW_MS}. */
    static LeaderAppend asLeader() {
        return new LeaderAppend(4, TimestampType.CREATE_TIME, TestBatch.NOW_MS);
    }

    /** Appends a batch as a follower does, with the offsets that it bears. */
    static void append(SegmentedLog log, ByteBuffer... batches) {
        for (ByteBuffer batch : batches) {
            log.appendAsFollower(batch);
        }
    }

    /** A log's segments, as {@code 0: 340 bytes, 412: 85 bytes}. */
    static String segments(SegmentedLog log) {
        StringBuilder text = new StringBuilder();
        for (SegmentedLog.Segment segment : log.segments()) {
            text.append(text.isEmpty() ? "" : ", ").append(segment.baseOffset());
            text.append(": ").append(segment.sizeInBytes()).append(" bytes");
        }
        return text.toString();
    }
}
