package strata.transactions.producers;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.TimestampType;
import strata.kernel.segments.CompactionRun;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.storage.StorageFile;
import strata.kernel.transactions.BatchOrigin;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.kernel.transactions.Verdict;
import strata.log.AppendLogLayer;
import strata.log.Batches;
import strata.log.MemoryStorage;
import strata.segments.SegmentLogLayer;

/** A partition's log and producers on a disk, told of each other as a broker does it. */
final class TestPartition {
    static final String DIRECTORY = "t-0";
    static final AppendLogLayer LOG_LAYER = new AppendLogLayer();
    static final RecordFormat FORMAT = LOG_LAYER.recordFormat();

    final MemoryStorage disk = new MemoryStorage();
    SegmentSettings settings = SegmentSettings.DEFAULT;
    ProducerStatesSpec.Settings states = new ProducerStatesSpec.Settings(86_400_000L, false);
    long nowMs = Batches.NOW_MS;
    // As the broker stores it.
    long recoveryPoint;
    long highWatermark;
    private @Nullable SegmentedLog log;
    private PartitionProducers producers;

    TestPartition() {
        this(SegmentSettings.DEFAULT);
    }

    TestPartition(SegmentSettings settings) {
        this.settings = settings;
        producers = made();
        log = opened(false);
        recover();
    }

    private record Chance(Random source) implements RandomSource {
        @Override
        public int nextInt(int bound) {
            return source.nextInt(bound);
        }

        @Override
        public long nextLong() {
            return source.nextLong();
        }

        @Override
        public RandomSource fork(String purpose) {
            return this;
        }
    }

    private PartitionProducers made() {
        return new PartitionProducers(new ProducerStatesSpec(DIRECTORY, disk, FORMAT, states));
    }

    private SegmentedLog opened(boolean clean) {
        return new SegmentLogLayer()
                .open(
                        LOG_LAYER,
                        new LogContext(disk, Compression.UNSUPPORTED),
                        new SegmentedLogSpec(
                                DIRECTORY,
                                settings,
                                new SegmentedLogSpec.Known(
                                        log == null ? 0 : log.logStartOffset(),
                                        recoveryPoint,
                                        0,
                                        clean),
                                new Chance(new Random(1)),
                                nowMs));
    }

    private void recover() {
        producers.recover(log(), new ProducerStates.Known(recoveryPoint, highWatermark), nowMs);
        highWatermark = Math.min(highWatermark, log().logEndOffset());
    }

    SegmentedLog log() {
        return Objects.requireNonNull(log);
    }

    PartitionProducers producers() {
        return producers;
    }

    // ---- appends --------------------------------------------------------------------------------

    /** A batch of a producer, not appended. */
    static ByteBuffer batch(long id, int epoch, int sequence, boolean transactional, int count) {
        BatchBuilder batch =
                FORMAT.newBatch(
                        BatchSpec.at(0)
                                .withProducer(
                                        new ProducerStamp(
                                                id, (short) epoch, sequence, transactional)),
                        Compression.UNSUPPORTED);
        for (int i = 0; i < count; i++) {
            batch.add(Batches.NOW_MS + i, null, ByteBuffer.wrap(new byte[] {(byte) i}), List.of());
        }
        return batch.build();
    }

    static ByteBuffer marker(long id, int epoch, EndMarker end) {
        BatchSpec spec = BatchSpec.at(0);
        return FORMAT.newBatch(
                        new BatchSpec(
                                0,
                                spec.compression(),
                                spec.timestampType(),
                                -1,
                                new ProducerStamp(id, (short) epoch, -1, true),
                                true),
                        Compression.UNSUPPORTED)
                .add(Batches.NOW_MS, end.key(), end.value(), List.of())
                .build();
    }

    /** Judges a batch of a client, and appends it if it may be; one without an id always. */
    Verdict send(ByteBuffer batch) {
        Verdict verdict = producers.judge(BatchHeader.at(batch, 0), BatchOrigin.CLIENT, null);
        if (verdict instanceof Verdict.Append) {
            append(batch);
        }
        return verdict;
    }

    Verdict send(long id, int epoch, int sequence) {
        return send(batch(id, epoch, sequence, false, 1));
    }

    /**
     * Appends, whatever it is.
     *
     * @return its first offset
     */
    long append(ByteBuffer batch) {
        long before = log().activeBaseOffset();
        long offset =
                log().appendAsLeader(batch, new LeaderAppend(0, TimestampType.CREATE_TIME, nowMs))
                        .firstOffset();
        if (log().activeBaseOffset() != before) {
            producers.rolled(log().activeBaseOffset());
        }
        producers.appended(batch);
        return offset;
    }

    long open(long id, int epoch, int sequence) {
        return append(batch(id, epoch, sequence, true, 1));
    }

    long end(long id, int epoch, boolean committed) {
        return append(marker(id, epoch, new EndMarker(committed, 0)));
    }

    void plain(int count) {
        append(batch(-1, -1, -1, false, count));
    }

    void roll() {
        long before = log().activeBaseOffset();
        log().roll(nowMs);
        if (log().activeBaseOffset() != before) {
            producers.rolled(log().activeBaseOffset());
        }
    }

    // ---- what happens to it ---------------------------------------------------------------------

    void highWatermarkIs(long offset) {
        highWatermark = offset;
        producers.highWatermarkIs(offset);
    }

    /** All that was committed is settled. */
    void commitAll() {
        highWatermarkIs(log().logEndOffset());
    }

    void truncateTo(long offset) {
        // As StoredReplicaLog does: first what is stored is made true of what will be left.
        recoveryPoint = Math.min(recoveryPoint, Math.max(log().logStartOffset(), offset - 50));
        log().truncateTo(offset);
        producers.truncated(nowMs);
        highWatermark = Math.min(highWatermark, log().logEndOffset());
    }

    void startAt(long offset) {
        recoveryPoint = 0;
        log().startAt(offset, nowMs);
        producers.startedAt(offset);
        highWatermark = offset;
    }

    void deleteOldSegments() {
        log().deleteOldSegments(highWatermark, nowMs);
        producers.segmentsChanged();
    }

    /** Compacts all that may be, as a broker does it. */
    void compact() {
        long boundOffset = Math.min(producers.lastStableOffset(highWatermark), recoveryPoint);
        CompactionRun run = log().startCompaction(boundOffset, producers.fates(), 1 << 20, nowMs);
        while (run != null && run.step(1)) {
            producers.segmentsChanged();
        }
        producers.segmentsChanged();
    }

    void flush() {
        PendingFlush pending = log().startFlush();
        PendingFlush ofProducers = producers.startFlush();
        if (ofProducers != null) {
            ofProducers.files().forEach(StorageFile::flush);
            producers.flushed(ofProducers);
        }
        if (pending != null) {
            pending.files().forEach(StorageFile::flush);
            log().flushed(pending);
        }
        recoveryPoint = log().recoveryPoint();
    }

    /** Stops in good order, and begins again. */
    void restart() {
        producers.snapshot();
        flush();
        close();
        reopen(true);
    }

    /** The process is killed, and begins again. */
    void kill() {
        close();
        reopen(false);
    }

    /** The power goes, and comes back. */
    void loseSome(Random random) {
        close();
        disk.loseSome(random);
        reopen(false);
    }

    private void close() {
        producers.close();
        log().close();
    }

    private void reopen(boolean clean) {
        producers = made();
        log = opened(clean);
        recover();
    }

    /** The partition's files of a kind, by their names without the directory. */
    List<String> files(String suffix) {
        return disk.list(DIRECTORY).stream().filter(name -> name.endsWith(suffix)).toList();
    }
}
