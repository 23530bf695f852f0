package strata.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import strata.kernel.Check;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.TimestampType;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.storage.FileSlice;
import strata.log.AppendLogLayer;
import strata.segments.SegmentLogLayer;

/**
 * Finds a batch by a random offset: the segment, the place in its offset index, and the walk from
 * there, on a real disk whose pages are in memory. Every segment has 1 MiB and some 250 entries in
 * its index.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SegmentLookupBenchmark {
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final int RECORD_BYTES = 900;
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long SEED = 8123;

    /** How many segments the log has. */
    @Param({"1", "10", "100", "1000"})
    public int segmentCount;

    private final Random random = new Random(SEED);
    private Path directory;
    private DiskStorage storage;
    private SegmentedLog log;

    /** Fills the log. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = Files.createTempDirectory("strata-jmh");
        storage = new DiskStorage(directory, DiskSettings.ofProcess());
        LogLayer layer = new AppendLogLayer();
        log =
                new SegmentLogLayer()
                        .open(
                                layer,
                                new LogContext(storage, Compression.UNSUPPORTED),
                                new SegmentedLogSpec(
                                        "topic-0",
                                        SegmentSettings.DEFAULT.withSegmentBytes(SEGMENT_BYTES),
                                        SegmentedLogSpec.Known.NOTHING,
                                        new SeededRandom(SEED),
                                        NOW_MS));
        ByteBuffer value = ByteBuffer.allocate(RECORD_BYTES);
        ByteBuffer batch =
                layer.recordFormat()
                        .newBatch(BatchSpec.at(0), Compression.UNSUPPORTED)
                        .add(NOW_MS, null, value, List.of())
                        .build();
        LeaderAppend how = new LeaderAppend(0, TimestampType.CREATE_TIME, NOW_MS);
        while (log.sizeInBytes() + batch.remaining() <= (long) segmentCount * SEGMENT_BYTES) {
            log.appendAsLeader(batch, how);
        }
        int found = log.segments().size();
        // What a segment has left at its end adds up.
        Check.that(
                Math.abs(found - segmentCount) <= 1 + segmentCount / 100,
                "%s segments instead of %s",
                found,
                segmentCount);
    }

    /** Closes the log, and deletes it. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        log.close();
        storage.close();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** One batch at a random offset. */
    @Benchmark
    public int lookup() {
        long offset = random.nextLong(log.logEndOffset());
        FileSlice batch = log.read(offset, log.logEndOffset(), 1, true);
        int count = batch.count();
        batch.release();
        return count;
    }
}
