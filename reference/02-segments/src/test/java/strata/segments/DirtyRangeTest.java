package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.segments.SegmentSettings;

final class DirtyRangeTest {
    private static final long NOW_MS = 100_000;

    // Offsets 0 to 39 in four segments; the last is the active one.
    private static final List<Facts> FOUR =
            List.of(
                    new Facts(0, 1, 11_000, 10_000),
                    new Facts(10, 20, 21_000, 20_000),
                    new Facts(20, 300, 31_000, 30_000),
                    new Facts(30, 4_000, 41_000, 40_000));

    @Test
    void allButTheActiveSegmentIsDirtyAtFirst() {
        assertThat(range(0, 40)).isEqualTo(new DirtyRange(0, 30, 0, 321, false));
    }

    @Test
    void whatWasCompactedIsClean() {
        assertThat(range(10, 40)).isEqualTo(new DirtyRange(10, 30, 1, 320, false));
        assertThat(range(30, 40)).isEqualTo(new DirtyRange(30, 30, 321, 0, false));
        assertThat(range(30, 40).isEmpty()).isTrue();
    }

    @Test
    void aSegmentThatIsHalfCleanIsBoth() {
        assertThat(range(15, 40)).isEqualTo(new DirtyRange(15, 30, 21, 320, false));
    }

    @Test
    void onlyWholeSegmentsBelowTheUpperBoundAreDirty() {
        assertThat(range(0, 29)).isEqualTo(new DirtyRange(0, 20, 0, 21, false));
        assertThat(range(0, 30).endOffset()).isEqualTo(30);
        assertThat(range(0, 9)).isEqualTo(new DirtyRange(0, 0, 0, 0, false));
        assertThat(range(0, 9).isEmpty()).isTrue();
    }

    @Test
    void whatIsTooYoungWaitsAndWithItAllBehindIt() {
        assertThat(withLag(NOW_MS - 31_000).endOffset()).isEqualTo(30);
        assertThat(withLag(NOW_MS - 31_000 + 1).endOffset()).isEqualTo(20);
        assertThat(withLag(NOW_MS - 11_000 + 1).endOffset()).isEqualTo(0);
    }

    @Test
    void aDirtySegmentWhoseFirstRecordsWaitedTooLongIsOverdue() {
        assertThat(overdue(0, NOW_MS - 10_000)).isFalse();
        assertThat(overdue(0, NOW_MS - 10_001)).isTrue();
        assertThat(overdue(10, NOW_MS - 10_001)).isFalse();
        assertThat(overdue(10, NOW_MS - 20_001)).isTrue();
        assertThat(overdue(30, 0)).isFalse();
    }

    private static DirtyRange range(long firstDirtyOffset, long upperBoundOffset) {
        return DirtyRange.of(
                FOUR,
                new DirtyRange.Limits(
                        SegmentSettings.Compaction.ON, firstDirtyOffset, upperBoundOffset, NOW_MS));
    }

    private static DirtyRange withLag(long minLagMs) {
        return DirtyRange.of(
                FOUR, new DirtyRange.Limits(rules(minLagMs, Long.MAX_VALUE), 0, 40, NOW_MS));
    }

    private static boolean overdue(long firstDirtyOffset, long maxLagMs) {
        DirtyRange.Limits limits =
                new DirtyRange.Limits(rules(0, maxLagMs), firstDirtyOffset, 40, NOW_MS);
        return DirtyRange.of(FOUR, limits).overdue();
    }

    private static SegmentSettings.Compaction rules(long minLagMs, long maxLagMs) {
        return new SegmentSettings.Compaction(true, 0.5, 86_400_000L, minLagMs, maxLagMs);
    }
}
