package strata.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.Record;
import strata.kernel.log.RecordHeader;
import strata.kernel.log.TimestampType;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.sim.broker.GzipCompression;

@Step(value = "1.2", concept = "encode a batch", code = "LOG-102")
final class Hidden12BatchWriterTest {
    @Claim(
            value = "A batch of any records is the bytes of the format and no others",
            points = 2,
            rules = {"R1.2-a", "R1.2-b", "R1.2-c", "R1.2-d", "R1.2-e", "R1.2-k", "R1.2-o"})
    void aBatchOfAnyRecordsIsTheBytesOfTheFormat(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("batches"));

        lesson.step("build 400 batches with keys, values and headers of all kinds");
        for (int i = 0; i < 400; i++) {
            long baseOffset = draw.anyLong() & Long.MAX_VALUE;
            HiddenTestBatch expected = draw.batch(baseOffset);

            ByteBuffer got = built(BatchSpec.at(baseOffset), Compression.UNSUPPORTED, expected);

            lesson.expectBatch("batch " + i, expected.bytes(), got);
        }
    }

    @Claim(
            value =
                    "A batch may hold thousands of records, and records larger than its first"
                            + " buffer",
            rules = {"R1.2-g"})
    void largeBatchesAreTheSameBytes(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("large"));
        HiddenTestBatch many = HiddenTestBatch.at(5);
        int count = draw.between(2_100, 3_000);
        for (int i = 0; i < count; i++) {
            many.add(HiddenTestDraw.NOW_MS + i, null, draw.field(12), List.of());
        }
        HiddenTestBatch wide = HiddenTestBatch.at(5);
        for (int size : new int[] {63, 64, 8_191, 8_192, draw.between(60_000, 200_000)}) {
            RecordHeader header = new RecordHeader("n".repeat(size % 300), draw.bytes(size));
            wide.add(HiddenTestDraw.NOW_MS, draw.bytes(size), draw.bytes(size), List.of(header));
        }
        List<RecordHeader> headers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            headers.add(new RecordHeader("h" + i, draw.field(3)));
        }
        wide.add(HiddenTestDraw.NOW_MS, null, null, headers);

        lesson.step("build a batch of %s records", count);
        ByteBuffer gotMany = built(BatchSpec.at(5), Compression.UNSUPPORTED, many);
        lesson.expectBatch("the batch of many records", many.bytes(), gotMany);
        lesson.step("build a batch of records of up to 400 KB");
        ByteBuffer gotWide = built(BatchSpec.at(5), Compression.UNSUPPORTED, wide);
        lesson.expectBatch("the batch of large records", wide.bytes(), gotWide);
    }

    @Claim(
            value =
                    "The CRC is that of the bytes from the attributes to the batch's end, wherever"
                            + " it lies",
            code = "LOG-121",
            rules = {"R1.2-l", "R1.2-m", "R1.2-n", "R0-g"})
    void theCrcIsThatOfTheBatchWhereverItLies(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("places"));

        lesson.step("compute the CRC of batches somewhere in larger buffers");
        for (int i = 0; i < 400; i++) {
            ByteBuffer batch = draw.batch(i).bytes();
            ByteBuffer placed = draw.placed(batch);
            int start = placed.position();
            int size = placed.remaining();
            placed.position(draw.upTo(start)).limit(placed.capacity());
            int position = placed.position();

            long got = Crc.ofBatch(draw.readOnlyOrNot(placed), start, size);

            lesson.expect("the CRC", Integer.toUnsignedLong(batch.getInt(17)), got);
            lesson.expect("the buffer's position", position, placed.position());
            lesson.expect("the buffer's limit", placed.capacity(), placed.limit());
        }
    }

    @Claim(
            value =
                    "The header says what the batch's spec says, whatever the epoch, producer and"
                            + " kind",
            rules = {"R1.2-h", "R1.2-i"})
    void theHeaderSaysWhatTheSpecSays(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("specs"));
        SplittableRandom random = draw.random();

        lesson.step("build batches of 300 specs, some of them compressed");
        for (int i = 0; i < 300; i++) {
            boolean stamped = draw.chance(50);
            boolean transactional = draw.chance(50);
            boolean control = draw.chance(50);
            boolean packed = draw.chance(30);
            ProducerStamp producer =
                    new ProducerStamp(
                            draw.anyLong(),
                            (short) random.nextInt(),
                            random.nextInt(),
                            transactional);
            BatchSpec spec =
                    new BatchSpec(
                            draw.anyLong() & Long.MAX_VALUE,
                            packed ? CompressionType.GZIP : CompressionType.NONE,
                            stamped ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                            random.nextInt(),
                            producer,
                            control);
            int bits = stamped ? HiddenTestBatch.LOG_APPEND_TIME : 0;
            bits |= transactional ? HiddenTestBatch.TRANSACTIONAL : 0;
            bits |= control ? HiddenTestBatch.CONTROL : 0;
            HiddenTestBatch expected =
                    draw.batch(spec.baseOffset())
                            .epoch(spec.leaderEpoch())
                            .attributes(bits)
                            .producer(
                                    producer.producerId(),
                                    producer.producerEpoch(),
                                    producer.baseSequence());
            GzipCompression gzip = new GzipCompression();

            ByteBuffer got = built(spec, gzip, expected);

            ByteBuffer right =
                    packed ? expected.bytes(gzip, CompressionType.GZIP) : expected.bytes();
            lesson.expectBatch("the batch of " + spec, right, got);
        }
    }

    @Claim(
            value = "The caller's buffers stay where they were, whatever kind they are",
            rules = {"R1.2-f"})
    void theCallersBuffersStayWhereTheyWere(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("buffers"));

        lesson.step("add records from the midst of direct, sliced and read-only buffers");
        for (int i = 0; i < 200; i++) {
            ByteBuffer key = draw.placed(draw.bytes(draw.upTo(90)));
            ByteBuffer value = draw.placed(draw.bytes(draw.upTo(90))).asReadOnlyBuffer();
            ByteBuffer inHeader = draw.placed(draw.bytes(draw.upTo(9)));
            List<RecordHeader> headers = List.of(new RecordHeader("h", inHeader));
            HiddenTestBatch expected =
                    HiddenTestBatch.at(0).add(1, key.duplicate(), value.duplicate(), headers);
            byte[] right = HiddenTestBatch.copy(expected.bytes());
            int[] before = {key.position(), key.limit(), value.position(), value.limit()};
            int[] headerBefore = {inHeader.position(), inHeader.limit()};
            BatchWriter writer = new BatchWriter(BatchSpec.at(0), Compression.UNSUPPORTED);

            writer.add(1, key, value, headers);

            int[] after = {key.position(), key.limit(), value.position(), value.limit()};
            lesson.expect("positions and limits of key and value", list(before), list(after));
            int[] headerAfter = {inHeader.position(), inHeader.limit()};
            lesson.expect("those of a header", list(headerBefore), list(headerAfter));
            lesson.expectBatch("the batch", ByteBuffer.wrap(right), writer.build());
        }
    }

    @Claim(
            value = "Times are relative to the first record's; the greatest is the greatest of all",
            rules = {"R1.2-c", "R1.2-j"})
    void timesAreRelativeToTheFirst(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("times"));

        lesson.step("build batches whose times rise, fall, jump, or are missing (-1)");
        for (int i = 0; i < 300; i++) {
            HiddenTestBatch expected = HiddenTestBatch.at(0);
            for (int left = draw.between(1, 5); left > 0; left--) {
                long timestampMs = draw.chance(25) ? -1 : draw.anyLong() & Long.MAX_VALUE;
                expected.add(timestampMs, null, null, List.of());
            }

            ByteBuffer got = built(BatchSpec.at(0), Compression.UNSUPPORTED, expected);

            lesson.expectBatch("batch " + i, expected.bytes(), got);
        }
    }

    private static ByteBuffer built(BatchSpec spec, Compression codec, HiddenTestBatch batch) {
        BatchWriter writer = new BatchWriter(spec, codec);
        for (Record record : batch.records()) {
            writer.add(record.timestampMs(), record.key(), record.value(), record.headers());
        }
        return Objects.requireNonNull(writer.build());
    }

    private static List<Integer> list(int[] values) {
        List<Integer> list = new ArrayList<>();
        for (int value : values) {
            list.add(value);
        }
        return list;
    }
}
