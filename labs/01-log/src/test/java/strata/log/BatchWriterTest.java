package strata.log;

import static strata.log.TestBatches.NOW_MS;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.RecordHeader;
import strata.kernel.log.TimestampType;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** The expected bytes are those that Apache Kafka's own builder makes of the same records. */
@Step(value = "1.2", concept = "encode a batch", code = "LOG-102")
final class BatchWriterTest {
    @Claim(
            value = "A batch is Kafka's, byte for byte",
            rules = {"R1.2-a", "R1.2-b", "R1.2-c", "R1.2-d", "R1.2-e", "R1.2-k", "R1.2-o"})
    void aBatchIsKafkasByteForByte(Lesson lesson) {
        BatchBuilder builder = builder(BatchSpec.at(42));
        lesson.step("add k1=hello at %s", NOW_MS);
        builder.add(NOW_MS, utf8("k1"), utf8("hello"), List.of());
        lesson.step("add a null key and an empty value, 5 ms earlier, headers größe=x and n=null");
        List<RecordHeader> headers =
                List.of(new RecordHeader("größe", utf8("x")), new RecordHeader("n", null));
        builder.add(NOW_MS - 5, null, utf8(""), headers);
        lesson.step("add an empty key and a null value, 300 ms after the first");
        builder.add(NOW_MS + 300, utf8(""), null, List.of());

        lesson.step("build the batch at offset 42");
        String expected =
                ("000000000000002a" + "0000005b" + "ffffffff" + "02" + "857d425f" + "0000")
                        + ("00000002" + "0000019b76daa800" + "0000019b76daa92c")
                        + ("ffffffffffffffff" + "ffff" + "ffffffff" + "00000003")
                        + ("1a" + "00" + "00" + "00" + "046b31" + "0a68656c6c6f" + "00")
                        + ("26" + "00" + "09" + "02" + "01" + "00" + "04")
                        + ("0e6772c3b6c39f65" + "0278" + "026e" + "01")
                        + ("0e" + "00" + "d804" + "04" + "00" + "01" + "00");
        lesson.expectBatch("the batch", TestBatches.hex(expected), builder.build());
    }

    @Claim(
            value =
                    "The header says what the spec says, and the greatest timestamp is that of all"
                            + " records",
            rules = {"R1.2-h", "R1.2-i", "R1.2-j"})
    void theHeaderSaysWhatTheSpecSays(Lesson lesson) {
        ProducerStamp producer = new ProducerStamp(77, (short) 3, 11, true);
        BatchSpec spec =
                new BatchSpec(
                        1L << 40,
                        CompressionType.NONE,
                        TimestampType.CREATE_TIME,
                        5,
                        producer,
                        false);
        lesson.step("build a batch of three records, at 500, 900 and 100 ms, from %s", producer);
        BatchBuilder builder = builder(spec);
        for (long timestampMs : new long[] {500, 900, 100}) {
            builder.add(timestampMs, null, utf8("v"), List.of());
        }

        String expected =
                ("0000010000000000" + "0000004b" + "00000005" + "02" + "b739d464" + "0010")
                        + ("00000002" + "00000000000001f4" + "0000000000000384")
                        + ("000000000000004d" + "0003" + "0000000b" + "00000003")
                        + ("0e" + "00" + "00" + "00" + "01" + "0276" + "00")
                        + ("10" + "00" + "a006" + "02" + "01" + "0276" + "00")
                        + ("10" + "00" + "9f06" + "04" + "01" + "0276" + "00");
        lesson.expectBatch("the batch", TestBatches.hex(expected), builder.build());
    }

    @Claim(
            value =
                    "Of a key and a value the bytes from position to limit are written; neither is"
                            + " moved",
            rules = {"R1.2-f", "R1.2-j"})
    void theCallersBuffersStayWhereTheyWere(Lesson lesson) {
        ByteBuffer key = utf8("_k_").position(1).limit(2).asReadOnlyBuffer();
        ByteBuffer value = ByteBuffer.allocateDirect(4).put(2, (byte) 'v').position(2).limit(3);

        lesson.step("add a record without a timestamp: a read-only key, a value in direct memory");
        ByteBuffer batch = builder(BatchSpec.at(0)).add(-1, key, value, List.of()).build();

        lesson.expect("the key's position", 1, key.position());
        lesson.expect("the key's limit", 2, key.limit());
        lesson.expect("the value's position", 2, value.position());
        lesson.expect("the value's limit", 3, value.limit());
        String expected =
                ("0000000000000000" + "0000003a" + "ffffffff" + "02" + "461639eb" + "0000")
                        + ("00000000" + "ffffffffffffffff" + "ffffffffffffffff")
                        + ("ffffffffffffffff" + "ffff" + "ffffffff" + "00000001")
                        + ("10" + "00" + "00" + "00" + "026b" + "0276" + "00");
        lesson.expectBatch("the batch", TestBatches.hex(expected), batch);
    }

    @Claim(
            value = "A record that is larger than the room that is left makes the batch grow",
            rules = {"R1.2-g"})
    void aLargeRecordMakesTheBatchGrow(Lesson lesson) {
        lesson.step("add a record with a key of 100 bytes and a value of 3000 bytes");
        BatchBuilder builder = builder(BatchSpec.at(0));
        builder.add(NOW_MS, utf8("b".repeat(100)), utf8("v".repeat(3000)), List.of());

        String expected =
                ("0000000000000000" + "00000c57" + "ffffffff" + "02" + "d7577abb" + "0000")
                        + ("00000000" + "0000019b76daa800" + "0000019b76daa800")
                        + ("ffffffffffffffff" + "ffff" + "ffffffff" + "00000001")
                        + ("c830" + "00" + "00" + "00")
                        + ("c801" + "62".repeat(100))
                        + ("f02e" + "76".repeat(3000) + "00");
        lesson.expectBatch("the batch", TestBatches.hex(expected), builder.build());
    }

    @Claim(
            value =
                    "The CRC is the CRC-32C from the attributes to the end, wherever the batch"
                            + " lies",
            code = "LOG-121",
            rules = {"R1.2-l", "R1.2-m", "R1.2-n"})
    void theCrcCoversTheAttributesToTheEnd(Lesson lesson) {
        lesson.step(
                "put two batches of Kafka's behind each other, and the CRC of the second wrong");
        ByteBuffer batches = TestBatches.joined(TestBatches.de(0), TestBatches.abc(2));
        int start = TestBatches.TWO_BYTES;
        batches.putInt(start + 17, 0);

        lesson.step("compute the CRC of the second, %s bytes from position %s", 85, start);
        long crc = Crc.ofBatch(batches, start, TestBatches.THREE_BYTES);

        lesson.expect("the CRC, 0 to 2^32 - 1", "e6c4f7e8", Long.toHexString(crc));
        lesson.expect("the buffer's position", 0, batches.position());
        lesson.expect("the buffer's limit", start + TestBatches.THREE_BYTES, batches.limit());
    }

    private static BatchBuilder builder(BatchSpec spec) {
        return new BatchWriter(spec, Compression.UNSUPPORTED);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
