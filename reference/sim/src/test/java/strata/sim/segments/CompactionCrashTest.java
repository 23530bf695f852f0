package strata.sim.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.Storage;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashPoints;
import strata.sim.disk.SimDisk;

/** Whenever the process or the machine dies in a compaction, the log is one it has been. */
@Tag("layer")
final class CompactionCrashTest {
    private static final SegmentSettings SETTINGS =
            new SegmentSettings(
                    450,
                    1L << 40,
                    0,
                    10 << 20,
                    100,
                    1_000,
                    SegmentSettings.Retention.NONE,
                    new SegmentSettings.Compaction(true, 0.5, 10_000, 0, Long.MAX_VALUE));

    @Test
    void aLogIsAsItWasBeforeASwapOrAsItIsAfterIt() {
        TwoCompactions whole = new TwoCompactions();
        whole.run(new SimDisk(new SeededRandom(1)).mount());
        // Two compactions of some swaps each; otherwise this would prove little.
        assertThat(whole.states.stream().distinct().count()).isGreaterThan(6);

        int crashes =
                CrashPoints.of(TwoCompactions::new)
                        .cutsOfAWrite(3)
                        .tears(2)
                        .verify((work, storage, crash) -> work.verify(storage, whole.states));

        assertThat(crashes).isGreaterThan(1_000);
    }

    /** Appends, compacts, appends, compacts when the first tombstones may go, removes files. */
    private static final class TwoCompactions implements CrashPoints.Work {
        private final TreeMap<Long, String> appended = new TreeMap<>();
        // What could be read before a compaction, and after each of its steps.
        private final List<NavigableMap<Long, String>> states = new ArrayList<>();
        private long flushedOffset;
        private long cleanedOffset;

        @Override
        public void run(Storage storage) {
            KeyedLog log = new KeyedLog(storage, SETTINGS, Known.NOTHING);
            for (int i = 0; i < 5; i++) {
                // Of two segments that become one, nothing of the second stays.
                segment(log, "b" + i, "long value that makes it large " + i, "e", i + "");
                segment(log, "a", "" + i, "c", i == 2 ? "-" : "x" + i, "d", "-");
            }
            compact(log, KeyedLog.NOW_MS);
            for (int i = 5; i < 8; i++) {
                segment(log, "f" + i, "another long value that is alone " + i, "b1", "-");
                segment(log, "a", "" + i, "e", "-");
            }
            compact(log, KeyedLog.NOW_MS + 10_000);
            log.log.deleteFiles(KeyedLog.NOW_MS + 20_000);
            log.log.close();
        }

        private void segment(KeyedLog log, String... pairs) {
            long offset = log.log.logEndOffset();
            for (int i = 0; i < pairs.length; i += 2) {
                appended.put(offset++, pairs[i] + "=" + pairs[i + 1]);
            }
            log.append(KeyedLog.NOW_MS, pairs);
            log.log.roll(KeyedLog.NOW_MS);
        }

        private void compact(KeyedLog log, long nowMs) {
            log.log.flush();
            flushedOffset = log.log.logEndOffset();
            states.add(log.records());
            log.compact(nowMs, () -> states.add(log.records()));
            cleanedOffset = log.log.cleanedOffset();
            assertThat(cleanedOffset).isEqualTo(flushedOffset);
        }

        void verify(Storage storage, List<NavigableMap<Long, String>> allStates) {
            Known known = new Known(0, flushedOffset, cleanedOffset, false);
            KeyedLog log = new KeyedLog(storage, SETTINGS, known);

            NavigableMap<Long, String> found = log.records();
            assertThat(log.log.logEndOffset()).isGreaterThanOrEqualTo(flushedOffset);
            assertThat(appended.entrySet()).containsAll(found.entrySet());
            Map<Long, String> flushed = found.headMap(flushedOffset);
            assertThat(KeyedLog.lastValues(flushed))
                    .isEqualTo(KeyedLog.lastValues(appended.headMap(flushedOffset)));
            if (!states.isEmpty()) {
                int now = states.size() - 1;
                int next = Math.min(now + 1, allStates.size() - 1);
                assertThat(flushed)
                        .isIn(
                                allStates.get(now).headMap(flushedOffset),
                                allStates.get(next).headMap(flushedOffset));
            }
            assertThat(log.strayFiles(storage)).isEmpty();
            assertThat(log.overlaps(storage)).isEmpty();
            log.log.close();
            assertThat(new KeyedLog(storage, SETTINGS, known).records()).isEqualTo(found);
        }
    }
}
