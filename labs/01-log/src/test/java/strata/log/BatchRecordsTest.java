package strata.log;

import static strata.log.TestBatches.NOW_MS;
import static strata.log.TestBatches.STAMP_MS;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import strata.kernel.Nullable;
import strata.kernel.log.Compression;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.Record;
import strata.kernel.log.RecordHeader;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** The batches are Kafka's bytes: nothing here needs your encoder. */
@Step(value = "1.3", concept = "decode and iterate", code = "LOG-103")
final class BatchRecordsTest {
    @Claim(
            value = "The records come in order, with offset, timestamp, key, value and headers",
            rules = {"R1.3-a", "R1.3-b", "R1.3-c", "R1.3-d", "R1.3-f", "R1.3-g"})
    void theRecordsOfKafkasBytesComeInOrder(Lesson lesson) {
        String batch =
                ("000000000000002a" + "0000005b" + "ffffffff" + "02" + "857d425f" + "0000")
                        + ("00000002" + "0000019b76daa800" + "0000019b76daa92c")
                        + ("ffffffffffffffff" + "ffff" + "ffffffff" + "00000003")
                        + ("1a" + "00" + "00" + "00" + "046b31" + "0a68656c6c6f" + "00")
                        + ("26" + "00" + "09" + "02" + "01" + "00" + "04")
                        + ("0e6772c3b6c39f65" + "0278" + "026e" + "01")
                        + ("0e" + "00" + "d804" + "04" + "00" + "01" + "00");
        lesson.step("open a batch of three records at offset 42");
        BatchRecords records = records(TestBatches.hex(batch));

        lesson.step("read k1=hello");
        expectRecord(lesson, records.next(), 42, NOW_MS, "k1", "hello", "");
        lesson.step("read the record with a null key, an empty value and two headers");
        expectRecord(lesson, records.next(), 43, NOW_MS - 5, "null", "", "größe=x n=null");
        lesson.step("read the record with an empty key and a null value");
        expectRecord(lesson, records.next(), 44, NOW_MS + 300, "", "null", "");

        lesson.step("read on behind the last record");
        lesson.expect("whether there is a next record", false, records.hasNext());
        lesson.expectThrown(NoSuchElementException.class, "the fourth next()", records::next);
    }

    @Claim(
            value =
                    "In a batch that its broker stamped, every record has the batch's greatest"
                            + " timestamp",
            rules = {"R1.3-c"})
    void aStampedBatchHasOneTime(Lesson lesson) {
        lesson.step("read a batch of LOG_APPEND_TIME whose records have deltas of 0, 1, 2 ms");
        BatchRecords records = records(TestBatches.abcStamped(7));

        expectRecord(lesson, records.next(), 7, STAMP_MS, "null", "a", "");
        expectRecord(lesson, records.next(), 8, STAMP_MS, "null", "b", "");
        expectRecord(lesson, records.next(), 9, STAMP_MS, "null", "c", "");
    }

    @Claim(
            value = "A record's offset comes from its delta, not from its place in the batch",
            rules = {"R1.3-b"})
    void anOffsetComesFromTheDelta(Lesson lesson) {
        lesson.step("read two records with offset deltas 1 and 5, as compaction leaves them");
        String gaps = "0e000002" + "01" + "0261" + "00" + "0e00000a" + "01" + "0262" + "00";
        ByteBuffer batch = TestBatches.sealed("00000000", 2, gaps).putLong(0, 100);
        BatchRecords records = records(batch);

        expectRecord(lesson, records.next(), 101, NOW_MS, "null", "a", "");
        expectRecord(lesson, records.next(), 105, NOW_MS, "null", "b", "");
    }

    @Claim(
            value =
                    "Keys and values are slices of the batch, which is not moved, nor what follows"
                            + " it read",
            rules = {"R1.3-e"})
    void valuesAreSlices(Lesson lesson) {
        lesson.step("read the second of three batches in one buffer");
        ByteBuffer batches =
                TestBatches.joined(TestBatches.abc(0), TestBatches.de(3), TestBatches.fgh(5));
        batches.position(TestBatches.THREE_BYTES);
        BatchRecords records = records(batches);
        Record first = records.next();
        Record second = records.next();

        lesson.expect("whether there is a third record", false, records.hasNext());
        lesson.expect("the buffer's position", TestBatches.THREE_BYTES, batches.position());
        lesson.step("change the byte of the first record's value in the buffer, from d to X");
        int valueAt = TestBatches.THREE_BYTES + 61 + 6;
        batches.put(valueAt, (byte) 'X');
        lesson.expect("the value that was read", "X", text(first.value()));
        lesson.expect("the second value", "e", text(second.value()));
    }

    @Claim(
            value =
                    "What does not fit together is corrupt, and no length is believed before it is"
                            + " bounded",
            rules = {"R1.3-h", "R1.3-i", "R1.3-j", "R1.3-k"})
    void whatDoesNotFitTogetherIsCorrupt(Lesson lesson) {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("0c0000000101", "whose bytes end too early");
        bad.put("0a000000010100", "that says 5 bytes and has 6");
        bad.put("0e00000001010000", "that says 7 bytes and has 6");
        bad.put("0c00000001010000", "with a byte left behind it, as the last of its batch");
        bad.put("01", "of -1 bytes");
        bad.put("feffffff0f000000010100", "of 2 GiB");
        bad.put("0c000000060100", "whose key is longer than its rest");
        bad.put("14000000feffffff0f0101", "whose key has 2 GiB");
        bad.put("0c000000010101", "with -1 headers");
        bad.put("140000000101feffffff0f", "with 2^31 - 1 headers");
        bad.put("100000000101020101", "with a header that has no name");
        bad.put("1400000001010202680478", "with a header whose value is cut off");
        lesson.step("read records, each of them bad in another way");
        bad.forEach(
                (bytes, how) -> {
                    lesson.now("a record %s: [%s]", how, bytes);
                    BatchRecords records = records(TestBatches.sealed("00000000", 1, bytes));
                    lesson.expectThrown(
                            CorruptDataException.class,
                            "reading a record " + how + ": [" + bytes + "]",
                            records::next);
                });
    }

    private static BatchRecords records(ByteBuffer batch) {
        return BatchRecords.of(batch, Compression.UNSUPPORTED);
    }

    private static void expectRecord(
            Lesson lesson,
            Record record,
            long offset,
            long timestampMs,
            String key,
            String value,
            String headers) {
        lesson.expect("the offset", offset, record.offset());
        lesson.expect("the timestamp of offset " + offset, timestampMs, record.timestampMs());
        lesson.expect("the key of offset " + offset, key, text(record.key()));
        lesson.expect("the value of offset " + offset, value, text(record.value()));
        lesson.expect("the headers of offset " + offset, headers, text(record.headers()));
    }

    private static String text(List<RecordHeader> headers) {
        return String.join(
                " ", headers.stream().map(h -> h.key() + "=" + text(h.value())).toList());
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? "null" : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
