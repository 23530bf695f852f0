package strata.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static strata.log.Batches.NOW_MS;
import static strata.log.Batches.bytes;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.Check;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.RecordHeader;
import strata.kernel.log.TimestampType;

/** Step 1.2: a batch is these bytes and no others. */
final class BatchWriterTest {
    @Test
    void aBatchOfTwoRecordsIsTheseBytes() {
        BatchWriter writer = new BatchWriter(BatchSpec.at(7), Compression.UNSUPPORTED);

        ByteBuffer batch =
                writer.add(1000, bytes("k"), bytes("v1"), List.of())
                        .add(1064, null, null, List.of(new RecordHeader("h", bytes("x"))))
                        .build();

        String expected =
                String.join(
                        "",
                        "0000000000000007", // base offset
                        "00000047", // length: 71 bytes follow
                        "ffffffff", // leader epoch: not known yet
                        "02", // magic
                        "60a7e514", // CRC-32C of the rest
                        "0000", // attributes: not compressed, CreateTime
                        "00000001", // last offset delta
                        "00000000000003e8", // base timestamp
                        "0000000000000428", // greatest timestamp
                        "ffffffffffffffff", // producer id
                        "ffff", // producer epoch
                        "ffffffff", // base sequence
                        "00000002", // count
                        // 9 bytes: attributes, deltas 0 and 0, "k", "v1", no headers
                        "12" + "00" + "00" + "00" + "026b" + "047631" + "00",
                        // 11 bytes: attributes, deltas 64 and 1, null, null, 1 header "h"="x"
                        "16" + "00" + "8001" + "02" + "01" + "01" + "02" + "0268" + "0278");
        assertThat(HexFormat.of().formatHex(Batches.copy(batch))).isEqualTo(expected);
    }

    @Test
    void theHeaderSaysWhatTheSpecAndTheRecordsSay() {
        BatchSpec spec =
                new BatchSpec(
                        1L << 40,
                        CompressionType.NONE,
                        TimestampType.LOG_APPEND_TIME,
                        5,
                        new ProducerStamp(77, (short) 3, 11, true),
                        true);

        ByteBuffer batch =
                new BatchWriter(spec, Compression.UNSUPPORTED)
                        .add(500, null, null, List.of())
                        .add(900, null, null, List.of())
                        .add(100, null, null, List.of())
                        .build();

        BatchHeader header = BatchHeader.at(batch, 0);
        assertThat(header.baseOffset()).isEqualTo(1L << 40);
        assertThat(header.lastOffset()).isEqualTo((1L << 40) + 2);
        assertThat(header.sizeInBytes()).isEqualTo(batch.limit());
        assertThat(header.partitionLeaderEpoch()).isEqualTo(5);
        assertThat(header.compression()).isEqualTo(CompressionType.NONE);
        assertThat(header.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(header.isTransactional()).isTrue();
        assertThat(header.isControl()).isTrue();
        assertThat(header.baseTimestampMs()).isEqualTo(500);
        assertThat(header.maxTimestampMs()).isEqualTo(900);
        assertThat(header.producerId()).isEqualTo(77);
        assertThat(header.producerEpoch()).isEqualTo((short) 3);
        assertThat(header.baseSequence()).isEqualTo(11);
        assertThat(header.count()).isEqualTo(3);
    }

    @Test
    void recordsWithoutATimestampLeaveTheBatchWithout() {
        ByteBuffer batch = Batches.withTimestamps(-1, -1);

        BatchHeader header = BatchHeader.at(batch, 0);
        assertThat(header.baseTimestampMs()).isEqualTo(-1);
        assertThat(header.maxTimestampMs()).isEqualTo(-1);
    }

    @Test
    void theCallersBuffersStayWhereTheyWere() {
        ByteBuffer key = bytes("_key_").position(1).limit(4);
        ByteBuffer value = bytes("_value_").position(1).limit(6);
        BatchWriter writer = new BatchWriter(BatchSpec.at(0), Compression.UNSUPPORTED);

        ByteBuffer batch = writer.add(NOW_MS, key, value, List.of()).build();

        assertThat(Batches.records(batch, Compression.UNSUPPORTED).get(0).key())
                .isEqualTo(bytes("key"));
        assertThat(key).isEqualTo(bytes("key"));
        assertThat(value).isEqualTo(bytes("value"));
    }

    @Test
    void compressedRecordsAreTheSameRecordsInFewerBytes() {
        Deflate codec = new Deflate();
        BatchSpec spec = BatchSpec.at(3).withCompression(CompressionType.GZIP);
        BatchWriter writer = new BatchWriter(spec, codec);
        BatchWriter plain = new BatchWriter(BatchSpec.at(3), codec);
        for (int i = 0; i < 1000; i++) {
            writer.add(NOW_MS + i, bytes("key" + i), bytes("always the same"), List.of());
            plain.add(NOW_MS + i, bytes("key" + i), bytes("always the same"), List.of());
        }

        ByteBuffer batch = writer.build();

        ByteBuffer plainBatch = plain.build();
        assertThat(batch.remaining()).isLessThan(plainBatch.remaining() / 3);
        assertThat(BatchHeader.at(batch, 0).compression()).isEqualTo(CompressionType.GZIP);
        assertThat(Batches.records(batch, codec)).isEqualTo(Batches.records(plainBatch, codec));
        assertThat(new BatchFormat().check(batch, codec)).isNull();
    }

    @Test
    void aBatchWithoutRecordsIsABug() {
        BatchWriter writer = new BatchWriter(BatchSpec.at(0), Compression.UNSUPPORTED);

        assertThatThrownBy(writer::build).isInstanceOf(Check.CheckFailed.class);
    }

    @Test
    void aBuilderIsUsedUpByBuilding() {
        BatchWriter writer = new BatchWriter(BatchSpec.at(0), Compression.UNSUPPORTED);
        writer.add(NOW_MS, null, null, List.of()).build();

        assertThatThrownBy(writer::build).isInstanceOf(Check.CheckFailed.class);
        assertThatThrownBy(() -> writer.add(NOW_MS, null, null, List.of()))
                .isInstanceOf(Check.CheckFailed.class);
    }

    @Test
    void aTimestampBeforeNoneIsABug() {
        BatchWriter writer = new BatchWriter(BatchSpec.at(0), Compression.UNSUPPORTED);

        assertThatThrownBy(() -> writer.add(-2, null, null, List.of()))
                .isInstanceOf(Check.CheckFailed.class);
    }
}
