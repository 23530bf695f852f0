package strata.log;

import static strata.log.TestBatches.NOW_MS;

import java.util.Locale;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.TimestampType;
import strata.kernel.storage.FileSlice;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.6", concept = "read from an offset", code = "LOG-106")
final class LogReadTest {
    private static final LeaderAppend AS_LEADER =
            new LeaderAppend(4, TimestampType.CREATE_TIME, NOW_MS);
    private static final long NO_BOUND = Long.MAX_VALUE;
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final TestDisk disk = new TestDisk();

    @Claim(
            value =
                    "A read starts with the whole batch that holds the offset; at the log end it is"
                            + " null",
            rules = {"R1.6-a", "R1.6-f", "R1.6-g"})
    void aReadStartsWithTheWholeBatch(Lesson lesson) {
        PartitionLog log = threeBatches(lesson);
        String[] expected = {
            "0-2 3-4 5-7", "0-2 3-4 5-7", "0-2 3-4 5-7", "3-4 5-7", "3-4 5-7", "5-7", "5-7", "5-7"
        };
        for (int offset = 0; offset < expected.length; offset++) {
            expectRead(lesson, log, offset, NO_BOUND, NO_LIMIT, false, expected[offset]);
        }
        expectRead(lesson, log, 8, NO_BOUND, NO_LIMIT, true, "null");
    }

    @Claim(
            value = "In a gap a read starts with the next batch",
            rules = {"R1.6-a", "R1.6-f"})
    void inAGapAReadStartsWithTheNextBatch(Lesson lesson) {
        PartitionLog log = disk.open();
        lesson.step("append offsets 2-4 in 85 bytes and 10-11 in 77, as a follower");
        log.appendAsFollower(TestBatches.joined(TestBatches.abc(2), TestBatches.de(10)));

        expectRead(lesson, log, 0, NO_BOUND, NO_LIMIT, false, "2-4 10-11");
        expectRead(lesson, log, 5, NO_BOUND, NO_LIMIT, false, "10-11");
        expectRead(lesson, log, 9, NO_BOUND, NO_LIMIT, false, "10-11");
        expectRead(lesson, log, 11, NO_BOUND, NO_LIMIT, false, "10-11");
        expectRead(lesson, log, 12, NO_BOUND, NO_LIMIT, false, "null");
    }

    @Claim(
            value =
                    "A read returns as many whole batches as fit into maxBytes, or one when it"
                            + " must",
            rules = {"R1.6-c", "R1.6-d", "R1.6-e"})
    void aReadKeepsToMaxBytes(Lesson lesson) {
        PartitionLog log = threeBatches(lesson);
        lesson.step("read with other limits: the first batches together have 85, 162, 247 bytes");
        expectRead(lesson, log, 0, NO_BOUND, 247, false, "0-2 3-4 5-7");
        expectRead(lesson, log, 0, NO_BOUND, 246, false, "0-2 3-4");
        expectRead(lesson, log, 0, NO_BOUND, 162, false, "0-2 3-4");
        expectRead(lesson, log, 0, NO_BOUND, 161, false, "0-2");
        expectRead(lesson, log, 0, NO_BOUND, 85, false, "0-2");
        expectRead(lesson, log, 0, NO_BOUND, 84, false, "null");
        expectRead(lesson, log, 0, NO_BOUND, 84, true, "0-2");
        expectRead(lesson, log, 4, NO_BOUND, 77, false, "3-4");
        expectRead(lesson, log, 4, NO_BOUND, 76, true, "3-4");
        expectRead(lesson, log, 0, NO_BOUND, 0, true, "0-2");
        expectRead(lesson, log, 0, NO_BOUND, -1, false, "null");
    }

    @Claim(
            value =
                    "A batch that reaches the upper bound is left out, even when one batch is asked"
                            + " for",
            rules = {"R1.6-b", "R1.6-c"})
    void aReadKeepsToItsUpperBound(Lesson lesson) {
        PartitionLog log = threeBatches(lesson);
        expectRead(lesson, log, 0, 8, NO_LIMIT, true, "0-2 3-4 5-7");
        expectRead(lesson, log, 0, 7, NO_LIMIT, true, "0-2 3-4");
        expectRead(lesson, log, 0, 5, NO_LIMIT, true, "0-2 3-4");
        expectRead(lesson, log, 0, 4, NO_LIMIT, true, "0-2");
        expectRead(lesson, log, 0, 3, NO_LIMIT, true, "0-2");
        expectRead(lesson, log, 0, 2, NO_LIMIT, true, "null");
        expectRead(lesson, log, 0, 0, NO_LIMIT, true, "null");
        expectRead(lesson, log, 4, 4, NO_LIMIT, true, "null");
        expectRead(lesson, log, 4, 5, 10, true, "3-4");
        lesson.step("both limits at once: 5 is the bound, 85 bytes the limit");
        expectRead(lesson, log, 0, 5, 85, true, "0-2");
    }

    @Claim(
            value = "A read of a large log looks at few bytes of it, wherever it starts and ends",
            code = "LOG-161",
            rules = {"R1.6-i"})
    void aReadOfALargeLogLooksAtFewBytes(Lesson lesson) {
        PartitionLog log = disk.open();
        int batches = 1000;
        lesson.step("append %s batches of one record and 1070 bytes", batches);
        for (int i = 0; i < batches; i++) {
            log.appendAsLeader(TestBatches.large(0), AS_LEADER);
        }
        int bound = 900;
        lesson.step("read from every 7th offset, up to 1 MiB, below the upper bound %s", bound);
        for (int offset = 0; offset < bound; offset += 7) {
            disk.forget();
            FileSlice slice = log.read(offset, bound, 1 << 20, false);
            long looked = disk.bytesMoved();

            String from = "reading from offset " + offset;
            lesson.expectThat(slice != null, from, "a slice", "null");
            long size = (long) TestBatches.LARGE_BYTES * Math.min(bound - offset, 979);
            lesson.expect(from + ": where it starts", 1070L * offset, position(slice));
            lesson.expect(from + ": its size", size, (long) TestBatches.take(slice).length);
            expectFewBytes(lesson, from, looked);
        }
        aReadAcrossGapsLooksAtFewBytes(lesson);
    }

    /** In a gap both walks may have to go as far as the next entry of the index. */
    private static void aReadAcrossGapsLooksAtFewBytes(Lesson lesson) {
        TestDisk disk = new TestDisk();
        PartitionLog log = disk.open();
        int batches = 200;
        lesson.step(
                "append %s batches of 4036 bytes at offsets 0, 10, 20, ... as follower", batches);
        for (int i = 0; i < batches; i++) {
            log.appendAsFollower(TestBatches.wide(10L * i));
        }
        lesson.step("read from every offset, up to 20 batches, below an offset 100 further on");
        for (int offset = 0; offset < 10 * (batches - 20); offset++) {
            disk.forget();
            FileSlice slice = log.read(offset, offset + 100, 20 * TestBatches.WIDE_BYTES, false);
            long looked = disk.bytesMoved();

            String from = "reading from offset " + offset;
            lesson.expectThat(slice != null, from, "a slice", "null");
            long start = (offset + 9L) / 10 * TestBatches.WIDE_BYTES;
            lesson.expect(from + ": where it starts", start, position(slice));
            long size = 10L * TestBatches.WIDE_BYTES;
            lesson.expect(from + ": its size", size, (long) TestBatches.take(slice).length);
            expectFewBytes(lesson, from, looked);
        }
    }

    private static void expectFewBytes(Lesson lesson, String from, long looked) {
        lesson.expectThat(
                looked <= 25_000, from, "at most 25000 bytes looked at", looked + " bytes");
    }

    private void expectRead(
            Lesson lesson,
            PartitionLog log,
            long offset,
            long upperBound,
            int maxBytes,
            boolean atLeastOne,
            String expected) {
        String what =
                String.format(
                        Locale.ROOT,
                        "read(offset %s, upperBoundOffset %s, maxBytes %s, atLeastOneBatch %s)",
                        offset,
                        upperBound == NO_BOUND ? "2^63 - 1" : upperBound,
                        maxBytes == NO_LIMIT ? "2^31 - 1" : maxBytes,
                        atLeastOne);
        String got = TestBatches.offsets(log.read(offset, upperBound, maxBytes, atLeastOne));
        lesson.expect(what, expected, got);
        lesson.expect(what + ": slices held, once ours is released", 0, disk.disk().slicesHeld());
    }

    /** Offsets 0-2, 3-4 and 5-7. */
    private PartitionLog threeBatches(Lesson lesson) {
        PartitionLog log = disk.open();
        lesson.step(
                "append batches of 3, 2 and 3 records: offsets 0-2 in 85 bytes, 3-4 in 77,"
                        + " 5-7 in 85");
        log.appendAsLeader(
                TestBatches.joined(TestBatches.abc(0), TestBatches.de(0), TestBatches.fgh(0)),
                AS_LEADER);
        return log;
    }

    private static long position(FileSlice slice) {
        return slice.position();
    }
}
