package strata.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static strata.log.Batches.NOW_MS;
import static strata.log.Batches.bytes;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.Record;
import strata.kernel.log.RecordHeader;
import strata.kernel.log.RecordIterator;
import strata.kernel.log.TimestampType;

/** Step 1.3: what was written is read. */
final class BatchRecordsTest {
    private static final Compression NO_CODEC = Compression.UNSUPPORTED;

    @Test
    void recordsComeBackAsTheyWereAdded() {
        List<RecordHeader> headers =
                List.of(
                        new RecordHeader("größe", bytes("x")),
                        new RecordHeader("", null),
                        new RecordHeader("empty", bytes("")));
        BatchWriter writer = new BatchWriter(BatchSpec.at(1L << 33), NO_CODEC);
        writer.add(NOW_MS, bytes("k"), bytes("v"), List.of());
        writer.add(NOW_MS - 5, null, bytes(""), headers);
        writer.add(-1, bytes(""), null, List.of());

        List<Record> records = Batches.records(writer.build(), NO_CODEC);

        assertThat(records)
                .containsExactly(
                        new Record(1L << 33, NOW_MS, bytes("k"), bytes("v"), List.of()),
                        new Record((1L << 33) + 1, NOW_MS - 5, null, bytes(""), headers),
                        new Record((1L << 33) + 2, -1, bytes(""), null, List.of()));
    }

    @Test
    void inABatchStampedByItsBrokerEveryRecordHasTheBatchsTime() {
        ByteBuffer batch = Batches.of("a", "b", "c");
        BatchHeader.at(batch, 0).setMaxTimestamp(TimestampType.LOG_APPEND_TIME, 42);

        List<Record> records = Batches.records(batch, NO_CODEC);

        assertThat(records).extracting(Record::timestampMs).containsExactly(42L, 42L, 42L);
    }

    @Test
    void anOffsetComesFromTheRecordsDeltaAsCompactionLeavesGaps() {
        ByteBuffer batch = Batches.at(100, NOW_MS, "a");
        // Length, attributes, timestamp delta, then the offset delta: 5, in zigzag.
        batch.put(BatchHeader.SIZE + 3, (byte) 10);

        List<Record> records = Batches.records(batch, NO_CODEC);

        assertThat(records.get(0).offset()).isEqualTo(105);
    }

    @Test
    void aBatchOfACodecThatIsNotHereCannotBeRead() {
        ByteBuffer batch = Batches.of("a");
        batch.putShort(21, (short) CompressionType.ZSTD.code());

        assertThatThrownBy(() -> BatchRecords.of(batch, NO_CODEC))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("no codec for ZSTD");
    }

    @Test
    void keysAndValuesOfAPlainBatchAreNotCopies() {
        ByteBuffer batch = Batches.of("abc");
        Record record = Batches.records(batch, NO_CODEC).get(0);

        batch.put(batch.limit() - 2, (byte) 'X');

        assertThat(Batches.text(record.value())).isEqualTo("abX");
    }

    @Test
    void whatFollowsTheBatchIsNotRead() {
        ByteBuffer two = Batches.joined(Batches.of("a", "b"), Batches.of("c"));

        try (RecordIterator records = BatchRecords.of(two, NO_CODEC)) {
            assertThat(records)
                    .toIterable()
                    .extracting(r -> Batches.text(r.value()))
                    .containsExactly("a", "b");
        }
        assertThat(two.position()).isZero();
    }

    @Test
    void afterTheLastRecordThereIsNoNext() {
        try (RecordIterator records = BatchRecords.of(Batches.of("a"), NO_CODEC)) {
            records.next();

            assertThat(records.hasNext()).isFalse();
            assertThatThrownBy(records::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void closingARecordIteratorClosesItsCodec() {
        Deflate codec = new Deflate();
        BatchSpec spec = BatchSpec.at(0).withCompression(CompressionType.GZIP);
        ByteBuffer batch =
                new BatchWriter(spec, codec).add(NOW_MS, null, bytes("v"), List.of()).build();
        RecordIterator records = BatchRecords.of(batch, codec);
        assertThat(codec.open).isEqualTo(1);

        records.close();

        assertThat(codec.open).isZero();
    }

    @Test
    void aBatchThatIsNotWholeIsRefused() {
        ByteBuffer batch = Batches.of("a", "b");

        for (int size = 0; size < batch.limit(); size++) {
            ByteBuffer torn = batch.duplicate().limit(size);
            assertThatThrownBy(() -> BatchRecords.of(torn, NO_CODEC))
                    .isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void aCountThatTheBytesDoNotBearIsRefused() {
        for (int count : new int[] {-1, 1, 3, Integer.MAX_VALUE}) {
            ByteBuffer batch = Batches.of("a", "b").putInt(57, count);

            assertThatThrownBy(() -> Batches.records(batch, NO_CODEC))
                    .describedAs("count %s of 2", count)
                    .isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void aRecordThatIsNotAsLongAsItSaysIsRefused() {
        for (int difference : new int[] {-2, 2}) {
            ByteBuffer batch = Batches.of("a");
            batch.put(BatchHeader.SIZE, (byte) (batch.get(BatchHeader.SIZE) + difference));

            assertThatThrownBy(() -> Batches.records(batch, NO_CODEC))
                    .isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void aFieldThatIsLongerThanItsRecordIsRefused() {
        ByteBuffer batch = Batches.of("abc", "def");
        // Length, attributes, two deltas, null key, then the length of the value.
        batch.put(BatchHeader.SIZE + 5, (byte) 20);

        assertThatThrownBy(() -> Batches.records(batch, NO_CODEC))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("do not fit");
    }

    @Test
    void anUnknownCompressionIsRefused() {
        ByteBuffer batch = Batches.of("a").putShort(21, (short) 5);

        assertThatThrownBy(() -> BatchRecords.of(batch, NO_CODEC))
                .isInstanceOf(CorruptDataException.class);
    }
}
