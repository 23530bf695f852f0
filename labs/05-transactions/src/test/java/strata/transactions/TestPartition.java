package strata.transactions;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.PendingFlush;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.segments.SegmentsLayer;
import strata.kernel.storage.StorageFile;
import strata.kernel.transactions.BatchOrigin;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.kernel.transactions.ProducerView;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.Verdict;
import strata.kernel.transactions.Verification;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;
import strata.sim.SeededRandom;

/**
 * A partition: a log on real layers 1 and 2, and your producer states, told of each other as the
 * broker does it. One made by {@link #withoutLog} has no log, and has not begun.
 */
public final class TestPartition {
    /** Nobody expires in a test, unless it wants so; nobody verifies. */
    static final ProducerStatesSpec.Settings PLAIN =
            new ProducerStatesSpec.Settings(86_400_000L, false);

    static final ProducerStatesSpec.Settings VERIFYING =
            new ProducerStatesSpec.Settings(86_400_000L, true);

    private static final int EPOCH_POSITION = 51;
    private static final int TRANSACTIONAL = 0x10;
    private static final int CONTROL = 0x20;

    final TestDisk disk = new TestDisk();
    ProducerStatesSpec.Settings settings;
    ProducerStates states;
    long nowMs = TestBatch.NOW_MS;

    /** As the broker has stored it. */
    long recoveryPoint;

    long highWatermark;
    private @Nullable SegmentedLog log;
    private long end;

    private TestPartition(ProducerStatesSpec.Settings settings, boolean withLog) {
        this.settings = settings;
        states = made();
        if (withLog) {
            begin(false);
        }
    }

    /** What it is told of appends is all that it knows: for what comes before step 5.3. */
    static TestPartition withoutLog() {
        return new TestPartition(PLAIN, false);
    }

    /** It has begun with an empty log. */
    static TestPartition begun() {
        return new TestPartition(PLAIN, true);
    }

    static TestPartition begun(ProducerStatesSpec.Settings settings) {
        return new TestPartition(settings, true);
    }

    private ProducerStates made() {
        return new KafkaTransactionsLayer()
                .newProducerStates(
                        new ProducerStatesSpec(
                                TestDisk.DIRECTORY,
                                disk.storage(),
                                layerOne().recordFormat(),
                                settings));
    }

    private static LogLayer layerOne() {
        return (LogLayer) provider("strata.log.AppendLogLayer");
    }

    // By name: nothing of this lab may be compiled against a class of another layer.
    private static Object provider(String name) {
        try {
            return Class.forName(name).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this run has no " + name, e);
        }
    }

    private void begin(boolean clean) {
        SegmentSettings segments =
                new SegmentSettings(
                        1 << 20,
                        Long.MAX_VALUE,
                        0,
                        10 << 20,
                        4096,
                        60_000,
                        SegmentSettings.Retention.NONE,
                        SegmentSettings.Compaction.OFF);
        long start = log == null ? 0 : log.logStartOffset();
        SegmentedLogSpec spec =
                new SegmentedLogSpec(
                        TestDisk.DIRECTORY,
                        segments,
                        new SegmentedLogSpec.Known(start, recoveryPoint, 0, clean),
                        new SeededRandom(1),
                        nowMs);
        SegmentedLog opened =
                ((SegmentsLayer) provider("strata.segments.SegmentLogLayer"))
                        .open(
                                layerOne(),
                                new LogContext(disk.storage(), Compression.UNSUPPORTED),
                                spec);
        log = opened;
        states.recover(opened, new ProducerStates.Known(recoveryPoint, highWatermark), nowMs);
        end = opened.logEndOffset();
        highWatermark = Math.min(highWatermark, end);
    }

    SegmentedLog log() {
        if (log == null) {
            throw new IllegalStateException("a partition without a log");
        }
        return log;
    }

    /** The offset that the next record gets. */
    long end() {
        return end;
    }

    // ---- batches --------------------------------------------------------------------------------

    /** A producer's batch outside of transactions. */
    static ByteBuffer batch(long id, int epoch, int sequence, int count) {
        return made(id, epoch, sequence, count, 0);
    }

    /** A producer's batch in a transaction. */
    static ByteBuffer inTransaction(long id, int epoch, int sequence, int count) {
        return made(id, epoch, sequence, count, TRANSACTIONAL);
    }

    private static ByteBuffer made(long id, int epoch, int sequence, int count, int attributes) {
        return stamped(
                TestBatch.at(0).by(id, sequence).attributes(attributes).records(count), epoch);
    }

    /** A marker; its coordinator epoch is below 128. */
    static ByteBuffer marker(long id, int epoch, boolean committed, int coordinatorEpoch) {
        String key = new String(new char[] {0, 0, 0, (char) (committed ? 1 : 0)});
        String value = new String(new char[] {0, 0, 0, 0, 0, (char) coordinatorEpoch});
        return stamped(
                TestBatch.at(0).by(id, -1).attributes(TRANSACTIONAL | CONTROL).put(key, value),
                epoch);
    }

    private static ByteBuffer stamped(TestBatch batch, int epoch) {
        ByteBuffer bytes = batch.bytes();
        bytes.putShort(EPOCH_POSITION, (short) epoch);
        return TestBatch.sealed(bytes);
    }

    // ---- appends --------------------------------------------------------------------------------

    Verdict judge(ByteBuffer batch) {
        return judge(batch, null);
    }

    Verdict judge(ByteBuffer batch, @Nullable Verification token) {
        return states.judge(BatchHeader.at(batch, 0), BatchOrigin.CLIENT, token);
    }

    /** What a client is told: {@code appended}, {@code duplicate of 3-6}, or an error. */
    static String text(Verdict verdict) {
        if (verdict instanceof Verdict.Duplicate duplicate) {
            return "duplicate of " + duplicate.firstOffset() + "-" + duplicate.lastOffset();
        }
        return verdict instanceof Verdict.Refused refused
                ? refused.refusal().error().name()
                : "appended";
    }

    /** Judges a client's batch, and appends it if it may be. */
    String send(ByteBuffer batch) {
        return send(batch, null);
    }

    String send(ByteBuffer batch, @Nullable Verification token) {
        Verdict verdict = judge(batch, token);
        if (verdict instanceof Verdict.Append) {
            append(batch);
        }
        return text(verdict);
    }

    String send(long id, int epoch, int sequence) {
        return send(batch(id, epoch, sequence, 1));
    }

    /** Appends, whatever it is; returns its first offset. */
    long append(ByteBuffer batch) {
        BatchHeader header = BatchHeader.at(batch, 0);
        header.setBaseOffset(end);
        long first = end;
        if (log != null) {
            long active = log.activeBaseOffset();
            log.appendAsFollower(batch.duplicate());
            if (log.activeBaseOffset() != active) {
                states.rolled(log.activeBaseOffset());
            }
        }
        end = header.nextOffset();
        states.appended(batch);
        return first;
    }

    /** Records of nobody in particular. */
    long plain(int count) {
        return append(TestBatch.at(0).records(count).bytes());
    }

    /** One record of a transaction. */
    long open(long id, int epoch, int sequence) {
        return append(inTransaction(id, epoch, sequence, 1));
    }

    /** A marker by coordinator epoch 0. */
    long mark(long id, int epoch, boolean committed) {
        return append(marker(id, epoch, committed, 0));
    }

    /** What a coordinator is told that wants to write a marker: an error's name. */
    String judgeMarker(long id, int epoch, int coordinatorEpoch, TransactionVersion version) {
        Refusal refusal =
                states.refusalOf(id, (short) epoch, new EndMarker(true, coordinatorEpoch), version);
        return refusal == null ? "NONE" : refusal.error().name();
    }

    void roll() {
        log().roll(nowMs);
        states.rolled(log().activeBaseOffset());
    }

    // ---- what happens to it ---------------------------------------------------------------------

    void highWatermarkIs(long offset) {
        highWatermark = offset;
        states.highWatermarkIs(offset);
    }

    void commitAll() {
        highWatermarkIs(end);
    }

    long stable() {
        return states.lastStableOffset(highWatermark);
    }

    void flush() {
        PendingFlush pending = log().startFlush();
        PendingFlush ofStates = states.startFlush();
        if (ofStates != null) {
            ofStates.files().forEach(StorageFile::flush);
            states.flushed(ofStates);
        }
        if (pending != null) {
            pending.files().forEach(StorageFile::flush);
            log().flushed(pending);
        }
        recoveryPoint = log().recoveryPoint();
    }

    void truncateTo(long offset) {
        recoveryPoint = Math.min(recoveryPoint, offset);
        log().truncateTo(offset);
        states.truncated(nowMs);
        end = log().logEndOffset();
        highWatermark = Math.min(highWatermark, end);
    }

    void deleteBelow(long offset) {
        log().raiseLogStart(offset);
        log().deleteOldSegments(highWatermark, nowMs);
        states.segmentsChanged();
    }

    /** Stops in good order, and begins again. */
    void restart() {
        states.snapshot();
        flush();
        stop();
        states = made();
        begin(true);
    }

    /** The process is killed, and begins again. */
    void kill() {
        stop();
        beginAgain();
    }

    /** It stops; {@link #beginAgain} starts it. */
    void stop() {
        states.close();
        log().close();
        disk.mount();
    }

    void beginAgain() {
        states = made();
        begin(false);
    }

    // ---- what is there --------------------------------------------------------------------------

    /** What is known of producers, as {@code 7 epoch 0 up to 13, open since 10}. */
    String known() {
        List<String> texts = new ArrayList<>();
        for (ProducerView each : states.producers()) {
            String open =
                    each.openSinceOffset() < 0 ? "" : ", open since " + each.openSinceOffset();
            texts.add(
                    each.producerId()
                            + " epoch "
                            + each.producerEpoch()
                            + " up to "
                            + each.lastSequence()
                            + open);
        }
        return texts.isEmpty() ? "nobody" : String.join("; ", texts);
    }

    /** The partition's files of a kind, as {@code 40.snapshot 90.snapshot}. */
    String files(String suffix) {
        List<String> names =
                disk.names().stream().filter(name -> name.endsWith(suffix)).sorted().toList();
        return names.isEmpty() ? "none" : String.join(" ", names);
    }

    /** The aborted transactions that concern a reader, as {@code 7: 10-13 (LSO 11)}. */
    String aborted(long from, long below) {
        List<String> texts =
                states.aborted(from, below).stream()
                        .map(
                                each ->
                                        "%s: %s-%s (LSO %s)"
                                                .formatted(
                                                        each.producerId(),
                                                        each.firstOffset(),
                                                        each.lastOffset(),
                                                        each.lastStableOffset()))
                        .toList();
        return texts.isEmpty() ? "none" : String.join(", ", texts);
    }
}
