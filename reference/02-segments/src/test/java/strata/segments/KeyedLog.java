package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import strata.kernel.RandomSource;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.Record;
import strata.kernel.log.TimestampType;
import strata.kernel.segments.CompactionRun;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.storage.FileSlice;
import strata.log.AppendLogLayer;

/** A log of {@link KeyedBatch}es on a disk in memory. */
final class KeyedLog {
    static final SegmentSettings COMPACTED =
            SegmentSettings.DEFAULT
                    .with(SegmentSettings.Retention.NONE)
                    .with(SegmentSettings.Compaction.ON);

    private static final RandomSource NO_CHANCE =
            new RandomSource() {
                @Override
                public int nextInt(int bound) {
                    return 0;
                }

                @Override
                public long nextLong() {
                    return 0;
                }

                @Override
                public RandomSource fork(String purpose) {
                    return this;
                }
            };

    final PlainDisk disk = new PlainDisk();
    SegmentedLog log = opened(SegmentSettings.DEFAULT, SegmentedLogSpec.Known.NOTHING);

    /** Opens it anew. */
    void open(SegmentSettings settings, SegmentedLogSpec.Known known) {
        log = opened(settings, known);
    }

    private SegmentedLog opened(SegmentSettings settings, SegmentedLogSpec.Known known) {
        return new SegmentLogLayer()
                .open(
                        new AppendLogLayer(),
                        new LogContext(disk, KeyedBatch.CODEC),
                        new SegmentedLogSpec("t-0", settings, known, NO_CHANCE, KeyedBatch.NOW_MS));
    }

    /** A batch with keys and values in turn. */
    void append(long timestampMs, String... pairs) {
        KeyedBatch batch = KeyedBatch.at(0).from(timestampMs);
        for (int i = 0; i < pairs.length; i += 2) {
            batch.put(pairs[i], pairs[i + 1]);
        }
        log.appendAsLeader(batch.build(), how(timestampMs));
    }

    static LeaderAppend how(long nowMs) {
        return new LeaderAppend(4, TimestampType.CREATE_TIME, nowMs);
    }

    /** A batch in a segment of its own. */
    void segment(long timestampMs, String... pairs) {
        append(timestampMs, pairs);
        log.roll(timestampMs);
    }

    /** Compacts all of it. */
    CompactionRun.Progress compact() {
        CompactionRun run =
                Objects.requireNonNull(
                        log.startCompaction(log.logEndOffset(), 1 << 16, KeyedBatch.NOW_MS));
        while (run.step(100)) {
            assertThat(run.progress().done()).isFalse();
        }
        return run.progress();
    }

    /** All its records, as {@code 2 a=3}. */
    List<String> shown() {
        List<String> shown = new ArrayList<>();
        long offset = log.logStartOffset();
        while (offset < log.logEndOffset()) {
            FileSlice slice = log.read(offset, Long.MAX_VALUE, 1 << 20, true);
            if (slice == null) {
                break;
            }
            ByteBuffer bytes = bytesOf(slice);
            long next = offset;
            for (Record record : KeyedBatch.recordsOf(bytes)) {
                shown.add(KeyedBatch.shown(record));
            }
            while (bytes.hasRemaining()) {
                BatchHeader header = BatchHeader.at(bytes, bytes.position());
                next = header.nextOffset();
                bytes.position(bytes.position() + header.sizeInBytes());
            }
            assertThat(next).isGreaterThan(offset);
            offset = next;
        }
        return shown;
    }

    static ByteBuffer bytesOf(FileSlice slice) {
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        slice.read(bytes, 0);
        slice.release();
        return bytes.flip();
    }
}
