package strata.segments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.log.Record;
import strata.kernel.log.RecordIterator;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;
import strata.sim.SeededRandom;

/** All that a log holds, as one sees it who reads it from its start to its end. */
final class HiddenTestRecords {
    private HiddenTestRecords() {}

    /** Opens a log on any disk, after a crash for example. */
    static SegmentedLog open(Storage storage, SegmentSettings settings, Known known) {
        SegmentedLogSpec spec =
                new SegmentedLogSpec(
                        TestDisk.DIRECTORY, settings, known, new SeededRandom(1), TestBatch.NOW_MS);
        LogContext context = new LogContext(storage, Compression.UNSUPPORTED);
        return new SegmentLogLayer().open(HiddenTestLog.layer(), context, spec);
    }

    /** The offsets of all batches, as {@code 0-2 3-4}. */
    static String batches(SegmentedLog log) {
        StringBuilder text = new StringBuilder();
        for (ByteBuffer batch : read(log)) {
            BatchHeader header = BatchHeader.at(batch, 0);
            text.append(text.isEmpty() ? "" : " ");
            text.append(header.baseOffset()).append('-').append(header.lastOffset());
        }
        return text.toString();
    }

    /** The offsets of all batches with their times, as {@code 0-2@17}: 17 ms later than a time. */
    static List<String> batchesAndTimes(SegmentedLog log, long fromMs) {
        List<String> found = new ArrayList<>();
        for (ByteBuffer batch : read(log)) {
            BatchHeader header = BatchHeader.at(batch, 0);
            String offsets = header.baseOffset() + "-" + header.lastOffset();
            found.add(offsets + "@" + (header.maxTimestampMs() - fromMs));
        }
        return found;
    }

    /** All records, as {@code 4 b=1}; {@code -} is no key, or no value. */
    static List<String> records(SegmentedLog log) {
        List<String> found = new ArrayList<>();
        for (ByteBuffer batch : read(log)) {
            try (RecordIterator records =
                    HiddenTestLog.layer().recordFormat().records(batch, Compression.UNSUPPORTED)) {
                while (records.hasNext()) {
                    Record record = records.next();
                    String pair = text(record.key()) + "=" + text(record.value());
                    found.add(record.offset() + " " + pair);
                }
            }
        }
        return found;
    }

    private static List<ByteBuffer> read(SegmentedLog log) {
        List<ByteBuffer> found = new ArrayList<>();
        long offset = log.logStartOffset();
        while (offset < log.logEndOffset()) {
            FileSlice slice = log.read(offset, Long.MAX_VALUE, 1 << 20, true);
            if (slice == null) {
                break;
            }
            List<ByteBuffer> batches = TestBatch.split(TestBatch.take(slice));
            found.addAll(batches);
            offset = BatchHeader.at(batches.get(batches.size() - 1), 0).nextOffset();
        }
        return found;
    }

    /** Names of files that no segment of the log has, without zeros. */
    static List<String> strayFiles(SegmentedLog log, Storage storage) {
        List<String> stray = new ArrayList<>();
        storage.list(TestDisk.DIRECTORY).forEach(name -> stray.add(TestDisk.brief(name)));
        for (SegmentedLog.Segment segment : log.segments()) {
            for (String suffix : List.of(".log", ".index", ".timeindex")) {
                stray.remove(segment.baseOffset() + suffix);
            }
        }
        return stray;
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? "-" : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
