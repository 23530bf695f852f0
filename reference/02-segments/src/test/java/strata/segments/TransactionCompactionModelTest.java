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
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Record;
import strata.kernel.segments.SegmentSettings;
import strata.segments.WrittenTransactions.Original;
import strata.segments.WrittenTransactions.Transaction;

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

    /** A producer as whoever reads the log knows it: its epoch, and its last sequence there. */
    private record Known(short epoch, int lastSequence) {}

    private static final class History {
        private final int number;
        private final Random random;
        private final LogDirectory directory;
        private final Segments segments = new Segments();
        private final DelayedFiles deleted;
        private final WrittenTransactions written;
        private long cleanedOffset;

        History(int number) {
            this.number = number;
            this.random = new Random(number);
            this.written = new WrittenTransactions(random);
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
                    int drawn = random.nextInt(WrittenTransactions.PRODUCERS - firstProducer);
                    batches.add(written.randomBatch(firstProducer + drawn));
                }
                addSegment(batches);
            }
        }

        private void addSegment(List<ByteBuffer> batches) {
            segments.removeLast();
            long baseOffset = BatchHeader.at(batches.get(0), 0).baseOffset();
            segments.add(TestSegments.sealed(directory, baseOffset, batches));
            segments.add(TestSegments.active(directory, written.endOffset));
        }

        // ---- compacting -------------------------------------------------------------------------

        void compact() {
            compact(random.nextInt(3) == 0 ? random.nextInt(400) : 1 << 20);
        }

        private void compact(int mapBytes) {
            written.nowMs += random.nextInt(1_000);
            DirtyRange range =
                    DirtyRange.of(
                            segments.all(),
                            new DirtyRange.Limits(
                                    directory.settings().compaction(),
                                    cleanedOffset,
                                    written.lastStableOffset(),
                                    written.nowMs));
            if (range.isEmpty()) {
                return;
            }
            List<ByteBuffer> before = batches();
            long[] cleaned = {-1};
            LogCompaction compaction =
                    new LogCompaction(
                            new LogCompaction.Target(
                                    directory, segments, deleted, owner(cleaned), written.fates()),
                            range,
                            0,
                            mapBytes,
                            written.nowMs);
            int budget = 1 + random.nextInt(5_000);
            while (compaction.step(budget)) {
                assertThat(cleaned[0]).isEqualTo(-1);
            }
            assertThat(compaction.progress().done()).isTrue();
            noteEmptyOnes(before, range.endOffset());
            cleanedOffset = cleaned[0];
            deleted.removeDue(written.nowMs);
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

        /** Of which written.transactions this pass may have been the first that found nothing. */
        private void noteEmptyOnes(List<ByteBuffer> before, long passEndOffset) {
            Set<Transaction> left = left(before);
            for (Transaction one : written.transactions) {
                boolean ended = one.markerOffset >= 0 && one.markerOffset < passEndOffset;
                if (ended && one.horizonMs < 0 && !left.contains(one)) {
                    one.horizonMs = written.nowMs + DELETE_RETENTION_MS;
                }
            }
        }

        /** The written.transactions of which there is still a data batch, be it a bare header. */
        private Set<Transaction> left(List<ByteBuffer> batches) {
            Set<Transaction> left = new LinkedHashSet<>();
            for (ByteBuffer batch : batches) {
                BatchHeader header = BatchHeader.at(batch, 0);
                Transaction its = written.original(header).transaction();
                if (header.isTransactional() && !header.isControl() && its != null) {
                    left.add(its);
                }
            }
            return left;
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
            assertThat(values(batches)).as("%s", this).isEqualTo(values(written.originals()));
            assertThat(known(batches)).as("%s", this).isEqualTo(known(written.originals()));
            compareRecords(batches, passEndOffset);
            compareMarkers(batches);
        }

        /** What a reader of committed records knows at the end: the last value of each key. */
        private Map<String, String> values(List<ByteBuffer> batches) {
            Map<String, String> values = new TreeMap<>();
            for (ByteBuffer batch : batches) {
                if (!written.original(BatchHeader.at(batch, 0)).counts()) {
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
                Original original = written.original(header);
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
            for (Transaction one : written.transactions) {
                if (one.markerOffset < 0) {
                    continue;
                }
                boolean hasToBe =
                        left.contains(one) || one.horizonMs < 0 || written.nowMs < one.horizonMs;
                if (hasToBe) {
                    assertThat(offsets).as("%s", this).contains(one.markerOffset);
                }
            }
        }

        /** All ends, time goes by, and every producer goes on: no marker stays beyond its time. */
        void end() {
            List<ByteBuffer> markers = written.endAll();
            if (!markers.isEmpty()) {
                addSegment(markers);
            }
            for (int pass = 0; pass < 4; pass++) {
                written.nowMs += DELETE_RETENTION_MS;
                addSegment(written.beginAnew());
                compact(1 << 20);
                assertThat(cleanedOffset).isEqualTo(written.endOffset);
            }
            for (ByteBuffer batch : batches()) {
                BatchHeader header = BatchHeader.at(batch, 0);
                if (header.isControl()) {
                    Transaction its =
                            Objects.requireNonNull(written.original(header).transaction());
                    boolean timeIsUp = its.horizonMs >= 0 && written.nowMs >= its.horizonMs;
                    assertThat(timeIsUp).as("%s: %s", this, header.baseOffset()).isFalse();
                }
            }
        }

        int markersGone() {
            long there =
                    batches().stream()
                            .filter(batch -> BatchHeader.at(batch, 0).isControl())
                            .count();
            long were = written.transactions.stream().filter(one -> one.markerOffset >= 0).count();
            return (int) (were - there);
        }

        @Override
        public String toString() {
            return "history " + number + ", cleaned to " + cleanedOffset;
        }
    }
}
