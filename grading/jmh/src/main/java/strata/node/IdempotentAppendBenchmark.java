package strata.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.TimestampType;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.transactions.BatchOrigin;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.kernel.transactions.Verdict;
import strata.log.AppendLogLayer;
import strata.segments.SegmentLogLayer;
import strata.transactions.KafkaTransactionsLayer;

/**
 * Appends a batch of one record, of plain producers and of idempotent ones: what judging a batch
 * and knowing its producer adds to writing it, on a real disk whose pages are in memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class IdempotentAppendBenchmark {
    private static final int RECORD_BYTES = 100;
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long SEED = 8123;
    private static final long FIRST_ID = 1_000;
    // Where they are in a batch's header.
    private static final int PRODUCER_ID = 43;
    private static final int BASE_SEQUENCE = 53;

    /** How many idempotent producers write in turn; 0 for a plain one. */
    @Param({"0", "1", "100"})
    public int producerCount;

    private final LogLayer layer = new AppendLogLayer();
    private final LeaderAppend how = new LeaderAppend(0, TimestampType.CREATE_TIME, NOW_MS);
    private Path directory;
    private DiskStorage storage;
    private SegmentedLog log;
    private ProducerStates states;
    private ByteBuffer batch;
    private int turn;
    private int sequence;

    /** Begins with an empty log. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        directory = Files.createTempDirectory("strata-jmh");
        storage = new DiskStorage(directory, DiskSettings.ofProcess());
        states =
                new KafkaTransactionsLayer()
                        .newProducerStates(
                                new ProducerStatesSpec(
                                        "topic-0",
                                        storage,
                                        layer.recordFormat(),
                                        ProducerStatesSpec.Settings.DEFAULT));
        log =
                new SegmentLogLayer()
                        .open(
                                layer,
                                new LogContext(storage, Compression.UNSUPPORTED),
                                new SegmentedLogSpec(
                                        "topic-0",
                                        SegmentSettings.DEFAULT,
                                        SegmentedLogSpec.Known.NOTHING,
                                        new SeededRandom(SEED),
                                        NOW_MS));
        states.recover(log, new ProducerStates.Known(0, 0), NOW_MS);
        ProducerStamp stamp =
                producerCount == 0
                        ? ProducerStamp.NONE
                        : new ProducerStamp(FIRST_ID, (short) 0, 0, false);
        batch =
                layer.recordFormat()
                        .newBatch(BatchSpec.at(0).withProducer(stamp), Compression.UNSUPPORTED)
                        .add(NOW_MS, null, ByteBuffer.allocate(RECORD_BYTES), List.of())
                        .build();
        turn = 0;
        sequence = 0;
    }

    /** Closes the log, and deletes it. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        states.close();
        log.close();
        storage.close();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** One batch. */
    @Benchmark
    public long append() {
        BatchHeader header = BatchHeader.at(batch, batch.position());
        if (header.hasProducerId()) {
            next();
            Verdict verdict = states.judge(header, BatchOrigin.CLIENT, null);
            Check.that(verdict == Verdict.APPEND, "judged: %s", verdict);
        }
        long offset = log.appendAsLeader(batch, how).firstOffset();
        states.appended(batch);
        return offset;
    }

    /** The next producer's next batch. The CRC is not looked at below the handler. */
    private void next() {
        batch.putLong(batch.position() + PRODUCER_ID, FIRST_ID + turn);
        batch.putInt(batch.position() + BASE_SEQUENCE, sequence);
        turn++;
        if (turn == producerCount) {
            turn = 0;
            sequence++;
        }
    }
}
