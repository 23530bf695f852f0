package strata.sim.segments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchCursor;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.Record;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.RecordIterator;
import strata.kernel.log.TimestampType;
import strata.kernel.segments.CompactionRun;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.segments.SegmentsLayer;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.sim.SeededRandom;

/** A segmented log of keys and values, and what one sees of it. */
final class KeyedLog {
    static final String DIRECTORY = "t-0";
    static final long NOW_MS = 1_767_225_600_000L;

    // By name: a copy of the repository without layers compiles this, too.
    private static final LogLayer LAYER_1 = provider("strata.log.AppendLogLayer", LogLayer.class);
    private static final SegmentsLayer LAYER_2 =
            provider("strata.segments.SegmentLogLayer", SegmentsLayer.class);
    private static final RecordFormat FORMAT = LAYER_1.recordFormat();

    final SegmentedLog log;

    KeyedLog(Storage storage, SegmentSettings settings, SegmentedLogSpec.Known known) {
        log =
                LAYER_2.open(
                        LAYER_1,
                        new LogContext(storage, Compression.UNSUPPORTED),
                        new SegmentedLogSpec(
                                DIRECTORY, settings, known, new SeededRandom(1), NOW_MS));
    }

    private static <T> T provider(String name, Class<T> type) {
        try {
            return type.cast(Class.forName(name).getConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** Appends a batch: pairs of key and value, {@code -} for a tombstone. */
    void append(long timestampMs, String... pairs) {
        BatchBuilder batch = FORMAT.newBatch(BatchSpec.at(0), Compression.UNSUPPORTED);
        for (int i = 0; i < pairs.length; i += 2) {
            batch.add(timestampMs, bytes(pairs[i]), bytes(pairs[i + 1]), List.of());
        }
        log.appendAsLeader(
                batch.build(), new LeaderAppend(1, TimestampType.CREATE_TIME, timestampMs));
    }

    /** Compacts what is below the log end, in small steps; after each somebody has a look. */
    void compact(long nowMs, Runnable afterStep) {
        CompactionRun run =
                Objects.requireNonNull(log.startCompaction(log.logEndOffset(), 1 << 16, nowMs));
        boolean more = true;
        while (more) {
            more = run.step(200);
            afterStep.run();
        }
    }

    /** All that can be read: by offset, as {@code key=value}. */
    NavigableMap<Long, String> records() {
        TreeMap<Long, String> found = new TreeMap<>();
        long offset = log.logStartOffset();
        while (offset < log.logEndOffset()) {
            FileSlice slice = log.read(offset, Long.MAX_VALUE, 1 << 20, true);
            if (slice == null) {
                break;
            }
            ByteBuffer bytes = ByteBuffer.allocate(slice.count());
            slice.read(bytes, 0);
            slice.release();
            offset = add(bytes.flip(), found);
        }
        found.headMap(log.logStartOffset()).clear();
        return found;
    }

    private static long add(ByteBuffer bytes, Map<Long, String> found) {
        long nextOffset = 0;
        while (bytes.hasRemaining()) {
            try (RecordIterator records = FORMAT.records(bytes, Compression.UNSUPPORTED)) {
                while (records.hasNext()) {
                    Record record = records.next();
                    found.put(record.offset(), text(record.key()) + "=" + text(record.value()));
                }
            }
            BatchHeader header = BatchHeader.at(bytes, bytes.position());
            nextOffset = header.nextOffset();
            bytes.position(bytes.position() + header.sizeInBytes());
        }
        return nextOffset;
    }

    /** The last value of each key; a deleted key is not there. */
    static Map<String, String> lastValues(Map<Long, String> records) {
        Map<String, String> last = new LinkedHashMap<>();
        for (String record : records.values()) {
            String[] pair = record.split("=", 2);
            last.remove(pair[0]);
            if (!pair[1].equals("-")) {
                last.put(pair[0], pair[1]);
            }
        }
        return new TreeMap<>(last);
    }

    /** Files that no segment of the log has, by their names alone. */
    List<String> strayFiles(Storage storage) {
        List<String> stray = new ArrayList<>(storage.list(DIRECTORY));
        for (SegmentedLog.Segment segment : log.segments()) {
            String digits = String.format("%020d", segment.baseOffset());
            stray.removeAll(List.of(digits + ".log", digits + ".index", digits + ".timeindex"));
        }
        return stray;
    }

    /** Segments that hold offsets of the next one. */
    List<Long> overlaps(Storage storage) {
        List<Long> overlaps = new ArrayList<>();
        List<SegmentedLog.Segment> segments = log.segments();
        for (int n = 0; n + 1 < segments.size(); n++) {
            long baseOffset = segments.get(n).baseOffset();
            String name = String.format("%s/%020d.log", DIRECTORY, baseOffset);
            try (StorageFile file = storage.open(name)) {
                BatchCursor walk = new BatchCursor(file).walk(0, file.size());
                for (; walk.hasBatch(); walk.next()) {
                    if (walk.header().nextOffset() > segments.get(n + 1).baseOffset()) {
                        overlaps.add(baseOffset);
                    }
                }
            }
        }
        return overlaps;
    }

    private static @Nullable ByteBuffer bytes(String text) {
        return text.equals("-") ? null : ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? "-" : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
