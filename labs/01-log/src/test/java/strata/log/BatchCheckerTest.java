package strata.log;

import static strata.kernel.ErrorCode.CORRUPT_MESSAGE;
import static strata.kernel.ErrorCode.INVALID_RECORD;
import static strata.kernel.ErrorCode.UNSUPPORTED_COMPRESSION_TYPE;
import static strata.log.TestBatches.THREE_BYTES;

import java.nio.ByteBuffer;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.log.BatchFault;
import strata.kernel.log.Compression;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** The CRCs in here were worked out beforehand: nothing here needs your encoder. */
@Step(value = "1.4", concept = "detect corruption", code = "LOG-104")
final class BatchCheckerTest {
    private static final int CODEC_AT = 21;
    private static final int LAST_OFFSET_DELTA_AT = 23;
    private static final int MAX_TIMESTAMP_AT = 35;
    private static final int COUNT_AT = 57;

    @Claim(
            value = "Kafka's own batches pass, unchanged and unmoved",
            rules = {"R1.4-l", "R1.4-n"})
    void goodBatchesPass(Lesson lesson) {
        ByteBuffer batches =
                TestBatches.joined(
                        TestBatches.fgh(0),
                        TestBatches.abc(900),
                        TestBatches.large(3),
                        TestBatches.deStamped(5),
                        TestBatches.sealed("ada7f004", 1, "0c000000010100"));
        byte[] before = TestBatches.copy(batches);
        batches.position(THREE_BYTES);

        lesson.step("check four batches from position %s of a buffer on", THREE_BYTES);
        expectGood(lesson, "the fault", batches);

        lesson.expect("the buffer's position", THREE_BYTES, batches.position());
        lesson.expect("the buffer's limit", before.length, batches.limit());
        lesson.expectBytes("the bytes", before, TestBatches.copy(batches.position(0)));
    }

    @Claim(
            value = "One flipped bit anywhere is found, but in the two fields that the leader sets",
            rules = {"R1.4-d", "R1.4-e", "R1.4-m"})
    void everyFlippedBitIsFound(Lesson lesson) {
        lesson.step("check two batches, each time with another bit of the second flipped");
        for (int bit = 0; bit < 8 * THREE_BYTES; bit++) {
            int at = bit / 8;
            lesson.now("bit %s of byte %s flipped", bit % 8, at);
            ByteBuffer batch = TestBatches.abc(0);
            batch.put(at, (byte) (batch.get(at) ^ (1 << (bit % 8))));
            BatchFault fault = check(TestBatches.joined(TestBatches.abc(0), batch));

            boolean leaderSetsIt = at < 8 || (at >= 12 && at < 16);
            String what = "the fault after bit " + bit % 8 + " of byte " + at + " was flipped";
            if (leaderSetsIt) {
                lesson.expect(what, null, fault);
            } else {
                lesson.expectThat(fault != null, what, "a fault", "no fault");
                lesson.expect(what + ": its position", THREE_BYTES, position(fault));
            }
        }
    }

    @Claim(
            value =
                    "A wrong length is CORRUPT_MESSAGE, and an old magic INVALID_RECORD whatever"
                            + " the length",
            rules = {"R1.4-a", "R1.4-b", "R1.4-c", "R1.4-d"})
    void theFrameIsCheckedFirst(Lesson lesson) {
        lesson.step("check only the first bytes of a batch");
        for (int size : new int[] {1, 16, 17, 60, 61, THREE_BYTES - 1}) {
            ByteBuffer cut = TestBatches.abc(0).limit(size);
            expectFault(lesson, CORRUPT_MESSAGE, cut, size + " bytes of " + THREE_BYTES);
        }
        lesson.step("check batches whose length field is wrong");
        for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0, 48, 74}) {
            ByteBuffer wrong = TestBatches.abc(0).putInt(8, length);
            expectFault(lesson, CORRUPT_MESSAGE, wrong, "the length " + length);
        }
        lesson.step("check old messages, 34 bytes long");
        for (int magic : new int[] {0, 1}) {
            ByteBuffer old = ByteBuffer.allocate(34).putInt(8, 22).put(16, (byte) magic);
            expectFault(lesson, INVALID_RECORD, old, "magic " + magic);
            old.putInt(8, -1);
            expectFault(lesson, INVALID_RECORD, old, "magic " + magic + " and the length -1");
        }
        lesson.step("check batches of a magic that never was");
        for (int magic : new int[] {3, 127, -1}) {
            ByteBuffer unknown = TestBatches.abc(0).put(16, (byte) magic);
            expectFault(lesson, CORRUPT_MESSAGE, unknown, "magic " + magic);
        }
    }

    @Claim(
            value =
                    "A codec that is not here comes before a wrong count, and that before the"
                            + " records",
            rules = {"R1.4-f", "R1.4-g", "R1.4-h"})
    void theHeaderIsCheckedNext(Lesson lesson) {
        lesson.step("check codecs that are not here, under a CRC that fits");
        ByteBuffer unknown = abcWithCrc("7a60315b").putShort(CODEC_AT, (short) 5);
        expectFault(lesson, UNSUPPORTED_COMPRESSION_TYPE, unknown, "codec 5");
        ByteBuffer gzip = abcWithCrc("622255ad").putShort(CODEC_AT, (short) 1);
        expectFault(lesson, UNSUPPORTED_COMPRESSION_TYPE, gzip, "gzip");
        ByteBuffer both = withCount(abcWithCrc("083d3a5a"), 0, -1).putShort(CODEC_AT, (short) 5);
        expectFault(lesson, UNSUPPORTED_COMPRESSION_TYPE, both, "codec 5 and a count of 0");

        lesson.step("check counts and last offset deltas that are wrong, under a CRC that fits");
        ByteBuffer none = withCount(abcWithCrc("9499fce9"), 0, -1);
        expectFault(lesson, INVALID_RECORD, none, "a count of 0 for 3 records");
        ByteBuffer empty = TestBatches.sealed("d25f40e6", 0, "");
        expectFault(lesson, INVALID_RECORD, empty, "a count of 0, and no byte behind the header");
        ByteBuffer negative = withCount(abcWithCrc("a8ee49cb"), -1, -2);
        expectFault(lesson, INVALID_RECORD, negative, "a count of -1");
        ByteBuffer low = withCount(abcWithCrc("ba066134"), 3, 1);
        expectFault(lesson, INVALID_RECORD, low, "3 records, the last offset delta 1");
        ByteBuffer high = withCount(abcWithCrc("d2857a5c"), 3, 3);
        expectFault(lesson, INVALID_RECORD, high, "3 records, the last offset delta 3");
    }

    @Claim(
            value =
                    "Records that are not as many, as long or as numbered as they say are"
                            + " INVALID_RECORD",
            rules = {"R1.4-i", "R1.4-k"})
    void theRecordsAreWalked(Lesson lesson) {
        lesson.step("check records that are bad, each time in another way, under a CRC that fits");
        expectBadRecords(lesson, "34e2254a", 1, "", "none of them is there");
        expectBadRecords(lesson, "8534f1fd", 2, "0c000000010100", "one of two is there");
        expectBadRecords(lesson, "8c1e4cbc", 1, "0c0000000101", "the bytes end inside one");
        expectBadRecords(lesson, "954a63be", 1, "0c00000001010000", "a byte is left over");
        expectBadRecords(
                lesson, "1cde1cef", 1, "0c000000010100" + "0c000000010100", "there are two, not 1");
        expectBadRecords(lesson, "d8416c45", 1, "0a000000010100", "it says 5 bytes and has 6");
        expectBadRecords(lesson, "073299f0", 1, "0e00000001010000", "it says 7 bytes and has 6");
        expectBadRecords(lesson, "8abb07f3", 1, "01", "its length is -1");
        expectBadRecords(lesson, "57c1cb15", 1, "feffffff0f000000010100", "its length is 2 GiB");
        expectBadRecords(lesson, "12c0d385", 1, "0c000002010100", "the first is number 1");
        expectBadRecords(
                lesson, "73cba5ee", 2, "0c000000010100" + "0c000000010100", "both are number 0");
        expectBadRecords(
                lesson, "58c43c9d", 2, "0c000002010100" + "0c000000010100", "number 1 comes first");
        expectBadRecords(lesson, "d957946d", 1, "0c000000060100", "its key is too long for it");
        expectBadRecords(lesson, "fa90450d", 1, "14000000feffffff0f0101", "its key has 2 GiB");
        expectBadRecords(lesson, "5fcc7307", 1, "0c000000010101", "it has -1 headers");
        expectBadRecords(lesson, "2086201c", 1, "140000000101feffffff0f", "2^31 - 1 headers");
        expectBadRecords(lesson, "f1943ede", 1, "100000000101020101", "its header has no name");
        expectBadRecords(
                lesson, "98f72e91", 1, "1400000001010202680478", "its header's value is cut off");
    }

    @Claim(
            value = "A greatest timestamp that is not the records' is put right, not refused",
            rules = {"R1.4-j"})
    void theGreatestTimestampIsPutRight(Lesson lesson) {
        lesson.step("check a batch whose producer never set the greatest timestamp");
        ByteBuffer unset = abcWithCrc("661053cf").putLong(MAX_TIMESTAMP_AT, -1);
        expectGood(lesson, "the fault", unset);
        lesson.expectBatch("the batch afterwards", TestBatches.abc(0), unset);

        lesson.step("check a batch whose greatest timestamp is 3 ms too high");
        long tooHigh = TestBatches.NOW_MS + 5;
        ByteBuffer high = abcWithCrc("1771be0c").putLong(MAX_TIMESTAMP_AT, tooHigh);
        expectGood(lesson, "the fault", high);
        lesson.expectBatch("the batch afterwards", TestBatches.abc(0), high);

        lesson.step("check a batch that its broker stamped: its time is no record's");
        ByteBuffer stamped = TestBatches.abcStamped(0);
        expectGood(lesson, "the fault", stamped);
        lesson.expectBatch("the batch afterwards", TestBatches.abcStamped(0), stamped);
    }

    private static void expectBadRecords(
            Lesson lesson, String crc, int count, String records, String how) {
        ByteBuffer batch = TestBatches.sealed(crc, count, records);
        expectFault(lesson, INVALID_RECORD, batch, how + ": [" + records + "]");
    }

    private static void expectFault(
            Lesson lesson, ErrorCode expected, ByteBuffer batches, String what) {
        lesson.now("%s", what);
        BatchFault fault = check(batches);
        lesson.expectThat(fault != null, what, "a fault, " + expected, "no fault");
        lesson.expect(what + " (it says: " + why(fault) + ")", expected, error(fault));
        lesson.expect(what + ": where the batch starts", 0, position(fault));
    }

    private static void expectGood(Lesson lesson, String what, ByteBuffer batches) {
        BatchFault fault = check(batches);
        lesson.expectThat(fault == null, what, "null: all is good", String.valueOf(fault));
    }

    private static @Nullable BatchFault check(ByteBuffer batches) {
        return new BatchChecker(batches, Compression.UNSUPPORTED).firstFault();
    }

    private static String why(@Nullable BatchFault fault) {
        return fault == null ? "" : fault.why();
    }

    private static @Nullable ErrorCode error(@Nullable BatchFault fault) {
        return fault == null ? null : fault.error();
    }

    private static int position(@Nullable BatchFault fault) {
        return fault == null ? -1 : fault.position();
    }

    private static ByteBuffer abcWithCrc(String crc) {
        return TestBatches.abc(0).putInt(17, Integer.parseUnsignedInt(crc, 16));
    }

    private static ByteBuffer withCount(ByteBuffer batch, int count, int lastOffsetDelta) {
        return batch.putInt(COUNT_AT, count).putInt(LAST_OFFSET_DELTA_AT, lastOffsetDelta);
    }
}
