package strata.transactions.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.transactions.BatchOrigin;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.ProducerView;
import strata.kernel.transactions.Verdict;
import strata.transactions.producers.ProducersModel.Entry;

/** Whatever happens to a log, what is known of its producers is what its batches tell. */
class PartitionProducersModelTest {
    private static final int STEPS = 120;

    /** What is done to a partition, at random. */
    private static final class Life {
        private final Random random;
        private final ProducersModel model = new ProducersModel();
        private final TestPartition partition;
        private String did = "";
        // Of the last batch; the end of all sequences is soon met.
        private int sequence = Integer.MAX_VALUE - 150;

        Life(long seed, boolean retention) {
            random = new Random(seed);
            SegmentSettings settings =
                    SegmentSettings.DEFAULT.withSegmentBytes(300 + random.nextInt(900));
            partition =
                    new TestPartition(
                            retention
                                    ? settings.with(new SegmentSettings.Retention(true, -1, 2_500))
                                    : settings.with(SegmentSettings.Retention.NONE));
        }

        private void write() {
            long id = random.nextInt(4) - 1L;
            int epoch = epochOf(id) + (random.nextInt(9) == 0 ? 1 : 0);
            // No two batches have the same.
            sequence = Sequences.after(sequence, 7);
            boolean transactional = id >= 0 && random.nextInt(3) > 0;
            ByteBuffer batch =
                    id < 0
                            ? TestPartition.batch(-1, -1, -1, false, 1 + random.nextInt(4))
                            : TestPartition.batch(
                                    id, epoch, sequence, transactional, 1 + random.nextInt(4));
            add(batch, null);
        }

        private int epochOf(long id) {
            return partition.producers().producers().stream()
                    .filter(each -> each.producerId() == id)
                    .mapToInt(ProducerView::producerEpoch)
                    .findFirst()
                    .orElse(0);
        }

        private void end() {
            long id = random.nextInt(3);
            EndMarker end = new EndMarker(random.nextInt(3) == 0, random.nextInt(5));
            add(TestPartition.marker(id, epochOf(id) + random.nextInt(2), end), end);
        }

        private void add(ByteBuffer batch, @Nullable EndMarker end) {
            partition.append(batch);
            model.add(BatchHeader.at(batch, 0), end);
        }

        private void highWatermark() {
            long end = partition.log().logEndOffset();
            long from = partition.highWatermark;
            partition.highWatermarkIs(from + random.nextInt((int) (end - from) + 1));
        }

        private void truncate() {
            long from = partition.log().logStartOffset();
            long end = partition.log().logEndOffset();
            partition.truncateTo(end - random.nextInt((int) Math.min(end - from, 30) + 1));
            model.truncateTo(partition.log().logEndOffset());
        }

        private void startAt() {
            partition.startAt(partition.log().logEndOffset() + random.nextInt(50));
            model.clear();
        }

        void step(boolean powerLoss) {
            int what = random.nextInt(40);
            did += " " + what;
            if (what < 15) {
                write();
            } else if (what < 24) {
                end();
            } else if (what < 28) {
                highWatermark();
            } else if (what < 30) {
                truncate();
            } else {
                seldom(what, powerLoss);
            }
        }

        private void seldom(int what, boolean powerLoss) {
            switch (what) {
                case 30 -> partition.flush();
                case 31 -> partition.roll();
                case 32 -> partition.restart();
                case 33, 34 -> partition.kill();
                case 35, 36 -> partition.deleteOldSegments();
                case 37 -> {
                    if (powerLoss) {
                        partition.loseSome(random);
                        model.truncateTo(partition.log().logEndOffset());
                    }
                }
                case 38 -> {
                    if (random.nextInt(4) == 0) {
                        startAt();
                    }
                }
                default -> partition.commitAll();
            }
        }

        void check(long seed) {
            String where = "seed " + seed + ":" + did;
            PartitionProducers producers = partition.producers();
            long start = partition.log().logStartOffset();
            long end = partition.log().logEndOffset();
            assertThat(producers.producers()).as(where).isEqualTo(model.producers());
            for (long mark : new long[] {partition.highWatermark, end}) {
                long stable = Math.max(model.lastStableOffset(mark), start);
                assertThat(producers.lastStableOffset(mark)).as(where).isEqualTo(stable);
            }
            for (int i = 0; i < 3; i++) {
                long from = start + random.nextInt((int) (end - start) + 1);
                long to = from + random.nextInt((int) (end - from) + 1);
                assertThat(producers.aborted(from, to))
                        .as("%s, from %s to %s", where, from, to)
                        .isEqualTo(model.aborted(from, to));
            }
            for (Entry last : model.lastBatches()) {
                // A snapshot has one time a producer, which may be that of a later marker.
                assertThat(again(last))
                        .as(where)
                        .usingRecursiveComparison()
                        .ignoringFields("timestampMs")
                        .isEqualTo(
                                new Verdict.Duplicate(last.firstOffset(), last.lastOffset(), -1));
            }
        }

        private Verdict again(Entry sent) {
            ByteBuffer batch =
                    TestPartition.batch(
                            sent.id(),
                            sent.epoch(),
                            sent.sequence(),
                            sent.transactional(),
                            (int) (sent.lastOffset() - sent.firstOffset() + 1));
            return partition.producers().judge(BatchHeader.at(batch, 0), BatchOrigin.CLIENT, null);
        }
    }

    private static void live(long firstSeed, boolean retention, boolean powerLoss) {
        for (long seed = firstSeed; seed < firstSeed + 20; seed++) {
            Life life = new Life(seed, retention);
            for (int i = 0; i < STEPS; i++) {
                life.step(powerLoss);
                life.check(seed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 2_000, 3_000})
    void whatIsKnownIsWhatTheBatchesTellThroughKillsTruncationsAndRetention(long firstSeed) {
        live(firstSeed, true, false);
    }

    @ParameterizedTest
    @ValueSource(longs = {4_000, 5_000, 6_000})
    void whatIsKnownIsWhatTheBatchesTellAfterThePowerWasCut(long firstSeed) {
        live(firstSeed, false, true);
    }
}
