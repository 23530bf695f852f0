package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.Record;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.TransactionFates;

/**
 * Random histories of transactions, and compactions below the last stable offset, beside the log as
 * it would be without any compaction: who reads committed records sees the same values, and who
 * reads the log anew knows the same of producers.
 */
final class TransactionCompactionModelTest {
    private static final int HISTORIES = 150;
    private static final int ROUNDS = 8;
    // From this round on the first two producers write no more.
    private static final int QUIET_ROUND = 3;
    private static final long DELETE_RETENTION_MS = 1_000;
    private static final long PRODUCERS = 4;

    @Test
    void readersOfCommittedRecordsAndProducersSeeTheLogAsIfItWereWhole() {
        int markersGone = 0;
        for (int number = 0; number < HISTORIES; number++) {
            History history = new History(number);
            for (int round = 0; round < ROUNDS; round++) {
                history.append(round < QUIET_ROUND ? 0 : 2);
                history.compact();
            }
            history.end();
            markersGone += history.markersGone();
        }
        assertThat(markersGone).isGreaterThan(HISTORIES);
    }

    /** A transaction in the making, or one that has ended. */
    private static final class Transaction {
        // Null while it is open.
        @Nullable Boolean aborted;
        long markerOffset = -1;
        // From when on its marker may go; -1 as long as something of it was left.
        long horizonMs = -1;
    }

    /** A batch as it was appended. */
    private record Original(ByteBuffer bytes, @Nullable Transaction transaction) {
        BatchHeader header() {
            return BatchHeader.at(bytes, 0);
        }

        boolean counts() {
            return !header().isControl()
                    && (transaction == null || Boolean.FALSE.equals(transaction.aborted));
        }
    }

    /** A producer as whoever reads the log knows it: its epoch, and its last sequence there. */
    private record Known(short epoch, int lastSequence) {}

    private static final class Producer {
        short epoch;
        int nextSequence;
        @Nullable Transaction open;
        long openedAt;
    }

    private static final class History {
        private final int number;
        private final Random random;
        private final LogDirectory directory;
        private final Segments segments = new Segments();
        private final DelayedFiles deleted;
        private final TreeMap<Long, Original> model = new TreeMap<>();
        private final Map<Long, Producer> producers = new TreeMap<>();
        private final List<Transaction> transactions = new ArrayList<>();
        private final int keys;
        private final boolean bumps;
        private long endOffset;
        private long cleanedOffset;
        private long nowMs = KeyedBatch.NOW_MS;

        History(int number) {
            this.number = number;
            this.random = new Random(number);
            this.keys = 1 + random.nextInt(20);
            this.bumps = random.nextBoolean();
            SegmentSettings.Compaction rules =
                    new SegmentSettings.Compaction(
                            true, 0.5, DELETE_RETENTION_MS, 0, Long.MAX_VALUE);
            this.directory =
                    TestSegments.directory(
                            new PlainDisk(),
                            new SegmentSettings(
                                    500 + random.nextInt(20_000),
                                    1L << 40,
                                    0,
                                    10 << 20,
                                    random.nextInt(2_000),
                                    0,
                                    SegmentSettings.Retention.NONE,
                                    rules));
            this.deleted = new DelayedFiles(directory);
            for (long id = 0; id < PRODUCERS; id++) {
                producers.put(id, new Producer());
            }
            segments.add(TestSegments.active(directory, 0));
        }

        // ---- appending --------------------------------------------------------------------------

        /**
         * Adds a few segments behind those that are there.
         *
         * @param firstProducer of those that write
         */
        void append(int firstProducer) {
            for (int segment = random.nextInt(4); segment >= 0; segment--) {
                List<ByteBuffer> batches = new ArrayList<>();
                for (int batch = random.nextInt(14); batch >= 0; batch--) {
                    int drawn = random.nextInt((int) PRODUCERS - firstProducer);
                    batches.add(randomBatch(firstProducer + drawn));
                }
                addSegment(batches);
            }
        }

        private void addSegment(List<ByteBuffer> batches) {
            segments.removeLast();
            long baseOffset = BatchHeader.at(batches.get(0), 0).baseOffset();
            segments.add(TestSegments.sealed(directory, baseOffset, batches));
            segments.add(TestSegments.active(directory, endOffset));
        }

        private ByteBuffer randomBatch(long id) {
            Producer producer = Objects.requireNonNull(producers.get(id));
            int kind = random.nextInt(10);
            if (kind < 3) {
                return added(filled(KeyedBatch.at(endOffset)), null);
            }
            if (kind < 6 && producer.open != null) {
                return marker(id, producer, random.nextBoolean());
            }
            if (kind == 6 && producer.open == null) {
                return data(id, producer, false);
            }
            if (producer.open == null) {
                producer.open = new Transaction();
                producer.openedAt = endOffset;
                transactions.add(producer.open);
            }
            return data(id, producer, true);
        }

        private ByteBuffer data(long id, Producer producer, boolean transactional) {
            KeyedBatch batch =
                    KeyedBatch.at(endOffset)
                            .of(
                                    new ProducerStamp(
                                            id,
                                            producer.epoch,
                                            producer.nextSequence,
                                            transactional));
            ByteBuffer bytes = added(filled(batch), producer.open);
            producer.nextSequence += BatchHeader.at(bytes, 0).count();
            return bytes;
        }

        private ByteBuffer marker(long id, Producer producer, boolean aborted) {
            Transaction ended = Objects.requireNonNull(producer.open);
            ended.aborted = aborted;
            ended.markerOffset = endOffset;
            producer.open = null;
            if (bumps) {
                producer.epoch++;
                producer.nextSequence = 0;
            }
            ProducerStamp stamp = new ProducerStamp(id, producer.epoch, -1, true);
            ByteBuffer bytes = KeyedBatch.at(endOffset).of(stamp).from(nowMs).marker(!aborted);
            return added(bytes, ended);
        }

        private ByteBuffer filled(KeyedBatch batch) {
            batch.from(nowMs + random.nextInt(100));
            if (random.nextInt(4) == 0) {
                batch.compressed();
            }
            for (int i = random.nextInt(5); i >= 0; i--) {
                String key = random.nextInt(20) == 0 ? null : "key " + random.nextInt(keys);
                batch.put(key, random.nextInt(4) == 0 ? null : "v" + random.nextInt(1_000));
            }
            return batch.build();
        }

        private ByteBuffer added(ByteBuffer bytes, @Nullable Transaction transaction) {
            model.put(endOffset, new Original(bytes, transaction));
            endOffset = BatchHeader.at(bytes, 0).nextOffset();
            return bytes;
        }

        private long lastStableOffset() {
            return producers.values().stream()
                    .filter(producer -> producer.open != null)
                    .mapToLong(producer -> producer.openedAt)
                    .min()
                    .orElse(endOffset);
        }

        // ---- compacting -------------------------------------------------------------------------

        /** Of transactions that have ended alone may anything be asked. */
        private final TransactionFates fates =
                new TransactionFates() {
                    @Override
                    public boolean known() {
                        return true;
                    }

                    @Override
                    public boolean aborted(long producerId, long offset) {
                        Original original = Objects.requireNonNull(model.get(offset));
                        Transaction its = Objects.requireNonNull(original.transaction());
                        assertThat(original.header().producerId()).isEqualTo(producerId);
                        return Objects.requireNonNull(its.aborted, "it is open");
                    }
                };

        void compact() {
            compact(random.nextInt(3) == 0 ? random.nextInt(400) : 1 << 20);
        }

        private void compact(int mapBytes) {
            nowMs += random.nextInt(1_000);
            DirtyRange range =
                    DirtyRange.of(
                            segments.all(),
                            new DirtyRange.Limits(
                                    directory.settings().compaction(),
                                    cleanedOffset,
                                    lastStableOffset(),
                                    nowMs));
            if (range.isEmpty()) {
                return;
            }
            List<ByteBuffer> before = batches();
            long[] cleaned = {-1};
            LogCompaction compaction =
                    new LogCompaction(
                            new LogCompaction.Target(
                                    directory, segments, deleted, owner(cleaned), fates),
                            range,
                            0,
                            mapBytes,
                            nowMs);
            int budget = 1 + random.nextInt(5_000);
            while (compaction.step(budget)) {
                assertThat(cleaned[0]).isEqualTo(-1);
            }
            assertThat(compaction.progress().done()).isTrue();
            noteEmptyOnes(before, range.endOffset());
            cleanedOffset = cleaned[0];
            deleted.removeDue(nowMs);
            compare(range.endOffset());
        }

        private static LogCompaction.Owner owner(long[] cleaned) {
            return new LogCompaction.Owner() {
                @Override
                public void swapped() {}

                @Override
                public void cleaned(long endOffset) {
                    cleaned[0] = endOffset;
                }
            };
        }

        /** Of which transactions this pass may have been the first that found nothing. */
        private void noteEmptyOnes(List<ByteBuffer> before, long passEndOffset) {
            Set<Transaction> left = left(before);
            for (Transaction one : transactions) {
                boolean ended = one.markerOffset >= 0 && one.markerOffset < passEndOffset;
                if (ended && one.horizonMs < 0 && !left.contains(one)) {
                    one.horizonMs = nowMs + DELETE_RETENTION_MS;
                }
            }
        }

        /** The transactions of which there is still a data batch, be it a bare header. */
        private Set<Transaction> left(List<ByteBuffer> batches) {
            Set<Transaction> left = new LinkedHashSet<>();
            for (ByteBuffer batch : batches) {
                BatchHeader header = BatchHeader.at(batch, 0);
                Transaction its = original(header).transaction();
                if (header.isTransactional() && !header.isControl() && its != null) {
                    left.add(its);
                }
            }
            return left;
        }

        private Original original(BatchHeader header) {
            return Objects.requireNonNull(model.get(header.baseOffset()), toString());
        }

        // ---- comparing --------------------------------------------------------------------------

        /** All batches of the log, oldest first. */
        private List<ByteBuffer> batches() {
            List<ByteBuffer> batches = new ArrayList<>();
            for (LogSegment segment : segments.old()) {
                BatchReader reader = new BatchReader(segment.logFile(), 0, segment.sizeInBytes());
                while (reader.hasNext()) {
                    ByteBuffer batch = reader.next();
                    batches.add(ByteBuffer.allocate(batch.limit()).put(batch.duplicate()).flip());
                }
            }
            return batches;
        }

        private void compare(long passEndOffset) {
            List<ByteBuffer> batches = batches();
            assertThat(values(batches)).as("%s", this).isEqualTo(values(originals()));
            assertThat(known(batches)).as("%s", this).isEqualTo(known(originals()));
            compareRecords(batches, passEndOffset);
            compareMarkers(batches);
        }

        private List<ByteBuffer> originals() {
            return model.values().stream().map(Original::bytes).toList();
        }

        /** What a reader of committed records knows at the end: the last value of each key. */
        private Map<String, String> values(List<ByteBuffer> batches) {
            Map<String, String> values = new TreeMap<>();
            for (ByteBuffer batch : batches) {
                if (!original(BatchHeader.at(batch, 0)).counts()) {
                    continue;
                }
                for (Record record : KeyedBatch.recordsOf(batch)) {
                    String key = KeyedBatch.text(record.key());
                    if (record.key() == null) {
                        values.put("without a key, " + record.offset(), "there");
                    } else if (record.value() == null) {
                        values.remove(key);
                    } else {
                        values.put(key, KeyedBatch.text(record.value()));
                    }
                }
            }
            return values;
        }

        private static Map<Long, Known> known(List<ByteBuffer> batches) {
            Map<Long, Known> known = new TreeMap<>();
            for (ByteBuffer batch : batches) {
                BatchHeader header = BatchHeader.at(batch, 0);
                Known before = known.get(header.producerId());
                if (!header.hasProducerId()) {
                    continue;
                }
                if (!header.isControl()) {
                    known.put(
                            header.producerId(),
                            new Known(
                                    header.producerEpoch(),
                                    header.baseSequence()
                                            + (int) (header.lastOffset() - header.baseOffset())));
                } else if (before == null || before.epoch() != header.producerEpoch()) {
                    assertThat(header.count()).isEqualTo(1);
                    known.put(header.producerId(), new Known(header.producerEpoch(), -1));
                }
            }
            return known;
        }

        /** Records are what they were; no key is twice where it was compacted, no aborted one. */
        private void compareRecords(List<ByteBuffer> batches, long passEndOffset) {
            Set<String> seen = new LinkedHashSet<>();
            for (ByteBuffer batch : batches) {
                BatchHeader header = BatchHeader.at(batch, 0);
                Original original = original(header);
                List<Record> records = KeyedBatch.recordsOf(batch);
                assertThat(KeyedBatch.recordsOf(original.bytes()))
                        .as("%s", this)
                        .containsAll(records);
                if (header.baseOffset() >= passEndOffset) {
                    assertThat(batch).as("%s", this).isEqualTo(original.bytes());
                    continue;
                }
                boolean passed = header.nextOffset() <= cleanedOffset;
                if (passed && !header.isControl() && !original.counts()) {
                    assertThat(records).as("%s", this).isEmpty();
                }
                for (Record record : records) {
                    if (record.offset() < cleanedOffset && record.key() != null) {
                        String key = KeyedBatch.text(record.key());
                        boolean first = header.isControl() || seen.add(key);
                        assertThat(first).as("%s: %s", this, key).isTrue();
                    }
                }
            }
        }

        /** A marker is there as long as its transaction is, and for its time after that. */
        private void compareMarkers(List<ByteBuffer> batches) {
            Set<Long> offsets = new LinkedHashSet<>();
            for (ByteBuffer batch : batches) {
                if (BatchHeader.at(batch, 0).isControl()) {
                    offsets.add(BatchHeader.at(batch, 0).baseOffset());
                }
            }
            Set<Transaction> left = left(batches);
            for (Transaction one : transactions) {
                if (one.markerOffset < 0) {
                    continue;
                }
                boolean hasToBe = left.contains(one) || one.horizonMs < 0 || nowMs < one.horizonMs;
                if (hasToBe) {
                    assertThat(offsets).as("%s", this).contains(one.markerOffset);
                }
            }
        }

        /** All ends, time goes by, and every producer goes on: no marker stays beyond its time. */
        void end() {
            List<ByteBuffer> markers = new ArrayList<>();
            producers.forEach(
                    (id, producer) -> {
                        if (producer.open != null) {
                            markers.add(marker(id, producer, random.nextBoolean()));
                        }
                    });
            if (!markers.isEmpty()) {
                addSegment(markers);
            }
            for (int pass = 0; pass < 4; pass++) {
                nowMs += DELETE_RETENTION_MS;
                List<ByteBuffer> last = new ArrayList<>();
                producers.forEach(
                        (id, producer) -> {
                            producer.epoch++;
                            producer.nextSequence = 0;
                            last.add(data(id, producer, false));
                        });
                addSegment(last);
                compact(1 << 20);
                assertThat(cleanedOffset).isEqualTo(endOffset);
            }
            for (ByteBuffer batch : batches()) {
                BatchHeader header = BatchHeader.at(batch, 0);
                if (header.isControl()) {
                    Transaction its = Objects.requireNonNull(original(header).transaction());
                    boolean timeIsUp = its.horizonMs >= 0 && nowMs >= its.horizonMs;
                    assertThat(timeIsUp).as("%s: %s", this, header.baseOffset()).isFalse();
                }
            }
        }

        int markersGone() {
            long there =
                    batches().stream()
                            .filter(batch -> BatchHeader.at(batch, 0).isControl())
                            .count();
            long were = transactions.stream().filter(one -> one.markerOffset >= 0).count();
            return (int) (were - there);
        }

        @Override
        public String toString() {
            return "history " + number + ", cleaned to " + cleanedOffset;
        }
    }
}
