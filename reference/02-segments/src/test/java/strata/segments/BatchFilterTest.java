package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static strata.segments.KeyedBatch.CODEC;
import static strata.segments.KeyedBatch.NOW_MS;
import static strata.segments.KeyedBatch.shown;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.Record;
import strata.kernel.log.RecordHeader;
import strata.kernel.log.TimestampType;
import strata.segments.BatchFilter.Filtered;

final class BatchFilterTest {
    private static final long HORIZON_MS = NOW_MS + 5_000;
    private static final RecordHeader HEADER = new RecordHeader("h", KeyedBatch.bytes("x"));

    @Test
    void aBatchThatLosesNothingStaysByteForByte() {
        ByteBuffer batch = KeyedBatch.at(7).put("a", "1").put("b", "2", HEADER).build();

        Filtered filtered = filter(batch, knowing());

        assertThat(filtered).isEqualTo(new Filtered(batch, 2, 2));
    }

    @Test
    void recordsWithALaterOneGoAndTheRestKeepsItsOffsets() {
        ByteBuffer batch =
                KeyedBatch.at(7).put("a", "1").put("b", "2").put("c", "3").put("d", "4").build();

        Filtered filtered = filter(batch, knowing("a", "d"));

        assertThat(shown(filtered.bytes())).containsExactly("8 b=2", "9 c=3");
        assertThat(filtered.recordsRead()).isEqualTo(4);
        assertThat(filtered.recordsKept()).isEqualTo(2);
    }

    @Test
    void theHeaderKeepsOffsetsEpochAndProducer() {
        ByteBuffer batch = KeyedBatch.at(7).by(44, 12).put("a", "1").put("b", "2").build();
        BatchHeader.at(batch, 0).setPartitionLeaderEpoch(3);

        BatchHeader header = headerOf(filter(batch, knowing("b")));

        assertThat(header.baseOffset()).isEqualTo(7);
        assertThat(header.lastOffset()).isEqualTo(8);
        assertThat(header.partitionLeaderEpoch()).isEqualTo(3);
        assertThat(header.producerId()).isEqualTo(44);
        assertThat(header.producerEpoch()).isEqualTo((short) 1);
        assertThat(header.baseSequence()).isEqualTo(12);
        assertThat(header.count()).isEqualTo(1);
        assertThat(header.attributes()).isEqualTo((short) 0);
    }

    @Test
    void theGreatestTimestampIsThatOfWhatStays() {
        ByteBuffer batch = KeyedBatch.at(0).put("a", "1").put("b", "2").put("c", "3").build();

        BatchHeader header = headerOf(filter(batch, knowing("c")));

        assertThat(header.maxTimestampMs()).isEqualTo(NOW_MS + 1);
    }

    @Test
    void theTimeThatTheBrokerStampedStays() {
        ByteBuffer batch = KeyedBatch.at(0).put("a", "1").put("b", "2").build();
        BatchHeader.at(batch, 0).setMaxTimestamp(TimestampType.LOG_APPEND_TIME, NOW_MS + 99);
        KeyedBatch.withCrc(batch);

        Filtered filtered = filter(batch, knowing("b"));

        assertThat(headerOf(filtered).maxTimestampMs()).isEqualTo(NOW_MS + 99);
        assertThat(headerOf(filtered).timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(KeyedBatch.recordsOf(filtered.bytes()).get(0).timestampMs())
                .isEqualTo(NOW_MS + 99);
    }

    @Test
    void compressedRecordsAreCompressedAgain() {
        DeflateCodec codec = new DeflateCodec();
        ByteBuffer batch =
                KeyedBatch.at(7).compressed().put("a", "1").put("b", "2", HEADER).build();

        Filtered filtered = filter(batch, knowing("a"), codec);

        assertThat(headerOf(filtered).attributes()).isEqualTo((short) 1);
        assertThat(shown(filtered.bytes())).containsExactly("8 b=2");
        assertThat(KeyedBatch.recordsOf(filtered.bytes()).get(0).headers()).containsExactly(HEADER);
        assertThat(codec.open).isZero();
    }

    @Test
    void aBatchOfWhichNothingStaysGoes() {
        ByteBuffer batch = KeyedBatch.at(7).put("a", "1").put("b", "2").build();

        Filtered filtered = filter(batch, knowing("a", "b"));

        assertThat(filtered).isEqualTo(new Filtered(null, 2, 0));
    }

    @Test
    void theLastBatchOfAProducerStaysAsABareHeader() {
        ByteBuffer batch =
                KeyedBatch.at(7).compressed().by(44, 12).put("a", "1").put("b", "2").build();

        Filtered filtered = filter(batch, knowing("a", "b"));

        ByteBuffer bytes = Objects.requireNonNull(filtered.bytes());
        BatchHeader header = headerOf(filtered);
        assertThat(bytes.remaining()).isEqualTo(BatchHeader.SIZE);
        assertThat(header.sizeInBytes()).isEqualTo(BatchHeader.SIZE);
        assertThat(header.baseOffset()).isEqualTo(7);
        assertThat(header.lastOffset()).isEqualTo(8);
        assertThat(header.baseSequence()).isEqualTo(12);
        assertThat(header.producerId()).isEqualTo(44);
        assertThat(header.count()).isZero();
        assertThat(header.attributes()).isEqualTo((short) 0);
        assertThat(header.maxTimestampMs()).isEqualTo(NOW_MS + 1);
        // And so it stays, however often it is looked at.
        assertThat(filter(bytes, knowing()).bytes()).isEqualTo(bytes);
    }

    @Test
    void anEarlierBatchOfAProducerGoes() {
        ByteBuffer batch = KeyedBatch.at(7).by(44, 12).put("a", "1").build();
        ProducerTails producers = new ProducerTails();
        producers.note(BatchHeader.at(KeyedBatch.at(9).by(44, 13).put("a", "2").build(), 0));

        CompactionRule rule = new CompactionRule(map("a"), 1_000, producers, NOW_MS);

        assertThat(KeyedBatch.filter(CODEC).filter(batch, rule, HORIZON_MS).bytes()).isNull();
    }

    @Test
    void aProducerThatWasSilentForADayIsForgotten() {
        ByteBuffer batch = KeyedBatch.at(7).by(44, 12).put("a", "1").build();

        assertThat(filterAt(NOW_MS + 86_399_999, batch).bytes()).isNotNull();
        assertThat(filterAt(NOW_MS + 86_400_000, batch).bytes()).isNull();
    }

    @Test
    void controlBatchesStay() {
        ByteBuffer batch = KeyedBatch.at(7).inTransactionOf(44).control().put("a", "1").build();

        assertThat(filter(batch, knowing("a"))).isEqualTo(new Filtered(batch, 1, 1));
    }

    @Test
    void recordsWithoutAKeyStay() {
        ByteBuffer batch = KeyedBatch.at(7).put(null, "1").put("a", "2").put(null, null).build();

        assertThat(shown(filter(batch, knowing("a")).bytes()))
                .containsExactly("7 null=1", "9 null=null");
    }

    @Test
    void aTombstoneMarksItsBatchWithTheTimeFromWhichItMayGo() {
        for (boolean compressed : new boolean[] {false, true}) {
            KeyedBatch built = KeyedBatch.at(7).put("a", "1").put("b", null, HEADER).put("c", "3");
            ByteBuffer batch = (compressed ? built.compressed() : built).build();

            Filtered filtered = filter(batch, knowing());

            BatchHeader header = headerOf(filtered);
            assertThat(header.hasDeleteHorizon()).isTrue();
            assertThat(header.baseTimestampMs()).isEqualTo(HORIZON_MS);
            assertThat(header.maxTimestampMs()).isEqualTo(NOW_MS + 2);
            assertThat(KeyedBatch.recordsOf(filtered.bytes()))
                    .isEqualTo(KeyedBatch.recordsOf(batch));
            assertThat(filtered.recordsKept()).isEqualTo(3);
        }
    }

    @Test
    void aTombstoneGoesOnceItsTimeHasComeAndNotSooner() {
        ByteBuffer batch = KeyedBatch.at(7).put("a", "1").put("b", null).build();
        ByteBuffer marked = Objects.requireNonNull(filter(batch, knowing()).bytes());

        assertThat(filterAt(HORIZON_MS - 1, marked).bytes()).isEqualTo(marked);
        Filtered late = filterAt(HORIZON_MS, marked);

        assertThat(shown(late.bytes())).containsExactly("7 a=1");
        assertThat(headerOf(late).baseTimestampMs()).isEqualTo(HORIZON_MS);
        assertThat(KeyedBatch.recordsOf(late.bytes()).get(0).timestampMs()).isEqualTo(NOW_MS);
    }

    @Test
    void recordsWithoutATimestampStillHaveNoneBehindAHorizon() {
        ByteBuffer batch = KeyedBatch.at(7).from(-1).put("b", null).build();

        Filtered filtered = filter(batch, knowing());

        assertThat(headerOf(filtered).hasDeleteHorizon()).isTrue();
        assertThat(headerOf(filtered).maxTimestampMs()).isEqualTo(-1);
        assertThat(KeyedBatch.recordsOf(filtered.bytes()).get(0).timestampMs()).isEqualTo(-1);
    }

    @Test
    void whatTheMapDoesNotReachStays() {
        ByteBuffer batch = KeyedBatch.at(7).put("a", "1").put("a", "2").put("b", null).build();
        CompactionRule rule = new CompactionRule(map("a", "b"), 8, new ProducerTails(), NOW_MS);

        Filtered filtered = KeyedBatch.filter(CODEC).filter(batch, rule, HORIZON_MS);

        assertThat(shown(filtered.bytes())).containsExactly("8 a=2", "9 b=null");
        assertThat(headerOf(filtered).hasDeleteHorizon()).isFalse();
    }

    @Test
    void tombstonesOfTransactionsAreNotMarked() {
        ByteBuffer batch = KeyedBatch.at(7).inTransactionOf(44).put("b", null).build();

        assertThat(filter(batch, knowing()).bytes()).isEqualTo(batch);
    }

    @Test
    void aBatchWhoseCodecIsNotHereIsRefused() {
        ByteBuffer batch = KeyedBatch.at(7).compressed().put("a", "1").put("b", "2").build();

        assertThatThrownBy(() -> filter(batch, knowing("a"), Compression.UNSUPPORTED))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void whateverGoesTheRestIsByteForByteWhatItWas() {
        Random random = new Random(11);
        for (int run = 0; run < 2_000; run++) {
            KeyedBatch built = KeyedBatch.at(random.nextInt(1_000));
            built.from(NOW_MS - random.nextInt(1 << 30));
            int count = 1 + random.nextInt(20);
            List<String> gone = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                built.put("k" + i, "v".repeat(random.nextInt(200)));
                if (random.nextInt(3) == 0) {
                    gone.add("k" + i);
                }
            }
            ByteBuffer batch = (random.nextBoolean() ? built.compressed() : built).build();

            Filtered filtered = filter(batch, knowing(gone.toArray(String[]::new)));

            List<Record> expected = new ArrayList<>(KeyedBatch.recordsOf(batch));
            expected.removeIf(r -> gone.contains(KeyedBatch.text(r.key())));
            assertThat(KeyedBatch.recordsOf(filtered.bytes())).isEqualTo(expected);
            if (filtered.bytes() != null) {
                headerOf(filtered);
            }
        }
    }

    private static Filtered filter(ByteBuffer batch, KeyMap map) {
        return filter(batch, map, CODEC);
    }

    private static Filtered filter(ByteBuffer batch, KeyMap map, Compression codec) {
        CompactionRule rule = new CompactionRule(map, 1_000_000, new ProducerTails(), NOW_MS);
        return KeyedBatch.filter(codec).filter(batch, rule, HORIZON_MS);
    }

    private static Filtered filterAt(long nowMs, ByteBuffer batch) {
        CompactionRule rule =
                new CompactionRule(
                        batch.getInt(57) == 1 ? map("a") : map(),
                        1_000,
                        new ProducerTails(),
                        nowMs);
        return KeyedBatch.filter(CODEC).filter(batch, rule, HORIZON_MS);
    }

    private static BatchHeader headerOf(Filtered filtered) {
        ByteBuffer bytes = Objects.requireNonNull(filtered.bytes());
        BatchHeader header = BatchHeader.at(bytes, 0);
        assertThat(header.sizeInBytes()).isEqualTo(bytes.remaining());
        ByteBuffer copy = ByteBuffer.allocate(bytes.limit()).put(bytes.duplicate()).flip();
        assertThat(KeyedBatch.withCrc(copy)).isEqualTo(bytes);
        return header;
    }

    /** A map that knows later records of these keys. */
    private static KeyMap knowing(String... keys) {
        return map(keys);
    }

    private static KeyMap map(String... keys) {
        KeyMap map = new KeyMap(10_000, 100);
        Arrays.stream(keys)
                .forEach(k -> map.put(Objects.requireNonNull(KeyedBatch.bytes(k)), 999_999));
        return map;
    }
}
