package strata.segments;

import java.util.SplittableRandom;
import strata.kernel.segments.SegmentSettings;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.segments.RollPolicy.Arriving;
import strata.segments.RollPolicy.Present;

@Step(value = "2.1", concept = "name and roll", code = "SEG-201")
final class Hidden21RollTest {
    private static final int NAMES = 5_000;
    private static final int CASES = 5_000;

    /** 2026-01-01. */
    private static final long NOW_MS = 1_767_225_600_000L;

    private static final String[] SUFFIXES = {
        ".log", ".index", ".timeindex", ".log.deleted", ".index.cleaned", ".swap", "."
    };

    @Claim(
            value = "Any offset makes a name of 20 digits that sorts as the offset does",
            points = 2,
            rules = {"R2.1-a", "R2.1-b"})
    void anyOffsetMakesANameThatSortsAsItDoes(Lesson lesson) {
        SplittableRandom random = lesson.random("offsets");

        lesson.step("name %s pairs of segments, and read the names back", NAMES);
        for (int i = 0; i < NAMES; i++) {
            long one = random.nextLong() >>> random.nextInt(1, 64);
            long other = i % 3 == 0 ? Math.max(0, one - 1) : random.nextLong() >>> 1;
            String suffix = SUFFIXES[random.nextInt(SUFFIXES.length)];
            lesson.now("offsets %s and %s, suffix %s", one, other, suffix);
            String name = SegmentFiles.nameOf(one, suffix);
            lesson.expect("the name's digits", digits(one), name.substring(0, 20));
            lesson.expect("the rest of the name", suffix, name.substring(20));
            lesson.expect("the offset in the name", one, SegmentFiles.baseOffsetOf(name));
            lesson.expect(
                    "the order of the names",
                    Integer.signum(Long.compare(one, other)),
                    Integer.signum(name.compareTo(SegmentFiles.nameOf(other, suffix))));
        }
    }

    /** By another way than any student's: the digits one by one, from the last. */
    private static String digits(long offset) {
        char[] digits = new char[20];
        long left = offset;
        for (int i = 19; i >= 0; i--) {
            digits[i] = (char) ('0' + left % 10);
            left /= 10;
        }
        return new String(digits);
    }

    @Claim(
            value = "A name that is no segment's gives -1, and no exception",
            rules = {"R2.1-c"})
    void aStrangeNameGivesMinusOne(Lesson lesson) {
        SplittableRandom random = lesson.random("names");

        lesson.step("spoil %s good names in one place", NAMES);
        for (int i = 0; i < NAMES; i++) {
            StringBuilder name =
                    new StringBuilder(digits(random.nextLong() >>> 1))
                            .append(SUFFIXES[random.nextInt(SUFFIXES.length)]);
            switch (random.nextInt(5)) {
                case 0 -> name.setCharAt(random.nextInt(20), strange(random));
                case 1 -> name.deleteCharAt(random.nextInt(20));
                case 2 -> name.insert(random.nextInt(20), '0');
                case 3 -> name.setLength(random.nextInt(21));
                default -> name.setCharAt(0, (char) ('1' + random.nextInt(9)));
            }
            lesson.now("the name \"%s\"", name);
            lesson.expect("the offset", -1L, SegmentFiles.baseOffsetOf(name.toString()));
        }
        lesson.step("read the first number that is too large, and the last that is not");
        lesson.expect("2^63", -1L, SegmentFiles.baseOffsetOf("09223372036854775808.log"));
        lesson.expect(
                "2^63 - 1", Long.MAX_VALUE, SegmentFiles.baseOffsetOf("09223372036854775807.log"));
    }

    /** No digit, though some look so: also Arabic ones, and those of full width. */
    private static char strange(SplittableRandom random) {
        String all = "+-. _/:aZ\u0660\u0669\uff10\uff19\u00b2";
        return all.charAt(random.nextInt(all.length()));
    }

    @Claim(
            value = "The log rolls for each of its reasons, and at no border too soon",
            points = 4,
            rules = {"R2.1-d", "R2.1-e", "R2.1-f", "R2.1-g", "R2.1-h", "R2.1-i"})
    void theLogRollsForEachOfItsReasons(Lesson lesson) {
        SplittableRandom random = lesson.random("rolls");

        lesson.step("%s segments and batches, most of them close to a border", CASES);
        for (int i = 0; i < CASES; i++) {
            SegmentSettings settings = settings(random);
            Present active = active(random, settings);
            Arriving batches = batches(random, active, settings);
            lesson.now("%s; %s; %s", active, batches, settings);
            lesson.expect(
                    "whether it rolls",
                    rolls(active, batches, settings),
                    RollPolicy.mustRoll(active, batches, settings));
        }
    }

    private static SegmentSettings settings(SplittableRandom random) {
        int bytes = random.nextInt(4) == 0 ? Integer.MAX_VALUE : random.nextInt(1, 100_000);
        long ms = random.nextInt(4) == 0 ? Long.MAX_VALUE : random.nextLong(1, 1_000_000);
        return new SegmentSettings(
                bytes,
                ms,
                0,
                1 << 20,
                4_096,
                60_000,
                SegmentSettings.Retention.NONE,
                SegmentSettings.Compaction.OFF);
    }

    private static Present active(SplittableRandom random, SegmentSettings settings) {
        long base = random.nextBoolean() ? 0 : random.nextLong(1L << 40);
        long size = random.nextInt(5) == 0 ? 0 : random.nextLong(1, settings.segmentBytes() + 1L);
        long first = size == 0 || random.nextInt(4) == 0 ? -1 : NOW_MS + random.nextInt(1_000);
        long jitter = random.nextLong(Math.min(1_000, settings.segmentMs()));
        return new Present(base, size, first, NOW_MS, jitter, random.nextInt(8) == 0);
    }

    private static Arriving batches(
            SplittableRandom random, Present active, SegmentSettings settings) {
        long left = settings.segmentBytes() - active.sizeInBytes() + random.nextInt(-1, 2);
        long size = Math.max(1, Math.min(Integer.MAX_VALUE, left));
        long reach = random.nextInt(4) == 0 ? Integer.MAX_VALUE + (long) random.nextInt(-1, 2) : 99;
        boolean timed = active.firstTimestampMs() >= 0;
        long from = timed ? active.firstTimestampMs() : active.createdMs();
        // A border that no clock reaches is left alone.
        long age =
                settings.segmentMs() == Long.MAX_VALUE
                        ? 1_000_000_000_000L
                        : settings.segmentMs() - active.jitterMs() + random.nextInt(-1, 2);
        long at = from + age;
        return new Arriving(
                random.nextInt(3) == 0 ? 1 : (int) size,
                active.baseOffset() + reach,
                timed ? at : -1,
                timed ? NOW_MS + random.nextInt(2_000_000) : at);
    }

    /** The rules R2.1-d to R2.1-i, in numbers that cannot run over. */
    private static boolean rolls(Present active, Arriving batches, SegmentSettings settings) {
        boolean tooFar = batches.lastOffset() - active.baseOffset() >= 1L << 31;
        boolean tooLarge =
                active.sizeInBytes() + (long) batches.sizeInBytes()
                        > (long) settings.segmentBytes();
        long born = active.firstTimestampMs() < 0 ? active.createdMs() : active.firstTimestampMs();
        long then = active.firstTimestampMs() < 0 ? batches.nowMs() : batches.maxTimestampMs();
        boolean tooOld = then - born > settings.segmentMs() - active.jitterMs();
        return tooFar || (active.sizeInBytes() > 0 && (tooLarge || tooOld || active.indexIsFull()));
    }
}
