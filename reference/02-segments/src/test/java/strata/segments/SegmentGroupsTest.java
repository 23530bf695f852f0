package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.segments.SegmentSettings;
import strata.segments.SegmentGroups.Sizes;

final class SegmentGroupsTest {
    @Test
    void segmentsThatFitIntoOneAreOneRun() {
        assertThat(runs(100, sizes(30, 30, 40, 50, 50, 10))).containsExactly(3, 2, 1);
    }

    @Test
    void aSegmentThatIsTooLargeIsARunOfItsOwn() {
        assertThat(runs(100, sizes(500, 10, 500, 10, 10))).containsExactly(1, 1, 1, 2);
    }

    @Test
    void theIndexesMustFitToo() {
        List<Sizes> offsets = new ArrayList<>();
        List<Sizes> times = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            offsets.add(new Sizes(i, 1, 4_000, 0));
            times.add(new Sizes(i, 1, 0, 5_000));
        }
        assertThat(SegmentGroups.runs(offsets, 5, settings(100))).containsExactly(2, 2, 1);
        assertThat(SegmentGroups.runs(times, 5, settings(100))).containsExactly(2, 2, 1);
    }

    @Test
    void everyOffsetOfARunFitsIntoAnIndexEntry() {
        long far = 10L + Integer.MAX_VALUE;
        List<Sizes> segments =
                List.of(new Sizes(10, 1, 0, 0), new Sizes(50, 1, 0, 0), new Sizes(60, 1, 0, 0));

        assertThat(SegmentGroups.runs(segments, far + 1, settings(100))).containsExactly(3);
        assertThat(SegmentGroups.runs(segments, far + 2, settings(100))).containsExactly(2, 1);
    }

    @Test
    void noSegmentsAreNoRuns() {
        assertThat(runs(100, List.of())).isEmpty();
    }

    private static List<Sizes> sizes(long... logs) {
        List<Sizes> sizes = new ArrayList<>();
        for (long log : logs) {
            sizes.add(new Sizes(sizes.size(), log, 0, 0));
        }
        return sizes;
    }

    private static List<Integer> runs(int segmentBytes, List<Sizes> sizes) {
        return SegmentGroups.runs(sizes, sizes.size(), settings(segmentBytes));
    }

    private static SegmentSettings settings(int segmentBytes) {
        return new SegmentSettings(
                segmentBytes,
                1L << 40,
                0,
                10_000,
                4096,
                60_000,
                SegmentSettings.Retention.NONE,
                SegmentSettings.Compaction.ON);
    }
}
