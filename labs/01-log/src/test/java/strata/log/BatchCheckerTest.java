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

    @Claim("Kafka's own batches pass, unchanged and unmoved")
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

    @Claim("One flipped bit anywhere is found, but in the two fields that the leader sets")
    void everyFlippedBitIsFound(Lesson lesson) {
        lesson.step("check two batches, each time with another bit of the second flipped");
        for (int bit = 0; bit < 8 * THREE_BYTES; bit++) {
            int at = bit / 8;
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

    @Claim("A wrong length is CORRUPT_MESSAGE, and an old magic INVALID_RECORD whatever the length")
    void theFrameIsCheckedFirst(Lesson lesson) {
        for (int size : new int[] {1, 16, 17, 60, 61, THREE_BYTES - 1}) {
            lesson.step("check the first %s bytes of a batch of %s", size, THREE_BYTES);
            ByteBuffer cut = TestBatches.abc(0).limit(size);
            expectFault(lesson, CORRUPT_MESSAGE, cut);
        }
        for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0, 48, 74}) {
            lesson.step("check a batch whose length field is %s", length);
            expectFault(lesson, CORRUPT_MESSAGE, TestBatches.abc(0).putInt(8, length));
        }
        for (int magic : new int[] {0, 1}) {
            lesson.step("check a message of magic %s, 34 bytes long", magic);
            ByteBuffer old = ByteBuffer.allocate(34).putInt(8, 22).put(16, (byte) magic);
            expectFault(lesson, INVALID_RECORD, old);
            lesson.step("check one that also has an impossible length");
            expectFault(lesson, INVALID_RECORD, old.putInt(8, -1));
        }
        for (int magic : new int[] {3, 127, -1}) {
            lesson.step("check a batch of magic %s", magic);
            expectFault(lesson, CORRUPT_MESSAGE, TestBatches.abc(0).put(16, (byte) magic));
        }
    }

    @Claim("A codec that is not here comes before a wrong count, and that before the records")
    void theHeaderIsCheckedNext(Lesson lesson) {
        lesson.step("check an unknown codec, 5");
        ByteBuffer unknown = abcWithCrc("7a60315b").putShort(CODEC_AT, (short) 5);
        expectFault(lesson, UNSUPPORTED_COMPRESSION_TYPE, unknown);
        lesson.step("check gzip, where no codec is at hand");
        ByteBuffer gzip = abcWithCrc("622255ad").putShort(CODEC_AT, (short) 1);
        expectFault(lesson, UNSUPPORTED_COMPRESSION_TYPE, gzip);
        lesson.step("check an unknown codec and a count of 0");
        ByteBuffer both = withCount(abcWithCrc("083d3a5a"), 0, -1).putShort(CODEC_AT, (short) 5);
        expectFault(lesson, UNSUPPORTED_COMPRESSION_TYPE, both);

        lesson.step("check a count of 0, with the last offset delta that goes with it");
        expectFault(lesson, INVALID_RECORD, withCount(abcWithCrc("9499fce9"), 0, -1));
        lesson.step("check a header with a count of 0 and no byte behind it");
        expectFault(lesson, INVALID_RECORD, TestBatches.sealed("d25f40e6", 0, ""));
        lesson.step("check a count of -1");
        expectFault(lesson, INVALID_RECORD, withCount(abcWithCrc("a8ee49cb"), -1, -2));
        lesson.step("check three records, the last offset delta is 1");
        expectFault(lesson, INVALID_RECORD, withCount(abcWithCrc("ba066134"), 3, 1));
        lesson.step("check three records, the last offset delta is 3");
        expectFault(lesson, INVALID_RECORD, withCount(abcWithCrc("d2857a5c"), 3, 3));
    }

    @Claim("Records that are not as many, as long or as numbered as they say are INVALID_RECORD")
    void theRecordsAreWalked(Lesson lesson) {
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

    @Claim("A greatest timestamp that is not the records' is put right, not refused")
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
        lesson.step("check records of which %s: [%s]", how, records);
        expectFault(lesson, INVALID_RECORD, TestBatches.sealed(crc, count, records));
    }

    private static void expectFault(Lesson lesson, ErrorCode expected, ByteBuffer batches) {
        BatchFault fault = check(batches);
        lesson.expectThat(fault != null, "the fault", expected.toString(), "no fault");
        lesson.expect("the error (" + why(fault) + ")", expected, error(fault));
        lesson.expect("where the faulty batch starts", 0, position(fault));
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
