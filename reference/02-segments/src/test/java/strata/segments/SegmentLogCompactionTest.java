package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.segments.CompactionRun;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.storage.FileSlice;

/** Compaction, as the broker uses it: in steps, beside reads and appends. */
final class SegmentLogCompactionTest {
    private static final long NOW_MS = KeyedBatch.NOW_MS;

    private final KeyedLog keyed = new KeyedLog();

    @Test
    void aCompactionMakesTheLogClean() {
        keyed.log.configure(KeyedLog.COMPACTED);
        keyed.segment(NOW_MS, "a", "1", "b", "2");
        keyed.segment(NOW_MS, "a", "3");
        long dirtyBytes = keyed.log.sizeInBytes();
        assertThat(keyed.log.dirt(3, NOW_MS))
                .isEqualTo(new SegmentedLog.Dirt(0, dirtyBytes, false));
        assertThat(keyed.log.dirt(3, NOW_MS).ratio()).isEqualTo(1.0);

        CompactionRun.Progress progress = keyed.compact();

        assertThat(progress.done()).isTrue();
        assertThat(keyed.log.cleanedOffset()).isEqualTo(3);
        assertThat(keyed.log.dirt(3, NOW_MS))
                .isEqualTo(new SegmentedLog.Dirt(keyed.log.sizeInBytes(), 0, false));
        assertThat(keyed.shown()).containsExactly("1 b=2", "2 a=3");
        assertThat(keyed.log.startCompaction(3, 1_000, NOW_MS)).isNull();
    }

    @Test
    void thereIsNoneWhereThePolicyDoesNotSaySo() {
        keyed.segment(NOW_MS, "a", "1", "a", "2");

        assertThat(keyed.log.startCompaction(2, 1_000, NOW_MS)).isNull();
    }

    @Test
    void thereIsOneAtATime() {
        keyed.log.configure(KeyedLog.COMPACTED);
        keyed.segment(NOW_MS, "a", "1", "a", "2");
        CompactionRun first = Objects.requireNonNull(keyed.log.startCompaction(2, 1_000, NOW_MS));

        assertThat(keyed.log.startCompaction(2, 1_000, NOW_MS)).isNull();
        first.abort();

        assertThat(keyed.log.startCompaction(2, 1_000, NOW_MS)).isNotNull();
    }

    @Test
    void onlyWhatLiesBelowTheUpperBoundIsCompacted() {
        keyed.log.configure(KeyedLog.COMPACTED);
        keyed.segment(NOW_MS, "a", "1");
        keyed.segment(NOW_MS, "a", "2");
        keyed.segment(NOW_MS, "a", "3");

        CompactionRun run = Objects.requireNonNull(keyed.log.startCompaction(2, 1_000, NOW_MS));
        while (run.step(1_000)) {
            assertThat(keyed.log.logEndOffset()).isEqualTo(3);
        }

        assertThat(keyed.shown()).containsExactly("1 a=2", "2 a=3");
        assertThat(keyed.log.cleanedOffset()).isEqualTo(2);
    }

    @Test
    void readsAndAppendsGoOnMeanwhile() {
        keyed.log.configure(KeyedLog.COMPACTED);
        for (int i = 0; i < 10; i++) {
            keyed.segment(NOW_MS + i, "a", "" + i, "key " + i, "v");
        }
        CompactionRun run = Objects.requireNonNull(keyed.log.startCompaction(20, 1_000, NOW_MS));
        FileSlice held = Objects.requireNonNull(keyed.log.read(2, 20, 1_000, true));
        int steps = 0;
        while (run.step(1)) {
            keyed.append(NOW_MS + 100, "b", "" + steps++);
            List<String> shown = keyed.shown();
            assertThat(shown).contains("18 a=9", "1 key 0=v", "19 key 9=v", "20 b=0");
            assertThat(shown).contains((19 + steps) + " b=" + (steps - 1));
            // A reader that goes on where it was, in a segment that is replaced meanwhile.
            FileSlice slice = Objects.requireNonNull(keyed.log.read(5, 20, 1, true));
            assertThat(KeyedBatch.shown(KeyedLog.bytesOf(slice))).contains("5 key 2=v");
        }

        assertThat(steps).isGreaterThan(10);
        assertThat(KeyedBatch.shown(KeyedLog.bytesOf(held))).containsExactly("2 a=1", "3 key 1=v");
        assertThat(keyed.log.cleanedOffset()).isEqualTo(20);
        assertThat(keyed.shown()).hasSize(11 + steps);
    }

    @Test
    void aTruncationADeletionANewStartAndTheEndOfTheLogEndIt() {
        assertEnds(2, running -> running.truncateTo(2));
        assertEnds(3, running -> running.startAt(7, NOW_MS));
        assertEnds(3, running -> running.deleteOldSegments(1, NOW_MS + (1L << 40)));
        assertEnds(3, SegmentedLog::close);
    }

    private void assertEnds(long upperBoundOffset, Consumer<SegmentedLog> what) {
        keyed.disk.list("t-0").forEach(name -> keyed.disk.delete("t-0/" + name));
        SegmentSettings settings =
                KeyedLog.COMPACTED.with(new SegmentSettings.Retention(true, 604_800_000L, -1));
        keyed.open(settings, SegmentedLogSpec.Known.NOTHING);
        for (String key : List.of("a", "b", "c")) {
            // Too large to wait in a buffer.
            keyed.segment(NOW_MS, key, "v".repeat(100_000));
        }
        CompactionRun run =
                Objects.requireNonNull(keyed.log.startCompaction(upperBoundOffset, 1_000, NOW_MS));
        for (int i = 0; i < upperBoundOffset + 1; i++) {
            assertThat(run.step(1)).isTrue();
        }
        assertThat(keyed.disk.list("t-0")).anyMatch(name -> name.endsWith(".cleaned"));

        what.accept(keyed.log);

        assertThat(keyed.disk.list("t-0")).noneMatch(name -> name.endsWith(".cleaned"));
        assertThat(run.step(1_000)).isFalse();
        assertThat(run.progress().done()).isFalse();
    }

    @Test
    void timesAreFoundInACompactedSegment() {
        keyed.log.configure(KeyedLog.COMPACTED);
        keyed.segment(NOW_MS + 50, "a", "1", "b", "2");
        keyed.segment(NOW_MS + 90, "c", "3");
        keyed.segment(NOW_MS + 10, "c", "4");
        keyed.segment(NOW_MS + 70, "a", "5");
        keyed.compact();

        assertThat(keyed.shown()).containsExactly("1 b=2", "3 c=4", "4 a=5");
        assertThat(keyed.log.offsetForTimestamp(NOW_MS, 9))
                .isEqualTo(new TimestampedOffset(1, NOW_MS + 51, 4));
        assertThat(keyed.log.offsetForTimestamp(NOW_MS + 52, 9))
                .isEqualTo(new TimestampedOffset(4, NOW_MS + 70, 4));
        assertThat(keyed.log.offsetForTimestamp(NOW_MS + 71, 9)).isNull();
        assertThat(keyed.log.offsetOfMaxTimestamp(9))
                .isEqualTo(new TimestampedOffset(4, NOW_MS + 70, 4));
    }

    @Test
    void aBareHeaderAnswersNoSearchByTime() {
        keyed.log.configure(KeyedLog.COMPACTED);
        ByteBuffer batch = KeyedBatch.at(0).by(5, 0).from(NOW_MS + 99).put("a", "1").build();
        keyed.log.appendAsLeader(batch, KeyedLog.how(NOW_MS));
        keyed.log.roll(NOW_MS);
        keyed.segment(NOW_MS, "a", "2", "b", "3");
        keyed.compact();

        assertThat(keyed.shown()).containsExactly("1 a=2", "2 b=3");
        assertThat(keyed.log.offsetForTimestamp(NOW_MS + 50, 9)).isNull();
        assertThat(keyed.log.offsetOfMaxTimestamp(9))
                .isEqualTo(new TimestampedOffset(2, NOW_MS + 1, 4));
    }

    @Test
    void aCompactedLogIsOpenedAsItWas() {
        keyed.log.configure(KeyedLog.COMPACTED);
        keyed.segment(NOW_MS, "a", "1", "b", "2");
        keyed.segment(NOW_MS, "b", "3", "a", "4");
        keyed.compact();
        keyed.append(NOW_MS, "c", "5");
        keyed.log.flush();
        List<String> before = keyed.shown();
        keyed.log.close();
        for (boolean clean : new boolean[] {true, false}) {
            keyed.open(KeyedLog.COMPACTED, new SegmentedLogSpec.Known(0, 5, 4, clean));

            assertThat(keyed.shown()).isEqualTo(before);
            assertThat(keyed.log.cleanedOffset()).isEqualTo(4);
            assertThat(keyed.log.dirt(5, NOW_MS).dirtyBytes()).isZero();
            keyed.log.close();
        }
    }

    @Test
    void aCompactionReadsNoSegmentBelowTheLogStart() {
        keyed.log.configure(KeyedLog.COMPACTED);
        keyed.segment(NOW_MS, "a", "1");
        keyed.segment(NOW_MS, "a", "2", "b", "3");
        keyed.segment(NOW_MS, "a", "4");
        keyed.append(NOW_MS, "c", "5");
        keyed.log.raiseLogStart(2);
        keyed.log.close();
        // A loss of power tore what nobody reads any more; recovery claims nothing of it.
        String oldest = "t-0/00000000000000000000.log";
        keyed.disk.setBytes(oldest, Arrays.copyOf(keyed.disk.bytes(oldest), 36));
        keyed.open(KeyedLog.COMPACTED, new SegmentedLogSpec.Known(2, 0, 0, false));

        keyed.compact();

        assertThat(keyed.shown()).containsExactly("2 b=3", "3 a=4", "4 c=5");
    }

    /** Where records were taken, a batch may start above the recovery point, far from the last. */
    @Test
    void aLogThatWasOnceCompactedIsOpenedAsItWas() {
        keyed.log.configure(KeyedLog.COMPACTED);
        keyed.append(NOW_MS, "a", "1");
        keyed.append(NOW_MS, "b", "2");
        keyed.append(NOW_MS, "c", "3");
        keyed.append(NOW_MS, "a", "4");
        keyed.segment(NOW_MS, "b", "5");
        keyed.compact();
        keyed.log.flush();
        keyed.append(NOW_MS, "d", "6");
        List<String> before = keyed.shown();
        assertThat(before).containsExactly("2 c=3", "3 a=4", "4 b=5", "5 d=6");
        keyed.log.close();

        for (long recoveryPoint = 0; recoveryPoint <= 6; recoveryPoint++) {
            keyed.open(
                    SegmentSettings.DEFAULT.with(SegmentSettings.Retention.NONE),
                    new SegmentedLogSpec.Known(0, recoveryPoint, 0, false));

            assertThat(keyed.shown()).as("durable up to %s", recoveryPoint).isEqualTo(before);
            keyed.log.close();
        }
    }
}
