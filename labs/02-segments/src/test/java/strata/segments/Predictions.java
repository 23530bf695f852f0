package strata.segments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.Recovery;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.lessons.Predict;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;

/**
 * Questions to answer before you run the code that answers them: {@code ./strata predict 2.1}. Your
 * own code gives the answer, so fill the step first.
 */
final class Predictions {
    private Predictions() {}

    @Predict(
            step = "2.1",
            question =
                    "A partition has the files 00000000000000000000.log and"
                            + " 00000000000000000412.log. Which is the lowest offset that a record"
                            + " in the second one can have?",
            choices = {"2", "411", "412", "nobody knows before it is read"},
            because =
                    "A segment's name is its base offset, the offset of the first record that it"
                            + " may hold. So a look at the directory tells which file has offset"
                            + " 500, and no file has to be opened for that.")
    static String baseOffsetOfASecondFile() {
        return "" + SegmentFiles.baseOffsetOf("00000000000000000412.log");
    }

    @Predict(
            step = "2.1",
            question =
                    "segment.bytes is 1000, and the active segment is empty. A batch of 5000 bytes"
                            + " comes. Does the log roll first?",
            choices = {"yes", "no"},
            because =
                    "Another empty segment would be no larger, and the batch has to go somewhere:"
                        + " so an empty segment takes it. The next batch finds 5000 bytes in it,"
                        + " and rolls.")
    static String rollOfAnEmptySegment() {
        RollPolicy.Present empty = new RollPolicy.Present(0, 0, -1, 0, 0, false);
        RollPolicy.Arriving large = new RollPolicy.Arriving(5_000, 9, 0, 0);
        SegmentSettings settings = SegmentSettings.DEFAULT.withSegmentBytes(1_000);
        return RollPolicy.mustRoll(empty, large, settings) ? "yes" : "no";
    }

    @Predict(
            step = "2.2",
            question =
                    "index.interval.bytes is 4096. Twelve batches of 1000 bytes go into an empty"
                            + " segment. How many entries has its offset index then?",
            choices = {"1", "2", "3", "12"},
            because =
                    "The batch at 0 gets none. The first that starts more than 4096 behind it is at"
                        + " 5000, and the next that starts more than 4096 behind that one at 10000."
                        + " Half a batch is left over each time, so it is fewer than 12000 / 4096.")
    static String entriesOfTwelveBatches() {
        IndexBuilder builder = new IndexBuilder(0);
        for (int i = 0; i < 12; i++) {
            builder.note(BatchHeader.at(TestBatch.ofSize(i, 1_000), 0), 4_096);
        }
        return "" + builder.offsets().count();
    }

    @Predict(
            step = "2.2",
            question =
                    "A segment begins with a batch of time 10. Behind it come three that are far"
                            + " enough apart for an entry each; their times are 50, 70 and 60. How"
                            + " many entries has the time index once the segment is closed?",
            choices = {"1", "2", "3", "4"},
            because =
                    "50 and 70. The first batch gets no entry, and with the fourth the greatest"
                        + " timestamp so far is still 70, which has its entry. A time index tells"
                        + " how the greatest timestamp rose, not what time each batch is of.")
    static String entriesOfTimesThatFall() {
        IndexBuilder builder = new IndexBuilder(0);
        long[] timesMs = {10, 50, 70, 60};
        for (int i = 0; i < timesMs.length; i++) {
            TestBatch batch = TestBatch.at(i).atTime(timesMs[i]).putOfSize(1_000);
            builder.note(BatchHeader.at(batch.bytes(), 0), 500);
        }
        builder.finish();
        return "" + builder.times().count();
    }

    @Predict(
            step = "2.3",
            question =
                    "A log has the segments 0 and 9, three batches of three records and 100 bytes"
                            + " in each. How many bytes does a read from offset 4 return that may"
                            + " have a megabyte?",
            choices = {"100", "200", "500", "600"},
            because =
                    "It starts with the batch 3-5, whole, and ends with the segment: 3-5 and 6-8."
                            + " A slice is of one file; the rest comes with the next read.")
    static String bytesOfARead() {
        return "" + TestBatch.take(twoSegments().read(4, Long.MAX_VALUE, 1 << 20, false)).length;
    }

    @Predict(
            step = "2.3",
            question =
                    "The same log, read from offset 4 with an upper bound of 8. Which is the last"
                            + " offset that comes back?",
            choices = {"5", "7", "8"},
            because =
                    "Only whole batches below the bound: 6-8 reaches it and is left out, so that"
                            + " 3-5 is the last. Records are never cut out of a batch to please a"
                            + " reader.")
    static String lastOffsetBelowABound() {
        String offsets = TestBatch.offsets(twoSegments().read(4, 8, 1 << 20, true));
        return offsets.substring(offsets.lastIndexOf('-') + 1);
    }

    private static SegmentedLog twoSegments() {
        SegmentedLog log = TestLog.open(new TestDisk(), TestLog.settings(300, 100));
        for (int i = 0; i < 6; i++) {
            TestLog.append(log, TestBatch.at(3L * i).records(2).putOfSize(100).bytes());
        }
        return log;
    }

    @Predict(
            step = "2.4",
            question =
                    "A time index has the entries (10, 3), (30, 7) and (40, 23): a time, and the"
                            + " last offset of the batch that has it. From which one does the"
                            + " search for the first record at or after 35 start?",
            choices = {"(10, 3)", "(30, 7)", "(40, 23)", "none: from the segment's start"},
            because =
                    "Every batch before the one that ends at 7 is below 30, so the record is not"
                            + " there. (40, 23) says less than it seems: before that batch all is"
                            + " below 40, but a 36 may be among it.")
    static String entryThatASearchStartsFrom() {
        TimeIndex times = TimeIndex.inMemory(0);
        times.addIfGreater(10, 3);
        times.addIfGreater(30, 7);
        times.addIfGreater(40, 23);
        int slot = times.lastAtMost(35);
        return slot < 0
                ? "none: from the segment's start"
                : "(%s, %s)".formatted(times.timestampMs(slot), times.offset(slot));
    }

    @Predict(
            step = "2.4",
            question =
                    "A segment has four batches of one record each, with the times 10, 30, 20 and"
                        + " 40. A bit of its time index flips: the entry (30, 1) is now (30, 3)."
                        + " What does a search for the first record at or after 30 give?",
            choices = {"offset 1", "offset 3", "an exception", "nothing"},
            because =
                    "The batch that ends at 3 has 40 and not 30, so the entry is not believed. The"
                            + " index is made anew of the batches, a warning says so, and the"
                            + " search begins anew. Without that look it would have answered 3,"
                            + " and nobody would ever have known.")
    static String searchWithAWrongIndex() {
        TestDisk disk = new TestDisk();
        ByteBuffer batches =
                TestBatch.joined(
                        TestBatch.at(0).atTime(10).records(1).bytes(),
                        TestBatch.at(1).atTime(30).records(1).bytes(),
                        TestBatch.at(2).atTime(20).records(1).bytes(),
                        TestBatch.at(3).atTime(40).records(1).bytes());
        disk.put(0, ".log", batches.array());
        disk.put(0, ".index", new byte[0]);
        disk.put(0, ".timeindex", TestIndex.times(0, 30, 3));
        LogDirectory directory = TestLog.directory(disk, TestLog.settings(1_000, 4_096));
        LogSegment segment = LogSegment.existing(directory, 0, SegmentFiles.NONE);
        try {
            TimestampedOffset found = segment.timeSearch().firstAtOrAfter(30, 0, 4);
            return found == null ? "nothing" : "offset " + found.offset();
        } catch (CorruptDataException e) {
            return "an exception";
        }
    }

    @Predict(
            step = "2.5",
            question =
                    "A log has the segments 0, 6, 12 and 18, and ends at 24. It was flushed up to"
                            + " offset 8; then the node was killed. How many segments are verified"
                            + " when it starts again?",
            choices = {"1", "2", "3", "4"},
            because =
                    "Segment 6 holds offset 8, so it and both behind it: any of them may have"
                            + " reached the disk in part. Had the node flushed the old segments"
                            + " after each roll, it would have been one.")
    static String segmentsThatAreVerified() {
        Recovery found = openFourSegments(8, false).recovery();
        return "" + found.scannedBytes() / 231;
    }

    @Predict(
            step = "2.5",
            question =
                    "The same four segments, and nothing is known to be flushed. The machine lost"
                            + " power: the second of the three batches of segment 6, offsets 8 and"
                            + " 9, is torn. Segments 12 and 18 are without a fault. Where does the"
                            + " log end after recovery?",
            choices = {"8", "10", "12", "24"},
            because =
                    "At 8: the torn batch goes, the good one behind it, and both later segments,"
                            + " good as they are. With a hole at 8 nobody could say any more that"
                            + " who has read 23 has seen all before it.")
    static String endBehindATornBatch() {
        return "" + openFourSegments(0, true).logEndOffset();
    }

    /** Segments of three batches of two records; offsets 8 and 9 may be torn. */
    private static SegmentedLog openFourSegments(long recoveryPoint, boolean torn) {
        TestDisk disk = new TestDisk();
        for (long base = 0; base < 24; base += 6) {
            byte[] bytes =
                    TestBatch.joined(
                                    TestBatch.at(base).records(2).bytes(),
                                    TestBatch.at(base + 2).records(2).bytes(),
                                    TestBatch.at(base + 4).records(2).bytes())
                            .array();
            bytes[150] += (byte) (torn && base == 6 ? 1 : 0);
            disk.put(base, ".log", bytes);
        }
        SegmentSettings settings = TestLog.settings(240, 100);
        return TestLog.open(disk, settings, new Known(0, recoveryPoint, 0, false));
    }

    @Predict(
            step = "2.6",
            question =
                    "A log has the batches 0-2, 3-5 and 6-8. truncateTo(7). What is the log end"
                            + " then?",
            choices = {"6", "7", "8", "9"},
            because =
                    "A batch is never divided: the one that holds offset 7 goes whole. So the log"
                            + " ends behind 5, and the next record gets offset 6.")
    static String logEndAfterACutInABatch() {
        SegmentedLog log = threeBatches(TestLog.settings(1_000, 4_096));
        log.truncateTo(7);
        return "" + log.logEndOffset();
    }

    @Predict(
            step = "2.6",
            question =
                    "The batches 0-2, 3-5 and 6-8 are a segment each. truncateTo(3). How many"
                            + " segments are left?",
            choices = {"0", "1", "2", "3"},
            because =
                    "The segments 3 and 6 start at or above offset 3 and go, 6 first. In segment 0"
                            + " there is nothing to cut; it is the active one again, and the next"
                            + " batch goes there, if there is room.")
    static String segmentsAfterATruncation() {
        SegmentedLog log = threeBatches(TestLog.settings(100, 4_096));
        log.truncateTo(3);
        return "" + log.segments().size();
    }

    @Predict(
            step = "2.7",
            question =
                    "retention.bytes is 100. A log has segments of 60, 50 and 60 bytes, the last is"
                            + " the active one. How many are deleted?",
            choices = {"0", "1", "2"},
            because =
                    "The log has 170 bytes. Without the first it has 110, which is still 100 or"
                        + " more: it goes. Without the second, too, it would have 60, and that is"
                        + " too little: so it stays. What is kept is never less than was asked for,"
                        + " as long as there is so much.")
    static String segmentsTooMuch() {
        SegmentSettings.Retention hundred = new SegmentSettings.Retention(true, -1, 100);
        return "" + deleted(hundred, TestBatch.NOW_MS, 60, 50, 60);
    }

    @Predict(
            step = "2.7",
            question =
                    "retention.ms is one hour. All records of a log are two hours old, also those"
                            + " of its active segment. How many of its three segments are deleted?",
            choices = {"2", "3"},
            because =
                    "The active one goes as well: records that are too old are to go, also in a"
                        + " topic to which nobody writes any more. The log rolls first, so there is"
                        + " an empty segment at its end.")
    static String segmentsTooOld() {
        SegmentSettings.Retention anHour = new SegmentSettings.Retention(true, 3_600_000, -1);
        return "" + deleted(anHour, TestBatch.NOW_MS + 2 * 3_600_000, 60, 50, 60);
    }

    @Predict(
            step = "2.8",
            question =
                    "A topic is compacted: a=1, b=1, a=2 at offsets 0, 1 and 2. At which offset is"
                            + " b=1 afterwards?",
            choices = {"0", "1", "2"},
            because =
                    "Nothing moves. Consumers remember offsets; if records moved, they would read"
                            + " some twice and others never. What went leaves a gap.")
    static String offsetAfterACompaction() {
        KeyMap map = new KeyMap(1_000, 10);
        map.put(key("a"), 2);
        map.put(key("b"), 1);
        return "" + map.offsetOf(key("b"));
    }

    @Predict(
            step = "2.8",
            question =
                    "The last record of key b is a tombstone, and b was never compacted before."
                            + " What does the first compaction do with the tombstone?",
            choices = {"STAYS", "STAYS_FOR_A_WHILE", "GOES"},
            because =
                    "Somebody who reads slowly may have read an older b before it was removed, and"
                            + " must still learn that b is gone. So the tombstone's time begins"
                            + " now, and ends delete.retention.ms later.")
    static String fateOfATombstone() {
        KeyMap map = new KeyMap(1_000, 10);
        map.put(key("b"), 1);
        CompactionRule rule = new CompactionRule(map, 10, new ProducerTails(), TestBatch.NOW_MS);
        BatchHeader batch = BatchHeader.at(TestBatch.at(1).put("b", null).bytes(), 0);
        return rule.fateOf(batch, 1, key("b"), true).name();
    }

    private static SegmentedLog threeBatches(SegmentSettings settings) {
        SegmentedLog log = TestLog.open(new TestDisk(), settings);
        for (int i = 0; i < 3; i++) {
            TestLog.append(log, TestBatch.at(3 * i).records(3).bytes());
        }
        return log;
    }

    /** How many of such segments, all of one time, retention deletes. */
    private static int deleted(SegmentSettings.Retention rules, long nowMs, long... sizesInBytes) {
        List<SegmentFacts> segments = new ArrayList<>();
        for (long size : sizesInBytes) {
            segments.add(new SizeOnly(10L * segments.size(), size));
        }
        long end = 10L * segments.size();
        return Retention.countToDelete(segments, new Retention.Limits(rules, 0, end, end, nowMs));
    }

    /** A segment whose records are all of one time. */
    private record SizeOnly(long baseOffset, long sizeInBytes) implements SegmentFacts {
        @Override
        public long largestTimestampMs() {
            return TestBatch.NOW_MS;
        }

        @Override
        public long firstTimestampMs() {
            return TestBatch.NOW_MS;
        }
    }

    private static ByteBuffer key(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
