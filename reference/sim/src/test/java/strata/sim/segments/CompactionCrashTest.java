package strata.sim.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.Storage;
import strata.sim.disk.CrashPoints;

/** Whenever the process or the machine dies in a compaction, the log is one it has been. */
final class CompactionCrashTest {
    private static final SegmentSettings SETTINGS =
            new SegmentSettings(
                    400,
                    1L << 40,
                    0,
                    10 << 20,
                    100,
                    1_000,
                    SegmentSettings.Retention.NONE,
                    new SegmentSettings.Compaction(true, 0.5, 10_000, 0, Long.MAX_VALUE));

    @Test
    void nothingThatWasFlushedIsLostAndNothingThatWentComesBack() {
        int crashes =
                CrashPoints.of(TwoCompactions::new)
                        .cutsOfAWrite(3)
                        .tears(2)
                        .verify((work, storage, crash) -> work.verify(storage));
        assertThat(crashes).isGreaterThan(1_000);
    }

    /** Appends, compacts, appends, compacts when the first tombstones may go, removes files. */
    private static final class TwoCompactions implements CrashPoints.Work {
        private final TreeMap<Long, String> appended = new TreeMap<>();
        // What could be read when a step had returned: a swap is durable then.
        private TreeMap<Long, String> visible = new TreeMap<>();
        private long flushedOffset;
        private long cleanedOffset;

        @Override
        public void run(Storage storage) {
            KeyedLog log = new KeyedLog(storage, SETTINGS, Known.NOTHING);
            for (int i = 0; i < 6; i++) {
                append(log, "a", "" + i, "b" + i, "long value " + i, "c", i == 2 ? null : "x" + i);
                append(log, "d" + i % 2, i == 3 ? null : "y" + i);
            }
            compact(log, KeyedLog.NOW_MS);
            for (int i = 6; i < 9; i++) {
                append(log, "a", "" + i, "e" + i, "another long value " + i, "b1", null);
                append(log, "d1", null, "c", null);
            }
            compact(log, KeyedLog.NOW_MS + 10_000);
            log.log.deleteFiles(KeyedLog.NOW_MS + 20_000);
            log.log.close();
        }

        private void append(KeyedLog log, String... pairs) {
            long offset = log.log.logEndOffset();
            for (int i = 0; i < pairs.length; i += 2) {
                appended.put(offset++, pairs[i] + "=" + pairs[i + 1]);
            }
            log.append(KeyedLog.NOW_MS, pairs);
        }

        private void compact(KeyedLog log, long nowMs) {
            log.log.roll(nowMs);
            log.log.flush();
            flushedOffset = log.log.logEndOffset();
            visible = log.records();
            log.compact(nowMs, () -> visible = log.records());
            cleanedOffset = log.log.cleanedOffset();
            assertThat(cleanedOffset).isEqualTo(flushedOffset);
        }

        void verify(Storage storage) {
            Known known = new Known(0, flushedOffset, cleanedOffset, false);
            KeyedLog log = new KeyedLog(storage, SETTINGS, known);

            TreeMap<Long, String> found = log.records();
            assertThat(log.log.logEndOffset()).isGreaterThanOrEqualTo(flushedOffset);
            assertThat(appended.entrySet()).containsAll(found.entrySet());
            Map<Long, String> flushed = appended.headMap(flushedOffset);
            assertThat(KeyedLog.lastValues(found.headMap(flushedOffset)))
                    .isEqualTo(KeyedLog.lastValues(flushed));
            // Of what was flushed, only what the last step left is there.
            List<Long> gone = found.headMap(flushedOffset).keySet().stream().toList();
            assertThat(visible.keySet()).containsAll(gone);
            assertThat(log.strayFiles(storage)).isEmpty();
            log.log.close();
            assertThat(new KeyedLog(storage, SETTINGS, known).records()).isEqualTo(found);
        }
    }
}
