package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Record;
import strata.kernel.log.RecordHeader;
import strata.kernel.segments.CompactionRun;
import strata.kernel.segments.SegmentSettings;

/**
 * Random histories of appends and compactions against a model that holds every batch and knows of
 * each record whether it must still be there. Each history is drawn from its number, so a failure
 * names the one to run again.
 */
final class LogCompactionModelTest {
    private static final int HISTORIES = 200;
    private static final int ROUNDS = 6;
    private static final long DELETE_RETENTION_MS = 1_000;

    @Test
    void ofEachKeyTheLastRecordStaysAndNoOffsetMoves() {
        for (int number = 0; number < HISTORIES; number++) {
            History history = new History(number);
            for (int round = 0; round < ROUNDS; round++) {
                history.append();
                history.compact();
                history.compare();
            }
        }
    }

    /** A batch as it was appended, and what is known of it since. */
    private static final class Original {
        final BatchHeader header;
        final List<Record> records;
        final List<Record> left;
        // From when on its tombstones may go; -1 as long as they may not.
        long horizonMs = -1;

        Original(ByteBuffer batch) {
            header = BatchHeader.at(batch, 0);
            records = KeyedBatch.recordsOf(batch);
            left = new ArrayList<>(records);
        }
    }

    private static final class History {
        private final int number;
        private final Random random;
        private final PlainDisk disk = new PlainDisk();
        private final LogDirectory directory;
        private final Segments segments = new Segments();
        private final DelayedFiles deleted;
        // By base offset.
        private final TreeMap<Long, Original> model = new TreeMap<>();
        private final int keys;
        private long endOffset;
        private long cleanedOffset;
        private long nowMs = KeyedBatch.NOW_MS;

        History(int number) {
            this.number = number;
            this.random = new Random(number);
            this.keys = 1 + random.nextInt(60);
            this.directory = TestSegments.directory(disk, settings());
            this.deleted = new DelayedFiles(directory);
            this.endOffset = random.nextInt(3) == 0 ? random.nextLong(1L << 40) : 0;
            this.cleanedOffset = endOffset;
            segments.add(TestSegments.active(directory, endOffset));
        }

        private SegmentSettings settings() {
            SegmentSettings.Compaction rules =
                    new SegmentSettings.Compaction(
                            true, 0.5, DELETE_RETENTION_MS, 0, Long.MAX_VALUE);
            return new SegmentSettings(
                    500 + random.nextInt(20_000),
                    1L << 40,
                    0,
                    random.nextBoolean() ? 200 : 10 << 20,
                    random.nextInt(2_000),
                    random.nextInt(2) * 60_000L,
                    SegmentSettings.Retention.NONE,
                    rules);
        }

        /** Adds a few segments behind those that are there. */
        void append() {
            segments.removeLast();
            for (int segment = random.nextInt(5); segment >= 0; segment--) {
                List<ByteBuffer> batches = new ArrayList<>();
                long baseOffset = endOffset;
                for (int batch = random.nextInt(12); batch >= 0; batch--) {
                    endOffset += random.nextInt(8) == 0 ? random.nextInt(9) : 0;
                    ByteBuffer bytes = randomBatch();
                    model.put(endOffset, new Original(bytes));
                    endOffset = BatchHeader.at(bytes, 0).nextOffset();
                    batches.add(bytes);
                }
                segments.add(TestSegments.sealed(directory, baseOffset, batches));
            }
            segments.add(TestSegments.active(directory, endOffset));
        }

        private ByteBuffer randomBatch() {
            KeyedBatch batch = KeyedBatch.at(endOffset).from(nowMs + random.nextInt(100));
            int kind = random.nextInt(20);
            if (kind < 6) {
                batch.compressed();
            }
            if (kind >= 16) {
                batch.by(random.nextInt(3), random.nextInt(1_000));
            } else if (kind == 15) {
                batch.inTransactionOf(7);
            } else if (kind == 14) {
                return batch.inTransactionOf(7).control().put("marker", "x").build();
            }
            for (int i = random.nextInt(6); i >= 0; i--) {
                String key = random.nextInt(20) == 0 ? null : "key " + random.nextInt(keys);
                String value = random.nextInt(4) == 0 ? null : "v".repeat(random.nextInt(90));
                RecordHeader header =
                        new RecordHeader("h", KeyedBatch.bytes("" + random.nextInt(9)));
                batch.put(
                        key,
                        value,
                        random.nextInt(5) == 0 ? new RecordHeader[] {header} : new RecordHeader[0]);
            }
            return batch.build();
        }

        void compact() {
            nowMs += random.nextInt(1_000);
            DirtyRange range =
                    DirtyRange.of(
                            segments.all(),
                            new DirtyRange.Limits(
                                    directory.settings().compaction(),
                                    cleanedOffset,
                                    endOffset,
                                    nowMs));
            int mapBytes = random.nextInt(3) == 0 ? random.nextInt(400) : 1 << 20;
            Ended ended = new Ended();
            LogCompaction compaction =
                    new LogCompaction(
                            new LogCompaction.Target(directory, segments, deleted, ended),
                            range,
                            0,
                            mapBytes,
                            nowMs);
            int budget = 1 + random.nextInt(5_000);
            while (compaction.step(budget)) {
                assertThat(ended.cleanedOffset).isEqualTo(-1);
            }
            CompactionRun.Progress progress = compaction.progress();
            assertThat(progress.done()).isTrue();
            assertThat(ended.cleanedOffset).as("%s", this).isGreaterThan(cleanedOffset);
            int capacity =
                    new KeyMap(mapBytes, range.endOffset() - range.firstDirtyOffset()).capacity();
            applyToModel(ended.cleanedOffset, range.endOffset(), capacity);
            cleanedOffset = ended.cleanedOffset;
            deleted.removeDue(nowMs);
        }

        /** What a compaction of the records below an offset must have done. */
        private void applyToModel(long mappedEnd, long rangeEnd, int capacity) {
            Map<ByteBuffer, Long> last = new LinkedHashMap<>();
            for (Original batch : model.subMap(0L, mappedEnd).values()) {
                for (Record record : batch.left) {
                    boolean counts = record.key() != null && !batch.header.isControl();
                    boolean dirty = record.offset() >= cleanedOffset;
                    if (counts && dirty && !batch.header.isTransactional()) {
                        if (record.offset() < mappedEnd) {
                            last.put(record.key(), record.offset());
                        }
                    }
                }
            }
            assertThat(last.size()).isLessThanOrEqualTo(capacity);
            if (mappedEnd < rangeEnd) {
                assertThat(last.size()).as("only a full map ends early").isEqualTo(capacity);
            }
            for (Original batch : model.subMap(0L, mappedEnd).values()) {
                if (!batch.header.isControl()) {
                    compactInModel(batch, last, mappedEnd);
                }
            }
        }

        private void compactInModel(Original batch, Map<ByteBuffer, Long> last, long mappedEnd) {
            boolean horizonCame = batch.horizonMs >= 0 && nowMs >= batch.horizonMs;
            batch.left.removeIf(
                    r -> {
                        if (r.key() == null || r.offset() >= mappedEnd) {
                            return false;
                        }
                        return last.getOrDefault(r.key(), -1L) > r.offset()
                                || (r.value() == null && horizonCame);
                    });
            boolean tombstones =
                    batch.left.stream().anyMatch(r -> r.key() != null && r.value() == null);
            boolean whole = batch.header.nextOffset() <= mappedEnd;
            if (tombstones && whole && !batch.header.isTransactional() && batch.horizonMs < 0) {
                batch.horizonMs = nowMs + DELETE_RETENTION_MS;
            }
        }

        void compare() {
            List<Record> expected = new ArrayList<>();
            model.values().forEach(batch -> expected.addAll(batch.left));
            List<Record> actual = new ArrayList<>();
            for (LogSegment segment : segments.old()) {
                BatchReader reader = new BatchReader(segment.logFile(), 0, segment.sizeInBytes());
                while (reader.hasNext()) {
                    ByteBuffer batch = reader.next();
                    compareHeader(BatchHeader.at(batch, 0));
                    actual.addAll(copies(batch));
                }
            }
            assertThat(actual.stream().map(KeyedBatch::shown).toList())
                    .as("%s", this)
                    .isEqualTo(expected.stream().map(KeyedBatch::shown).toList());
            assertThat(actual).as("%s", this).isEqualTo(expected);
            segments.old().forEach(this::compareIndexes);
            compareFiles();
        }

        private static List<Record> copies(ByteBuffer batch) {
            ByteBuffer copy = ByteBuffer.allocate(batch.limit()).put(batch.duplicate()).flip();
            return KeyedBatch.recordsOf(copy);
        }

        private void compareHeader(BatchHeader header) {
            Original original = Objects.requireNonNull(model.get(header.baseOffset()), toString());
            BatchHeader before = original.header;
            assertThat(header.lastOffset()).isEqualTo(before.lastOffset());
            assertThat(header.isControl()).isEqualTo(before.isControl());
            assertThat(header.count()).isEqualTo(original.left.size());
            boolean endOfSegment =
                    header.count() == 0 && header.maxTimestampMs() <= 0 && !header.hasProducerId();
            if (endOfSegment) {
                return; // It says where its segment ends, and nothing of a producer.
            }
            assertThat(header.producerId()).isEqualTo(before.producerId());
            assertThat(header.producerEpoch()).isEqualTo(before.producerEpoch());
            assertThat(header.baseSequence()).isEqualTo(before.baseSequence());
            assertThat(header.isTransactional()).isEqualTo(before.isTransactional());
            if (header.count() > 0) {
                assertThat(header.compression()).isEqualTo(before.compression());
                assertThat(header.hasDeleteHorizon()).isEqualTo(original.horizonMs >= 0);
                long greatest =
                        original.left.stream().mapToLong(Record::timestampMs).max().orElse(-1);
                assertThat(header.maxTimestampMs()).isEqualTo(greatest);
            }
        }

        /** Each batch is found through the index, which is what a new one would be. */
        private void compareIndexes(LogSegment segment) {
            IndexBuilder fresh = new IndexBuilder(segment.baseOffset());
            BatchReader reader = new BatchReader(segment.logFile(), 0, segment.sizeInBytes());
            while (reader.hasNext()) {
                long position = reader.position();
                BatchHeader header = BatchHeader.at(reader.next(), 0);
                fresh.note(header, directory.settings().indexIntervalBytes());
                assertThat(segment.walkFromOffset(header.lastOffset()).position())
                        .isEqualTo(position);
            }
            fresh.finish();
            assertThat(disk.bytes(segment.fileName(SegmentFiles.INDEX)))
                    .hasSize(fresh.offsets().count() * OffsetIndex.ENTRY_BYTES);
            assertThat(disk.bytes(segment.fileName(SegmentFiles.TIME_INDEX)))
                    .hasSize(fresh.times().count() * TimeIndex.ENTRY_BYTES);
        }

        private void compareFiles() {
            for (String name : disk.list("t-0")) {
                assertThat(name).doesNotContain(SegmentFiles.CLEANED, SegmentFiles.SWAP);
            }
            long logs = disk.list("t-0").stream().filter(n -> n.endsWith(".log")).count();
            // The active one has a file only when layer 1 opens it.
            assertThat(logs).isEqualTo(segments.count() - 1);
        }

        @Override
        public String toString() {
            return "history " + number + ", cleaned to " + cleanedOffset;
        }
    }

    /** Notes how a compaction ended. */
    private static final class Ended implements LogCompaction.Owner {
        private long cleanedOffset = -1;

        @Override
        public void swapped() {}

        @Override
        public void cleaned(long endOffset) {
            cleanedOffset = endOffset;
        }
    }
}
