package strata.segments;

import java.util.List;
import strata.kernel.segments.SegmentSettings;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "2.7", concept = "retention", code = "SEG-207")
final class RetentionTest {
    private static final long DAY_MS = 86_400_000L;

    /** 2026-01-01. */
    private static final long NEW_YEAR_MS = 1_767_225_600_000L;

    private static final SegmentSettings.Retention A_DAY =
            new SegmentSettings.Retention(true, DAY_MS, -1);
    private static final SegmentSettings.Retention HUNDRED_BYTES =
            new SegmentSettings.Retention(true, -1, 100);

    /** Offsets 0 to 29 in three segments of 40 bytes, each an hour younger than the one before. */
    private static final List<SegmentFacts> THREE =
            List.of(
                    facts(0, 40, NEW_YEAR_MS),
                    facts(10, 40, NEW_YEAR_MS + 3_600_000),
                    facts(20, 40, NEW_YEAR_MS + 7_200_000));

    /** What the decision is to know of a segment. */
    private record Facts(long baseOffset, long sizeInBytes, long largestTimestampMs)
            implements SegmentFacts {
        @Override
        public long firstTimestampMs() {
            return largestTimestampMs;
        }
    }

    @Claim(
            value =
                    "A segment goes when even its youngest record is too old, or when the log is"
                            + " still retention.bytes large without it",
            rules = {"R2.7-a", "R2.7-b", "R2.7-c", "R2.7-d"})
    void aSegmentGoesWhenItIsTooOldOrTooMuch(Lesson lesson) {
        tooOld(lesson);
        tooMuch(lesson);
    }

    private static void tooOld(Lesson lesson) {
        lesson.step("segments of midnight, one and two o'clock; retention.ms is a day");
        long dayLaterMs = NEW_YEAR_MS + DAY_MS;
        expectCount(lesson, 0, THREE, limits(A_DAY, dayLaterMs));
        expectCount(lesson, 1, THREE, limits(A_DAY, dayLaterMs + 1));
        expectCount(lesson, 1, THREE, limits(A_DAY, dayLaterMs + 3_600_000));
        expectCount(lesson, 2, THREE, limits(A_DAY, dayLaterMs + 3_600_001));
        expectCount(lesson, 3, THREE, limits(A_DAY, dayLaterMs + 7_200_001));

        lesson.step("a young segment before an old one: it keeps the one behind it, too");
        List<SegmentFacts> mixed =
                List.of(
                        facts(0, 40, NEW_YEAR_MS),
                        facts(10, 40, NEW_YEAR_MS + 9 * DAY_MS),
                        facts(20, 40, NEW_YEAR_MS));
        expectCount(lesson, 1, mixed, limits(A_DAY, NEW_YEAR_MS + 5 * DAY_MS));

        lesson.step("a segment whose records have no time does not age");
        List<SegmentFacts> timeless = List.of(facts(0, 40, -1), facts(30, 40, NEW_YEAR_MS));
        expectCount(lesson, 0, timeless, limits(A_DAY, NEW_YEAR_MS + 99 * DAY_MS));

        lesson.step("retention.ms is -1, or the policy is not delete");
        long muchLaterMs = NEW_YEAR_MS + 9_999 * DAY_MS;
        SegmentSettings.Retention forEver = new SegmentSettings.Retention(true, -1, -1);
        SegmentSettings.Retention off = new SegmentSettings.Retention(false, DAY_MS, 100);
        expectCount(lesson, 0, THREE, limits(forEver, muchLaterMs));
        expectCount(lesson, 0, THREE, limits(off, muchLaterMs));
    }

    private static void tooMuch(Lesson lesson) {
        lesson.step("retention.bytes is 100; segments of 40 and 40 bytes, and an active one");
        int[] activeSizes = {40, 59, 60, 99, 100, 5_000};
        int[] counts = {0, 0, 1, 1, 2, 2};
        for (int i = 0; i < counts.length; i++) {
            List<SegmentFacts> segments =
                    List.of(THREE.get(0), THREE.get(1), facts(20, activeSizes[i], NEW_YEAR_MS));
            expectCount(lesson, counts[i], segments, limits(HUNDRED_BYTES, NEW_YEAR_MS));
        }

        lesson.step("three segments of 2^31 - 1 bytes; retention.bytes is just as much");
        long most = Integer.MAX_VALUE;
        List<SegmentFacts> large =
                List.of(facts(0, most, 0), facts(10, most, 0), facts(20, most, 0));
        SegmentSettings.Retention oneSegment = new SegmentSettings.Retention(true, -1, most);
        expectCount(lesson, 2, large, limits(oneSegment, NEW_YEAR_MS));
    }

    @Claim(
            value =
                    "The log start lets segments go, the upper bound keeps them, and an empty"
                            + " active one always stays",
            rules = {"R2.7-a", "R2.7-e", "R2.7-f", "R2.7-g"})
    void theLogStartLetsGoAndTheUpperBoundKeeps(Lesson lesson) {
        SegmentSettings.Retention none = SegmentSettings.Retention.NONE;
        lesson.step("no rule is on; segments at 0, 10 and 20; the log start rises from 0 to 30");
        for (long start = 0; start <= 30; start++) {
            long right = Math.min(2, start / 10);
            expectCount(
                    lesson, right, THREE, new Retention.Limits(none, start, 30, 30, NEW_YEAR_MS));
        }

        lesson.step("all are too old; the upper bound rises from 0 to 30");
        long lateMs = NEW_YEAR_MS + 9 * DAY_MS;
        for (long bound = 0; bound <= 30; bound++) {
            expectCount(
                    lesson, bound / 10, THREE, new Retention.Limits(A_DAY, 0, 30, bound, lateMs));
        }

        lesson.step("all are too old, and the active segment is empty");
        List<SegmentFacts> empty = List.of(facts(0, 40, NEW_YEAR_MS), facts(30, 0, -1));
        expectCount(lesson, 1, empty, new Retention.Limits(A_DAY, 0, 30, 30, lateMs));
        expectCount(lesson, 0, List.of(facts(30, 0, -1)), limits(HUNDRED_BYTES, lateMs));
        SegmentSettings.Retention nothing = new SegmentSettings.Retention(true, 0, 0);
        expectCount(lesson, 0, List.of(facts(30, 0, -1)), limits(nothing, lateMs));
    }

    private static SegmentFacts facts(long baseOffset, long sizeInBytes, long timestampMs) {
        return new Facts(baseOffset, sizeInBytes, timestampMs);
    }

    private static Retention.Limits limits(SegmentSettings.Retention rules, long nowMs) {
        return new Retention.Limits(rules, 0, 30, 30, nowMs);
    }

    private static void expectCount(
            Lesson lesson, long expected, List<SegmentFacts> segments, Retention.Limits limits) {
        lesson.now("%s; %s", segments, limits);
        lesson.expect(
                "how many segments go", expected, (long) Retention.countToDelete(segments, limits));
    }
}
