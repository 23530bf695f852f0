package strata.segments;

import java.util.Arrays;
import java.util.Random;
import strata.kernel.RandomSource;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.log.AppendLogLayer;
import strata.log.Batches;
import strata.log.MemoryStorage;

/** A disk with the directory of one partition, and what a log is opened with. */
final class LogWorld {
    static final String DIRECTORY = "t-0";

    final MemoryStorage storage = new MemoryStorage();
    final RandomSource random;
    SegmentSettings settings = SegmentSettings.DEFAULT;
    long nowMs = Batches.NOW_MS;

    LogWorld(long seed) {
        random = new Seeded(new Random(seed));
    }

    LogWorld() {
        this(1);
    }

    /** Opens the log, or opens it again. */
    SegmentedLog open(Known known) {
        return new SegmentLogLayer().open(new AppendLogLayer(), context(), spec(known));
    }

    LogContext context() {
        return new LogContext(storage, Compression.UNSUPPORTED);
    }

    SegmentedLogSpec spec(Known known) {
        return new SegmentedLogSpec(DIRECTORY, settings, known, random, nowMs);
    }

    LogDirectory directory() {
        return new LogDirectory(new AppendLogLayer(), context(), DIRECTORY, settings);
    }

    /** A file's bytes. */
    byte[] bytes(long baseOffset, String suffix) {
        return storage.bytes(DIRECTORY + "/" + SegmentFiles.nameOf(baseOffset, suffix));
    }

    void setBytes(long baseOffset, String suffix, byte[] bytes) {
        storage.setBytes(DIRECTORY + "/" + SegmentFiles.nameOf(baseOffset, suffix), bytes);
    }

    /** Small segments and indexes, so that a few batches make many of them. */
    static SegmentSettings randomSettings(Random random) {
        return new SegmentSettings(
                300 + random.nextInt(4_000),
                random.nextBoolean() ? 604_800_000L : 20_000 + random.nextInt(100_000),
                random.nextInt(3) * 5_000L,
                random.nextBoolean() ? 10 << 20 : 24 + random.nextInt(300),
                1 + random.nextInt(900),
                60_000,
                SegmentSettings.Retention.DEFAULT,
                SegmentSettings.Compaction.OFF);
    }

    /** Kafka's defaults with another {@code index.interval.bytes}. */
    static SegmentSettings withIndexInterval(int bytes) {
        SegmentSettings all = SegmentSettings.DEFAULT;
        return new SegmentSettings(
                all.segmentBytes(),
                all.segmentMs(),
                all.segmentJitterMs(),
                all.segmentIndexBytes(),
                bytes,
                all.fileDeleteDelayMs(),
                all.retention(),
                all.compaction());
    }

    /** Does to a file what a broken disk may do. */
    void damage(String name, Random random) {
        byte[] bytes = storage.bytes(name);
        switch (random.nextInt(5)) {
            case 0 -> storage.delete(name);
            case 1 ->
                    storage.setBytes(name, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
            case 2 ->
                    storage.setBytes(
                            name, Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(40)));
            case 3 -> storage.setBytes(name, new byte[bytes.length]);
            default -> {
                if (bytes.length > 0) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                storage.setBytes(name, bytes);
            }
        }
    }

    static RandomSource seeded(Random source) {
        return new Seeded(source);
    }

    private record Seeded(Random source) implements RandomSource {
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
            return new Seeded(new Random(source.nextLong()));
        }
    }
}
