package strata.transactions.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.ProducerStamp;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.transactions.EndMarker;
import strata.log.Batches;

/** A log that was compacted tells of producers and open transactions what it told before. */
class CompactedLogTest {
    private static final int LIVES = 700;
    private static final int STEPS = 150;
    // Segments are small, so that a compaction leaves more than one.
    private static final SegmentSettings SETTINGS =
            new SegmentSettings(
                    700,
                    1L << 40,
                    0,
                    10 << 20,
                    100,
                    0,
                    SegmentSettings.Retention.NONE,
                    new SegmentSettings.Compaction(true, 0.5, 300, 0, Long.MAX_VALUE));

    @Test
    void aRecoveryFromACompactedLogKnowsWhatWasKnown() {
        long shorter = 0;
        for (int seed = 0; seed < LIVES; seed++) {
            Life life = new Life(seed);
            for (int step = 0; step < STEPS; step++) {
                life.step();
            }
            life.check();
            shorter += life.compactions;
        }
        assertThat(shorter).isGreaterThan(LIVES);
    }

    private static final class Writer {
        int epoch;
        int next;
        boolean open;
    }

    /** What has to be the same; times, and which coordinator it was, may have gone. */
    private record Known(short epoch, int lastSequence, long openSinceOffset) {}

    private static final class Life {
        final TestPartition partition = new TestPartition(SETTINGS);
        int compactions;
        private final int seed;
        private final Random random;
        private final Map<Long, Writer> writers = new TreeMap<>();

        Life(int seed) {
            this.seed = seed;
            random = new Random(seed);
            for (long id = 1; id <= 4; id++) {
                writers.put(id, new Writer());
            }
        }

        void step() {
            long id = 1L + random.nextInt(4);
            Writer writer = Objects.requireNonNull(writers.get(id));
            switch (random.nextInt(12)) {
                case 0 -> partition.roll();
                case 1 -> {
                    partition.commitAll();
                    partition.flush();
                }
                case 2 -> {
                    partition.nowMs += 200;
                    long size = partition.log().sizeInBytes();
                    partition.compact();
                    compactions += partition.log().sizeInBytes() < size ? 1 : 0;
                }
                case 3, 4, 5 -> {
                    if (writer.open) {
                        end(id, writer);
                    }
                }
                case 6 -> {
                    if (random.nextInt(4) == 0) {
                        check();
                    }
                }
                default -> {
                    writer.open |= random.nextInt(3) > 0;
                    write(id, writer);
                }
            }
        }

        private void end(long id, Writer writer) {
            writer.open = false;
            if (random.nextBoolean()) {
                writer.epoch++;
                writer.next = 0;
            }
            EndMarker end = new EndMarker(random.nextBoolean(), 0);
            partition.append(TestPartition.marker(id, writer.epoch, end));
        }

        private void write(long id, Writer writer) {
            ProducerStamp stamp =
                    new ProducerStamp(id, (short) writer.epoch, writer.next++, writer.open);
            String key = "k" + random.nextInt(3);
            partition.append(
                    TestPartition.FORMAT
                            .newBatch(BatchSpec.at(0).withProducer(stamp), Compression.UNSUPPORTED)
                            .add(
                                    Batches.NOW_MS,
                                    ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)),
                                    ByteBuffer.wrap(new byte[9]),
                                    List.of())
                            .build());
        }

        /** The process is killed; of the snapshots some are left, or all, or none. */
        void check() {
            Map<Long, Known> before = known();
            long stable = partition.producers().lastStableOffset(partition.highWatermark);
            for (String name : partition.files(".snapshot")) {
                if (random.nextInt(3) == 0) {
                    partition.disk.delete(TestPartition.DIRECTORY + "/" + name);
                }
            }
            long highWatermark = partition.highWatermark;

            partition.kill();
            partition.highWatermarkIs(highWatermark);

            assertThat(known()).as("seed %s", seed).isEqualTo(before);
            assertThat(partition.producers().lastStableOffset(highWatermark))
                    .as("seed %s", seed)
                    .isEqualTo(stable);
        }

        private Map<Long, Known> known() {
            Map<Long, Known> known = new TreeMap<>();
            partition
                    .producers()
                    .producers()
                    .forEach(
                            view ->
                                    known.put(
                                            view.producerId(),
                                            new Known(
                                                    view.producerEpoch(),
                                                    view.lastSequence(),
                                                    view.openSinceOffset())));
            return known;
        }
    }
}
