package strata.segments;

import strata.kernel.segments.SegmentSettings;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.segments.RollPolicy.Arriving;
import strata.segments.RollPolicy.Present;

@Step(value = "2.1", concept = "name and roll", code = "SEG-201")
final class RollPolicyTest {
    /** 2026-01-01, as Kafka's records have it. */
    private static final long NEW_YEAR_MS = 1_767_225_600_000L;

    private static final long HOUR_MS = 3_600_000L;

    /** Segments of 1000 bytes and one hour. */
    private static final SegmentSettings SETTINGS =
            new SegmentSettings(
                    1_000,
                    HOUR_MS,
                    0,
                    1 << 20,
                    4_096,
                    60_000,
                    SegmentSettings.Retention.NONE,
                    SegmentSettings.Compaction.OFF);

    @Claim(
            value = "A segment is never larger than segment.bytes, but for one batch that is",
            rules = {"R2.1-d", "R2.1-h"})
    void aSegmentIsNeverLargerThanItMayBe(Lesson lesson) {
        lesson.step("segments of 1000 bytes; batches come to one of 900");
        expectRoll(lesson, false, ofSize(900), batches(100, NEW_YEAR_MS));
        expectRoll(lesson, true, ofSize(900), batches(101, NEW_YEAR_MS));
        expectRoll(lesson, true, ofSize(1_000), batches(1, NEW_YEAR_MS));

        lesson.step("a batch of 5000 bytes comes to an empty segment");
        expectRoll(lesson, false, ofSize(0), batches(5_000, NEW_YEAR_MS));

        lesson.step("segments as large as Kafka allows, and a batch as large as an int");
        SegmentSettings largest = SETTINGS.withSegmentBytes(Integer.MAX_VALUE);
        lesson.now("900 bytes, and %s more", Integer.MAX_VALUE);
        lesson.expect(
                "whether it rolls",
                true,
                RollPolicy.mustRoll(ofSize(900), batches(Integer.MAX_VALUE, NEW_YEAR_MS), largest));
    }

    @Claim(
            value = "A segment's age is that of its records, and of the file where they have none",
            rules = {"R2.1-e"})
    void aSegmentsAgeIsThatOfItsRecords(Lesson lesson) {
        lesson.step("segments of one hour; the first batch is of the new year");
        Present ofNewYear = aged(NEW_YEAR_MS, NEW_YEAR_MS, 0);
        expectRoll(lesson, false, ofNewYear, batches(1, NEW_YEAR_MS + HOUR_MS));
        expectRoll(lesson, true, ofNewYear, batches(1, NEW_YEAR_MS + HOUR_MS + 1));

        lesson.step("an hour later by the clock, but the records are not younger");
        Arriving late = new Arriving(1, 7, NEW_YEAR_MS, NEW_YEAR_MS + 2 * HOUR_MS);
        expectRoll(lesson, false, ofNewYear, late);
        expectRoll(lesson, false, ofNewYear, batches(1, NEW_YEAR_MS - 9 * HOUR_MS));

        lesson.step("records without a timestamp: the clock counts, from the file's creation on");
        Present without = aged(-1, NEW_YEAR_MS, 0);
        Arriving none = new Arriving(1, 7, -1, NEW_YEAR_MS + HOUR_MS);
        expectRoll(lesson, false, without, none);
        expectRoll(lesson, true, without, new Arriving(1, 7, -1, NEW_YEAR_MS + HOUR_MS + 1));

        lesson.step("a segment that is to roll ten minutes sooner");
        Present sooner = aged(NEW_YEAR_MS, NEW_YEAR_MS, 600_000);
        expectRoll(lesson, false, sooner, batches(1, NEW_YEAR_MS + HOUR_MS - 600_000));
        expectRoll(lesson, true, sooner, batches(1, NEW_YEAR_MS + HOUR_MS - 599_999));
    }

    @Claim(
            value = "A full index or an offset too far from the base offset asks for a new segment",
            rules = {"R2.1-f", "R2.1-g", "R2.1-h"})
    void aFullIndexOrAFarOffsetAsksForANewSegment(Lesson lesson) {
        lesson.step("an index that has no place for another entry");
        Present full = new Present(0, 10, NEW_YEAR_MS, NEW_YEAR_MS, 0, true);
        expectRoll(lesson, true, full, batches(1, NEW_YEAR_MS));
        Present fullButEmpty = new Present(0, 0, -1, NEW_YEAR_MS, 0, true);
        expectRoll(lesson, false, fullButEmpty, batches(1, NEW_YEAR_MS));

        lesson.step("offsets at and behind the last that four bytes can hold");
        for (long base : new long[] {0, 5_000_000_000L}) {
            Present some = new Present(base, 10, NEW_YEAR_MS, NEW_YEAR_MS, 0, false);
            Present empty = new Present(base, 0, -1, NEW_YEAR_MS, 0, false);
            long last = base + Integer.MAX_VALUE;
            expectRoll(lesson, false, some, new Arriving(1, last, NEW_YEAR_MS, NEW_YEAR_MS));
            expectRoll(lesson, true, some, new Arriving(1, last + 1, NEW_YEAR_MS, NEW_YEAR_MS));
            expectRoll(lesson, true, empty, new Arriving(1, last + 1, NEW_YEAR_MS, NEW_YEAR_MS));
        }
    }

    private static Present ofSize(long sizeInBytes) {
        return new Present(0, sizeInBytes, NEW_YEAR_MS, NEW_YEAR_MS, 0, false);
    }

    private static Present aged(long firstTimestampMs, long createdMs, long jitterMs) {
        return new Present(0, 10, firstTimestampMs, createdMs, jitterMs, false);
    }

    private static Arriving batches(int sizeInBytes, long maxTimestampMs) {
        return new Arriving(sizeInBytes, 7, maxTimestampMs, maxTimestampMs);
    }

    private static void expectRoll(
            Lesson lesson, boolean expected, Present active, Arriving batches) {
        lesson.now("%s; %s", active, batches);
        lesson.expect("whether it rolls", expected, RollPolicy.mustRoll(active, batches, SETTINGS));
    }
}
