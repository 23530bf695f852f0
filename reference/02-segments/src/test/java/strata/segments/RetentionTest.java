package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.segments.SegmentSettings;

final class RetentionTest {
    private static final SegmentSettings.Retention A_SECOND =
            new SegmentSettings.Retention(true, 1_000, -1);
    private static final SegmentSettings.Retention HUNDRED_BYTES =
            new SegmentSettings.Retention(true, -1, 100);
    private static final SegmentSettings.Retention FOR_EVER =
            new SegmentSettings.Retention(true, -1, -1);

    // Offsets 0 to 29 in three segments of 40 bytes, each a second younger than the one before.
    private static final List<Facts> THREE =
            List.of(Facts.of(0, 40, 1_000), Facts.of(10, 40, 2_000), Facts.of(20, 40, 3_000));

    @Test
    void aSegmentGoesWhenItsYoungestRecordIsTooOld() {
        assertThat(countAt(2_000, A_SECOND)).isEqualTo(0);
        assertThat(countAt(2_001, A_SECOND)).isEqualTo(1);
        assertThat(countAt(3_000, A_SECOND)).isEqualTo(1);
        assertThat(countAt(3_001, A_SECOND)).isEqualTo(2);
    }

    @Test
    void theActiveSegmentGoesToo() {
        assertThat(countAt(4_001, A_SECOND)).isEqualTo(3);
    }

    @Test
    void theFirstSegmentThatStaysKeepsAllBehindIt() {
        List<Facts> segments =
                List.of(Facts.of(0, 40, 1_000), Facts.of(10, 40, 9_000), Facts.of(20, 40, 1_000));

        int count = Retention.countToDelete(segments, limits(A_SECOND, 0, 30, 5_000));

        assertThat(count).isEqualTo(1);
    }

    @Test
    void aSegmentWithoutTimestampsDoesNotAge() {
        List<Facts> segments =
                List.of(Facts.of(0, 40, SegmentFacts.NO_TIMESTAMP_MS), Facts.of(10, 0, -1));

        int count = Retention.countToDelete(segments, limits(A_SECOND, 0, 30, 1L << 50));

        assertThat(count).isEqualTo(0);
    }

    @Test
    void aSegmentGoesWhenTheLogIsLargeEnoughWithoutIt() {
        assertThat(count(THREE, HUNDRED_BYTES)).isEqualTo(0);
        assertThat(count(List.of(THREE.get(0), THREE.get(1), Facts.of(20, 59, 0)), HUNDRED_BYTES))
                .isEqualTo(0);
        assertThat(count(List.of(THREE.get(0), THREE.get(1), Facts.of(20, 60, 0)), HUNDRED_BYTES))
                .isEqualTo(1);
        assertThat(count(List.of(THREE.get(0), THREE.get(1), Facts.of(20, 100, 0)), HUNDRED_BYTES))
                .isEqualTo(2);
    }

    @Test
    void withoutLimitsNothingGoes() {
        assertThat(countAt(1L << 50, FOR_EVER)).isEqualTo(0);
        assertThat(countAt(1L << 50, SegmentSettings.Retention.NONE)).isEqualTo(0);
    }

    @Test
    void limitsThatAreNotEnabledDeleteNothing() {
        assertThat(countAt(1L << 50, new SegmentSettings.Retention(false, 1, 1))).isEqualTo(0);
    }

    @Test
    void aSegmentBelowTheLogStartGoesWhateverTheRules() {
        for (long logStart : new long[] {0, 9, 10, 19, 20, 29, 30}) {
            int count =
                    Retention.countToDelete(
                            THREE, limits(SegmentSettings.Retention.NONE, logStart, 30, 0));

            // The active segment stays: records may still be appended to it.
            assertThat(count).isEqualTo((int) Math.min(2, logStart / 10));
        }
    }

    @Test
    void noRecordAtOrAboveTheUpperBoundIsDeleted() {
        for (long upperBound = 0; upperBound <= 30; upperBound++) {
            int count = Retention.countToDelete(THREE, limits(A_SECOND, 30, upperBound, 1L << 50));

            assertThat(count).isEqualTo((int) upperBound / 10);
        }
    }

    @Test
    void anEmptyActiveSegmentStays() {
        List<Facts> segments = List.of(Facts.of(0, 40, 1_000), Facts.of(30, 0, -1));

        int count = Retention.countToDelete(segments, limits(A_SECOND, 0, 30, 1L << 50));

        assertThat(count).isEqualTo(1);
    }

    private static int countAt(long nowMs, SegmentSettings.Retention rules) {
        return Retention.countToDelete(THREE, limits(rules, 0, 30, nowMs));
    }

    private static int count(List<Facts> segments, SegmentSettings.Retention rules) {
        return Retention.countToDelete(segments, limits(rules, 0, 30, 0));
    }

    private static Retention.Limits limits(
            SegmentSettings.Retention rules, long logStart, long upperBound, long nowMs) {
        return new Retention.Limits(rules, logStart, 30, upperBound, nowMs);
    }
}
