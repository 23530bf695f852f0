package strata.log;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.log.BatchFault;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.sim.broker.GzipCompression;

@Step(value = "1.4", concept = "detect corruption", code = "LOG-104")
final class Hidden14BatchCheckerTest {
    private static final Compression NO_CODEC = Compression.UNSUPPORTED;
    // A batch without any byte of a record: the header alone.
    private static final byte[] NOTHING = {};

    @Claim(
            value =
                    "Good batches pass, unchanged and unmoved, wherever they lie; and so does none"
                            + " at all",
            rules = {"R1.4-l", "R1.4-n"})
    void goodBatchesPassUnchanged(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("good"));

        lesson.step("check 300 rows of good batches");
        for (int i = 0; i < 300; i++) {
            List<ByteBuffer> batches = new ArrayList<>();
            for (int left = draw.upTo(4); left > 0; left--) {
                batches.add(draw.batch(draw.anyLong()).epoch(i).producer(i, (short) 1, i).bytes());
            }
            ByteBuffer all = HiddenTestBatch.joined(batches);
            ByteBuffer placed = draw.placed(all);
            int start = placed.position();
            int limit = placed.limit();

            BatchFault fault = check(placed, NO_CODEC);

            lesson.expect("the fault in row " + i, null, fault);
            lesson.expect("the buffer's position", start, placed.position());
            lesson.expect("the buffer's limit", limit, placed.limit());
            lesson.expectBytes("the bytes of row " + i, all, placed);
        }
    }

    @Claim(
            value = "Any one flipped bit is refused, but in the fields that the leader sets anyway",
            rules = {"R1.4-b", "R1.4-c", "R1.4-d", "R1.4-e", "R1.4-m"})
    void anyFlippedBitIsRefused(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("flips"));
        ByteBuffer first = draw.batch(0).bytes();

        lesson.step("flip each bit of a batch that lies behind a good one");
        byte[] second = HiddenTestBatch.copy(draw.batch(0).bytes());
        for (int bit = 0; bit < 8 * second.length; bit++) {
            int at = bit / 8;
            byte[] flipped = second.clone();
            flipped[at] ^= (byte) (1 << (bit % 8));
            boolean isLeaders = at < 8 || (at >= 12 && at < 16);
            ErrorCode error = HiddenTestJudge.of(flipped, 0, flipped.length).error();

            BatchFault fault =
                    check(HiddenTestBatch.joined(first, ByteBuffer.wrap(flipped)), NO_CODEC);

            String what = "bit " + bit % 8 + " of byte " + at;
            lesson.expect("whether " + what + " is refused", !isLeaders, fault != null);
            expectFault(lesson, what, error, first.limit(), fault);
        }
    }

    @Claim(
            value = "Records under a good CRC are what the header says, or are refused",
            points = 2,
            rules = {"R1.4-g", "R1.4-h", "R1.4-i", "R1.4-j", "R1.4-n"})
    void recordsAreWhatTheHeaderSaysOrAreRefused(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("mutations"));

        lesson.step("check 8000 batches whose records, or one field of the header, were changed");
        int refused = 0;
        for (int i = 0; i < 8_000; i++) {
            byte[] bytes = mutated(draw);
            HiddenTestJudge.Verdict right = HiddenTestJudge.of(bytes, 0, bytes.length);
            ByteBuffer batch = ByteBuffer.wrap(bytes.clone());
            BatchFault[] fault = new BatchFault[1];

            HiddenTestStory.isCorrupt(
                    lesson, "checking changed batch " + i, () -> fault[0] = check(batch, NO_CODEC));

            expectFault(lesson, "changed batch " + i, right.error(), 0, fault[0]);
            if (right.error() != null) {
                refused++;
            } else {
                expectPutRight(lesson, "changed batch " + i, bytes, right.greatestMs(), batch);
            }
        }
        lesson.step("%s of them were to be refused", refused);
        lesson.step("check a header that counts no record, and rightly so");
        ByteBuffer empty = HiddenTestBatch.at(draw.upTo(9)).bytes();
        expectFault(lesson, "it", ErrorCode.INVALID_RECORD, 0, check(empty, NO_CODEC));
    }

    /** A batch under a good CRC, of which something is not as it was made. */
    private static byte[] mutated(HiddenTestDraw draw) {
        HiddenTestBatch batch = HiddenTestBatch.at(draw.upTo(1_000));
        for (int left = draw.between(1, 3); left > 0; left--) {
            batch.add(draw.upTo(99), draw.field(3), draw.field(3), draw.headers());
        }
        ByteBuffer bytes = batch.bytes();
        int count = batch.records().size();
        switch (draw.upTo(9)) {
            case 0 -> {
                int other = count + draw.between(-3, 2);
                bytes.putInt(57, other).putInt(23, other - 1);
            }
            case 1 -> bytes.putInt(23, count - 1 + draw.between(-2, 2));
            case 2 -> bytes.putInt(57, draw.random().nextInt());
            default -> {
                for (int left = draw.between(1, 3); left > 0; left--) {
                    int at = draw.between(HiddenTestBatch.HEADER_BYTES, bytes.limit() - 1);
                    int near = bytes.get(at) + draw.between(-2, 2);
                    bytes.put(at, (byte) (draw.chance(50) ? draw.upTo(255) : near));
                }
            }
        }
        return HiddenTestBatch.copy(HiddenTestBatch.seal(bytes));
    }

    @Claim(
            value = "Each fault has its code: a cut or a wrong length, an old or unknown magic",
            rules = {"R1.4-a", "R1.4-b", "R1.4-c", "R1.4-d"})
    void eachFaultOfTheFrameHasItsCode(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("frames"));
        ByteBuffer first = draw.batch(0).bytes();
        ByteBuffer batch = draw.batch(0).bytes();

        lesson.step("cut the second of two batches at every byte");
        for (int size = 1; size < batch.limit(); size++) {
            ByteBuffer cut = HiddenTestBatch.joined(first, batch.duplicate().limit(size));
            BatchFault fault = check(cut, NO_CODEC);
            String what = "a batch cut to " + size;
            expectFault(lesson, what, ErrorCode.CORRUPT_MESSAGE, first.limit(), fault);
        }
        lesson.step("write lengths that cannot be");
        int[] lengths = {
            Integer.MIN_VALUE,
            -draw.between(1, 99),
            0,
            draw.upTo(48),
            batch.limit() - 11,
            batch.limit() + draw.upTo(99),
            Integer.MAX_VALUE - draw.upTo(20),
            Integer.MAX_VALUE
        };
        for (int length : lengths) {
            ByteBuffer bad = HiddenTestBatch.joined(batch).putInt(8, length);
            String what = "a batch of length " + length;
            expectFault(lesson, what, ErrorCode.CORRUPT_MESSAGE, 0, check(bad, NO_CODEC));
        }
        lesson.step("write every other magic");
        for (int magic = -128; magic < 128; magic++) {
            if (magic != 2) {
                ByteBuffer bad = HiddenTestBatch.joined(batch).put(16, (byte) magic);
                boolean old = magic == 0 || magic == 1;
                ErrorCode error = old ? ErrorCode.INVALID_RECORD : ErrorCode.CORRUPT_MESSAGE;
                expectFault(lesson, "magic " + magic, error, 0, check(bad, NO_CODEC));
            }
        }
    }

    @Claim(
            value = "Where the CRC is wrong, nothing that it covers is believed",
            rules = {"R1.4-e"})
    void theCrcComesBeforeWhatItCovers(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("order"));

        lesson.step("check batches whose CRC is wrong, and their codec, count or records as well");
        for (int i = 0; i < 100; i++) {
            ByteBuffer bytes = draw.batch(0).bytes();
            bytes.putInt(17, bytes.getInt(17) + draw.between(1, 9));
            switch (i % 4) {
                case 0 -> bytes.putShort(21, (short) draw.between(1, 7));
                case 1 -> bytes.putInt(57, -draw.upTo(9));
                case 2 -> bytes.putInt(23, draw.between(100, 200));
                default -> bytes.put(HiddenTestBatch.HEADER_BYTES, (byte) draw.upTo(255));
            }
            BatchFault fault = check(bytes, NO_CODEC);
            expectFault(lesson, "batch " + i, ErrorCode.CORRUPT_MESSAGE, 0, fault);
        }
    }

    @Claim(
            value = "A greatest timestamp that is not the records' is put right, with the CRC",
            rules = {"R1.4-j"})
    void theGreatestTimestampIsPutRight(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("timestamps"));

        lesson.step("check batches whose header has another greatest timestamp");
        for (int i = 0; i < 200; i++) {
            HiddenTestBatch batch = draw.batch(0);
            ByteBuffer right = batch.bytes();
            long wrong = draw.chance(50) ? -1 : draw.anyLong();
            ByteBuffer bytes = HiddenTestBatch.joined(right).putLong(35, wrong);
            HiddenTestBatch.seal(bytes);
            int before = draw.upTo(30);
            ByteBuffer placed = ByteBuffer.allocate(before + bytes.limit()).position(before);
            placed.put(bytes.duplicate()).position(before);

            BatchFault fault = check(placed, NO_CODEC);

            lesson.expect("the fault", null, fault);
            lesson.expectBatch("the batch after the check", right, placed);
        }
        lesson.step("check batches stamped by their broker: their time is not the records'");
        for (int i = 0; i < 100; i++) {
            HiddenTestBatch batch = draw.batch(0).attributes(HiddenTestBatch.LOG_APPEND_TIME);
            ByteBuffer stamped = batch.bytes().putLong(35, draw.anyLong() & Long.MAX_VALUE);
            byte[] bytes = HiddenTestBatch.copy(HiddenTestBatch.seal(stamped));

            BatchFault fault = check(stamped, NO_CODEC);

            lesson.expect("the fault", null, fault);
            lesson.expectBatch("the stamped batch", ByteBuffer.wrap(bytes), stamped);
        }
    }

    @Claim(
            value =
                    "What a batch claims costs no memory: not 2 GiB, not 100 million records or"
                            + " headers",
            rules = {"R1.4-k", "R0-f"})
    void claimsCostNoMemory(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("claims"));
        byte[] million = HiddenTestBatch.varint(100_000_000 + draw.upTo(1_000));
        byte[] giant = HiddenTestBatch.varint(Integer.MAX_VALUE - draw.upTo(1_000));
        List<ByteBuffer> claims = new ArrayList<>();
        int count = 100_000_000 + draw.upTo(1_000);
        for (byte[] claim : List.of(million, giant)) {
            claims.add(claiming(claim, 0));
            claims.add(claiming(claim, 3));
            claims.add(claiming(claim, 4));
            claims.add(claiming(claim, 5));
        }
        ByteBuffer many = one(claimed(NOTHING, 6)).putInt(57, count).putInt(23, count - 1);
        claims.add(HiddenTestBatch.seal(many));
        ByteBuffer good = draw.batchOfSize(0, 1_000, 30).bytes();
        check(good, NO_CODEC);

        lesson.step("check batches that claim too much");
        for (ByteBuffer claim : claims) {
            // The first of a kind loads classes: what is measured is the second.
            HiddenTestStory.isCorrupt(lesson, "the check", () -> check(claim, NO_CODEC));
            long before = allocatedBytes();
            BatchFault[] fault = new BatchFault[1];
            HiddenTestStory.isCorrupt(lesson, "the check", () -> fault[0] = check(claim, NO_CODEC));
            long allocated = allocatedBytes() - before;
            expectFault(lesson, "the claim", ErrorCode.INVALID_RECORD, 0, fault[0]);
            expectLittle(lesson, 1_000_000, allocated);
        }
        lesson.step("check a good batch of 1000 records");
        long before = allocatedBytes();
        check(good, NO_CODEC);
        expectLittle(lesson, 20_000, allocatedBytes() - before);
    }

    private static void expectLittle(Lesson lesson, long limit, long allocated) {
        lesson.expectThat(
                allocated < limit,
                "memory taken by the check",
                "less than " + limit + " bytes",
                allocated + " bytes");
    }

    /** A batch of one record of which some fields are as they should be, and the next a claim. */
    private static ByteBuffer claiming(byte[] claim, int goodFields) {
        return one(claimed(claim, goodFields));
    }

    private static byte[] claimed(byte[] claim, int goodFields) {
        // Length, attributes, two deltas, null key, null value, no headers.
        byte[] smallest = {12, 0, 0, 0, 1, 1, 0};
        byte[] bytes = Arrays.copyOf(smallest, 20_000);
        int at = goodFields == 0 ? 0 : goodFields + 1;
        if (goodFields > 0 && claim.length > 0) {
            // The record is as long as the bytes that are there.
            byte[] length = HiddenTestBatch.varint(bytes.length - 3);
            bytes = Arrays.copyOf(length, bytes.length);
            System.arraycopy(smallest, 1, bytes, length.length, at - 1);
            at += length.length - 1;
        }
        System.arraycopy(claim, 0, bytes, at, claim.length);
        return bytes;
    }

    private static ByteBuffer one(byte[] records) {
        return HiddenTestBatch.at(0).add(0, null, null, List.of()).around(records);
    }

    @Claim(
            value =
                    "Compressed records are checked like plain ones; a codec that is not here is"
                            + " named",
            rules = {"R1.4-f", "R1.4-i"})
    void compressedRecordsAreChecked(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("compressed"));
        GzipCompression gzip = new GzipCompression();

        lesson.step("check 60 good compressed batches");
        for (int i = 0; i < 60; i++) {
            ByteBuffer good = draw.batch(i).bytes(gzip, CompressionType.GZIP);
            byte[] before = HiddenTestBatch.copy(good);
            lesson.expect("the fault", null, check(good, gzip));
            lesson.expectBytes("the bytes", before, HiddenTestBatch.copy(good));
        }
        lesson.step("check 200 compressed batches whose records were changed");
        for (int i = 0; i < 200; i++) {
            HiddenTestBatch batch = draw.batch(0);
            byte[] plain = batch.recordBytes();
            plain[draw.upTo(plain.length - 1)] = (byte) draw.upTo(255);
            byte[] unpacked = HiddenTestBatch.copy(HiddenTestBatch.seal(batch.around(plain)));
            ErrorCode error = HiddenTestJudge.of(unpacked, 0, unpacked.length).error();
            ByteBuffer packed = gzip.compress(CompressionType.GZIP, ByteBuffer.wrap(plain));
            ByteBuffer bytes = batch.attributes(1).around(HiddenTestBatch.copy(packed));
            expectFault(lesson, "packed batch " + i, error, 0, check(bytes, gzip));
        }
        lesson.step("check batches that name a codec that is not here, or none at all");
        for (int code = 1; code <= 7; code++) {
            ByteBuffer bytes = draw.batch(0).attributes(code).bytes();
            ErrorCode error = ErrorCode.UNSUPPORTED_COMPRESSION_TYPE;
            expectFault(lesson, "codec " + code, error, 0, check(bytes, NO_CODEC));
            // With that codec, the records are not what it wrote.
            ErrorCode withGzip = code == 1 ? ErrorCode.INVALID_RECORD : error;
            expectFault(lesson, "codec " + code, withGzip, 0, check(bytes, gzip));
        }
        lesson.step("check a key of 1 GiB in a record of 100 bytes, out of an endless codec");
        HiddenTestEndless endless = HiddenTestEndless.keyOfOneGibibyte();
        ByteBuffer lie = one(new byte[50]).putShort(21, (short) CompressionType.GZIP.code());
        BatchFault fault = check(HiddenTestBatch.seal(lie), endless);
        expectFault(lesson, "the key", ErrorCode.INVALID_RECORD, 0, fault);
        endless.expectLittleRead(lesson);
    }

    private static @Nullable BatchFault check(ByteBuffer batches, Compression codec) {
        return new BatchFormat().check(batches, codec);
    }

    private static void expectFault(
            Lesson lesson,
            String what,
            @Nullable ErrorCode error,
            int position,
            @Nullable BatchFault fault) {
        lesson.expect("the error of " + what, error, fault == null ? null : fault.error());
        if (error != null) {
            int got = Objects.requireNonNull(fault).position();
            lesson.expect("where the batch with the fault starts", position, got);
        }
    }

    /** The bytes but for the greatest timestamp, which is the records', under its own CRC. */
    private static void expectPutRight(
            Lesson lesson, String what, byte[] before, long greatestMs, ByteBuffer after) {
        ByteBuffer right = ByteBuffer.wrap(before.clone()).putLong(35, greatestMs);
        lesson.expectBatch(what + " after the check", HiddenTestBatch.seal(right), after);
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
