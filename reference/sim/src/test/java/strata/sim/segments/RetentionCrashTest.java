package strata.sim.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.Storage;
import strata.sim.disk.CrashPoints;

/** Whenever the process or the machine dies in a deletion, what is left is the log's end. */
@Tag("layer")
final class RetentionCrashTest {
    private static final SegmentSettings SETTINGS =
            new SegmentSettings(
                    400,
                    1L << 40,
                    0,
                    10 << 20,
                    100,
                    1_000,
                    new SegmentSettings.Retention(true, 50_000, -1),
                    SegmentSettings.Compaction.OFF);

    @Test
    void nothingThatIsKeptIsLostAndNothingThatWasDeletedComesBack() {
        int crashes =
                CrashPoints.of(Deletions::new)
                        .cutsOfAWrite(3)
                        .tears(2)
                        .verify((work, storage, crash) -> work.verify(storage));
        assertThat(crashes).isGreaterThan(500);
    }

    /** Appends, deletes the older half, removes its files, deletes all the rest. */
    private static final class Deletions implements CrashPoints.Work {
        private final TreeMap<Long, String> appended = new TreeMap<>();
        private long flushedOffset;
        // Below the first of them everything is deleted, above the second nothing is.
        private long deletedOffset;
        private long mayBeDeletedOffset;

        @Override
        public void run(Storage storage) {
            KeyedLog log = new KeyedLog(storage, SETTINGS, Known.NOTHING);
            for (int i = 0; i < 20; i++) {
                appended.put(log.log.logEndOffset(), "k=value " + i);
                log.append(KeyedLog.NOW_MS + i * 1_000L, "k", "value " + i);
            }
            log.log.flush();
            flushedOffset = log.log.logEndOffset();
            delete(log, KeyedLog.NOW_MS + 60_000, 10);
            assertThat(log.log.deleteFiles(KeyedLog.NOW_MS + 60_000))
                    .isEqualTo(KeyedLog.NOW_MS + 61_000);
            assertThat(log.log.deleteFiles(KeyedLog.NOW_MS + 61_000)).isEqualTo(-1);
            delete(log, KeyedLog.NOW_MS + 600_000, 20);
            assertThat(log.log.logStartOffset()).isEqualTo(20);
            assertThat(log.log.deleteFiles(KeyedLog.NOW_MS + 601_000)).isEqualTo(-1);
            log.log.close();
        }

        private void delete(KeyedLog log, long nowMs, long atMostOffset) {
            mayBeDeletedOffset = atMostOffset;
            int before = log.log.segments().size();
            int count = log.log.deleteOldSegments(flushedOffset, nowMs);
            boolean rolled = atMostOffset == flushedOffset;
            assertThat(count).isPositive();
            assertThat(log.log.segments()).hasSize(before - count + (rolled ? 1 : 0));
            deletedOffset = log.log.logStartOffset();
            assertThat(deletedOffset).isPositive().isLessThanOrEqualTo(atMostOffset);
        }

        void verify(Storage storage) {
            // What the node has on its checkpoints may be older than the deletion.
            Known known = new Known(0, flushedOffset, 0, false);
            KeyedLog log = new KeyedLog(storage, SETTINGS, known);

            NavigableMap<Long, String> found = log.records();
            long start = log.log.logStartOffset();
            assertThat(log.log.logEndOffset()).isGreaterThanOrEqualTo(flushedOffset);
            assertThat(start).isBetween(deletedOffset, mayBeDeletedOffset);
            assertThat(found).isEqualTo(appended.subMap(start, log.log.logEndOffset()));
            assertThat(log.strayFiles(storage)).isEmpty();
            SegmentedLog.Segment first = log.log.segments().get(0);
            assertThat(start).isEqualTo(first.baseOffset());
            log.log.close();
            assertThat(new KeyedLog(storage, SETTINGS, known).records()).isEqualTo(found);
        }
    }
}
