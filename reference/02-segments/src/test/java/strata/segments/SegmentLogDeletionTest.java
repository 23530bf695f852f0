package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.Check.CheckFailed;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.storage.FileSlice;

/** Retention, as the broker uses it: whole segments go, and the log start with them. */
final class SegmentLogDeletionTest {
    private static final long NOW_MS = KeyedBatch.NOW_MS;

    private final KeyedLog keyed = new KeyedLog();

    @Test
    void theLogStartRisesWithADeletion() {
        keyed.segment(NOW_MS, "a", "1");
        keyed.segment(NOW_MS + 1, "a", "2");
        keyed.segment(NOW_MS + 2, "a", "3");

        int count = keyed.log.deleteOldSegments(3, NOW_MS + 604_800_002L);

        assertThat(count).isEqualTo(2);
        assertThat(keyed.log.logStartOffset()).isEqualTo(2);
        assertThat(keyed.shown()).containsExactly("2 a=3");
        assertThatThrownBy(() -> keyed.log.read(1, 9, 9, true)).isInstanceOf(CheckFailed.class);
    }

    @Test
    void aDelayLongerThanTimeItselfMeansNever() {
        keyed.log.configure(
                new SegmentSettings(
                        1 << 20,
                        Long.MAX_VALUE,
                        0,
                        1 << 20,
                        4096,
                        Long.MAX_VALUE,
                        SegmentSettings.Retention.DEFAULT,
                        SegmentSettings.Compaction.OFF));
        keyed.segment(NOW_MS, "a", "1");
        keyed.segment(NOW_MS + 2, "a", "2");

        keyed.log.deleteOldSegments(2, NOW_MS + 604_800_001L);

        assertThat(keyed.log.deleteFiles(Long.MAX_VALUE - 1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theActiveSegmentIsRolledBeforeItIsDeleted() {
        keyed.append(NOW_MS, "a", "1");
        keyed.append(NOW_MS, "a", "2");

        int count = keyed.log.deleteOldSegments(2, NOW_MS + 604_800_001L);

        assertThat(count).isEqualTo(1);
        assertThat(keyed.log.segments()).containsExactly(new SegmentedLog.Segment(2, 0));
        assertThat(keyed.log.logStartOffset()).isEqualTo(2);
        assertThat(keyed.log.logEndOffset()).isEqualTo(2);
        keyed.append(NOW_MS, "a", "3");
        assertThat(keyed.shown()).containsExactly("2 a=3");
    }

    @Test
    void nothingAtOrAboveTheHighWatermarkIsDeleted() {
        keyed.segment(NOW_MS, "a", "1");
        keyed.segment(NOW_MS, "a", "2");

        assertThat(keyed.log.deleteOldSegments(1, NOW_MS + (1L << 40))).isEqualTo(1);
        assertThat(keyed.log.deleteOldSegments(1, NOW_MS + (1L << 40))).isZero();

        assertThat(keyed.shown()).containsExactly("1 a=2");
    }

    @Test
    void whatLiesBelowARaisedLogStartGoesAsWholeSegments() {
        keyed.log.configure(SegmentSettings.DEFAULT.with(SegmentSettings.Retention.NONE));
        keyed.segment(NOW_MS, "a", "1", "b", "2");
        keyed.segment(NOW_MS, "a", "3", "b", "4");
        keyed.log.raiseLogStart(3);

        assertThat(keyed.log.deleteOldSegments(4, NOW_MS)).isEqualTo(1);

        assertThat(keyed.log.logStartOffset()).isEqualTo(3);
        assertThat(keyed.log.segments().get(0).baseOffset()).isEqualTo(2);
    }

    @Test
    void deletedFilesAreRenamedAndGoAfterTheDelay() {
        keyed.segment(NOW_MS, "a", "1");
        FileSlice slice = Objects.requireNonNull(keyed.log.read(0, 1, 1_000, true));
        keyed.log.deleteOldSegments(1, NOW_MS + (1L << 40));
        String deleted = "00000000000000000000.log.deleted";
        assertThat(keyed.disk.list("t-0"))
                .contains(deleted)
                .doesNotContain("00000000000000000000.log");
        long dueMs = NOW_MS + (1L << 40) + 60_000;

        assertThat(keyed.log.deleteFiles(dueMs - 1)).isEqualTo(dueMs);
        assertThat(keyed.disk.list("t-0")).contains(deleted);
        assertThat(keyed.log.deleteFiles(dueMs)).isEqualTo(-1);

        assertThat(keyed.disk.list("t-0")).containsExactly("00000000000000000001.log");
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        slice.read(bytes, 0);
        slice.release();
        assertThat(KeyedBatch.shown(bytes.flip())).containsExactly("0 a=1");
    }

    @Test
    void whatADeadProcessLeftIsRemovedByTheNext() {
        keyed.segment(NOW_MS, "a", "1");
        keyed.segment(NOW_MS, "a", "2");
        keyed.log.deleteOldSegments(1, NOW_MS + (1L << 40));

        keyed.open(SegmentSettings.DEFAULT, SegmentedLogSpec.Known.NOTHING);

        assertThat(keyed.disk.list("t-0")).noneMatch(name -> name.endsWith(".deleted"));
        assertThat(keyed.log.logStartOffset()).isEqualTo(1);
        assertThat(keyed.shown()).containsExactly("1 a=2");
    }
}
