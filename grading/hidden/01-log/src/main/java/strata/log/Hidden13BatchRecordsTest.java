package strata.log;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.Record;
import strata.kernel.log.RecordIterator;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.sim.broker.GzipCompression;

@Step(value = "1.3", concept = "decode and iterate", code = "LOG-103")
final class Hidden13BatchRecordsTest {
    private static final Compression NO_CODEC = Compression.UNSUPPORTED;

    @Claim(
            value = "The records of any batch come back as they were put in",
            points = 2,
            rules = {"R1.3-a", "R1.3-b", "R1.3-c", "R1.3-d", "R1.3-e", "R1.3-f", "R1.3-g"})
    void theRecordsOfAnyBatchComeBack(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("batches"));

        lesson.step("decode 400 batches, each with others before and behind it in its buffer");
        for (int i = 0; i < 400; i++) {
            HiddenTestBatch batch = draw.batch(draw.anyLong() & (Long.MAX_VALUE >> 1));
            ByteBuffer buffer = draw.readOnlyOrNot(draw.placed(batch.bytes()));
            int start = buffer.position();
            buffer.limit(buffer.capacity());

            List<Record> got = decoded(buffer, NO_CODEC);

            lesson.expect("the records of batch " + i, batch.records(), got);
            lesson.expect("the buffer's position", start, buffer.position());
        }
        lesson.step("decode compressed batches");
        GzipCompression gzip = new GzipCompression();
        for (int i = 0; i < 40; i++) {
            HiddenTestBatch batch = draw.batch(7);
            List<Record> got = decoded(batch.bytes(gzip, CompressionType.GZIP), gzip);
            lesson.expect("the records of packed batch " + i, batch.records(), got);
        }
    }

    @Claim(
            value = "Keys and values of a batch that is not compressed are not copied",
            rules = {"R1.3-e"})
    void keysAndValuesAreNotCopied(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("sizes"));
        ByteBuffer key = draw.bytes(draw.between(200_000, 400_000));
        ByteBuffer value = draw.bytes(draw.between(600_000, 900_000));
        HiddenTestBatch batch = HiddenTestBatch.at(3).add(5, key, value, List.of());
        ByteBuffer bytes = batch.bytes();
        decoded(bytes, NO_CODEC);

        lesson.step("decode a key of %s bytes, a value of %s", key.limit(), value.limit());
        long before = allocatedBytes();
        Record record = decoded(bytes, NO_CODEC).get(0);
        long allocated = allocatedBytes() - before;

        lesson.expect("the record", batch.records().get(0), record);
        lesson.expectThat(
                allocated < 100_000,
                "memory taken for it",
                "less than 100000 bytes",
                allocated + " bytes");
        ByteBuffer gotKey = Objects.requireNonNull(record.key());
        ByteBuffer gotValue = Objects.requireNonNull(record.value());
        lesson.step("change the batch's bytes, and look at the key and value again");
        for (int i = HiddenTestBatch.HEADER_BYTES; i < bytes.limit(); i++) {
            bytes.put(i, (byte) 'Z');
        }
        lesson.expect("a byte of the key", (byte) 'Z', gotKey.get(gotKey.position()));
        lesson.expect("a byte of the value", (byte) 'Z', gotValue.get(gotValue.position()));
    }

    @Claim(
            value = "Bytes that are not what they say are corrupt, and nothing else is",
            points = 2,
            rules = {"R1.3-h", "R1.3-i", "R1.3-j", "R1.3-k", "R0-e"})
    void bytesThatAreNotWhatTheySayAreCorrupt(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("mutations"));

        lesson.step("decode 8000 batches of which some bytes behind the header were changed");
        int corrupt = 0;
        for (int i = 0; i < 8_000; i++) {
            byte[] bytes = mutated(draw);
            List<Record> expected = HiddenTestJudge.records(bytes, 0);
            List<Record> got = new ArrayList<>();

            boolean isCorrupt =
                    HiddenTestStory.isCorrupt(
                            lesson,
                            "reading changed batch " + i,
                            () -> got.addAll(decoded(ByteBuffer.wrap(bytes), NO_CODEC)));

            lesson.expect("whether batch " + i + " is corrupt", expected == null, isCorrupt);
            if (expected != null) {
                lesson.expect("the records of batch " + i, expected, got);
            } else {
                corrupt++;
            }
        }
        lesson.step("%s of them were corrupt", corrupt);
    }

    /** A batch of which 1 to 3 bytes of the records are something else. */
    private static byte[] mutated(HiddenTestDraw draw) {
        HiddenTestBatch batch = HiddenTestBatch.at(9);
        for (int left = draw.between(1, 3); left > 0; left--) {
            batch.add(draw.upTo(99), draw.field(3), draw.field(3), draw.headers());
        }
        byte[] bytes = HiddenTestBatch.copy(batch.bytes());
        int records = bytes.length - HiddenTestBatch.HEADER_BYTES;
        for (int left = draw.between(1, 3); left > 0; left--) {
            int at = HiddenTestBatch.HEADER_BYTES + draw.upTo(records - 1);
            bytes[at] = (byte) (draw.chance(50) ? draw.upTo(255) : bytes[at] + draw.between(-2, 2));
        }
        return bytes;
    }

    @Claim(
            value = "A claim of 2 GiB or of 100 million headers is refused, and costs no memory",
            rules = {"R1.3-k", "R0-f"})
    void hugeClaimsCostNoMemory(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("claims"));
        int claim = Integer.MAX_VALUE - draw.upTo(1_000);
        int headers = 100_000_000 + draw.upTo(1_000);
        int ahead = 1_000 + draw.upTo(9_000);
        byte[] filler = HiddenTestBatch.copy(draw.bytes(ahead));

        for (int number : new int[] {claim, headers}) {
            byte[] huge = HiddenTestBatch.varint(number);
            expectRefusedAtNoCost(lesson, "a record of " + number + " bytes", huge, filler);
            expectRefusedAtNoCost(lesson, "a key of " + number, record(huge, filler), filler);
            byte[] value = record(new byte[] {1}, huge, filler);
            expectRefusedAtNoCost(lesson, "a value of " + number, value, filler);
            byte[] count = record(new byte[] {1, 1}, huge, filler);
            expectRefusedAtNoCost(lesson, number + " headers", count, filler);
            byte[] name = record(new byte[] {1, 1, 2}, huge, filler);
            expectRefusedAtNoCost(lesson, "a header's name of " + number, name, filler);
        }
        lesson.step("decode a key of 1 GiB in a record of 100 bytes, out of an endless codec");
        HiddenTestEndless endless = HiddenTestEndless.keyOfOneGibibyte();
        HiddenTestBatch one = HiddenTestBatch.at(0).add(0, null, null, List.of());
        ByteBuffer lie = one.attributes(CompressionType.GZIP.code()).around(filler);
        lesson.expectThrown(
                CorruptDataException.class, "that key", () -> decoded(lie.duplicate(), endless));
        endless.expectLittleRead(lesson);
    }

    private static void expectRefusedAtNoCost(
            Lesson lesson, String what, byte[] record, byte[] filler) {
        lesson.step("decode a batch with %s", what);
        byte[] bytes = Arrays.copyOf(record, record.length + filler.length);
        System.arraycopy(filler, 0, bytes, record.length, filler.length);
        ByteBuffer batch = HiddenTestBatch.at(0).add(0, null, null, List.of()).around(bytes);
        long before = allocatedBytes();

        lesson.expectThrown(
                CorruptDataException.class, what, () -> decoded(batch.duplicate(), NO_CODEC));

        long allocated = allocatedBytes() - before;
        lesson.expectThat(
                allocated < 4_000_000,
                "memory taken for " + what,
                "less than 4000000 bytes",
                allocated + " bytes");
    }

    /** The start of a record that is as long as the filler, with fields behind its deltas. */
    private static byte[] record(byte[]... fields) {
        ByteBuffer out = ByteBuffer.allocate(100_000);
        int length = fields[fields.length - 1].length;
        out.put(HiddenTestBatch.varint(length)).put(new byte[3]);
        for (int i = 0; i < fields.length - 1; i++) {
            out.put(fields[i]);
        }
        return HiddenTestBatch.copy(out.flip());
    }

    @Claim(
            value =
                    "In a batch that its broker stamped, every record has the batch's greatest"
                            + " time",
            rules = {"R1.3-c"})
    void aStampedBatchGivesEveryRecordItsTime(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("stamped"));

        lesson.step("decode batches stamped by their broker");
        for (int i = 0; i < 200; i++) {
            HiddenTestBatch batch = draw.batch(i).attributes(HiddenTestBatch.LOG_APPEND_TIME);
            long stampMs = draw.anyLong() & Long.MAX_VALUE;
            ByteBuffer bytes = HiddenTestBatch.seal(batch.bytes().putLong(35, stampMs));

            for (Record record : decoded(bytes, NO_CODEC)) {
                lesson.expect("a record's time", stampMs, record.timestampMs());
            }
        }
    }

    @Claim(
            value = "After the last record no byte may be left, and there is no other record",
            rules = {"R1.3-j"})
    void afterTheLastRecordNothingIsLeft(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("left over"));

        lesson.step("decode batches with 1 to 20 bytes behind their last record");
        for (int extra = 1; extra <= 20; extra++) {
            HiddenTestBatch batch = draw.batch(0);
            byte[] records = batch.recordBytes();
            byte[] more = Arrays.copyOf(records, records.length + extra);
            lesson.expectThrown(
                    CorruptDataException.class,
                    "a batch with " + extra + " bytes too many",
                    () -> decoded(batch.around(more), NO_CODEC));
        }
        lesson.step("decode batches whose header counts a record more, or one less");
        for (int i = 0; i < 100; i++) {
            HiddenTestBatch batch = draw.batch(0);
            int count = batch.records().size();
            for (int wrong : new int[] {count + 1, count - 1}) {
                // A batch of no record gives none: its bytes are never looked at.
                if (wrong > 0) {
                    ByteBuffer bytes = HiddenTestBatch.seal(batch.bytes().putInt(57, wrong));
                    lesson.expectThrown(
                            CorruptDataException.class,
                            count + " records counted as " + wrong,
                            () -> decoded(bytes, NO_CODEC));
                }
            }
        }
    }

    private static List<Record> decoded(ByteBuffer batch, Compression codec) {
        List<Record> records = new ArrayList<>();
        try (RecordIterator iterator = new BatchFormat().records(batch, codec)) {
            iterator.forEachRemaining(records::add);
        }
        return records;
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
