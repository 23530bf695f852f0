package strata.kernel.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.TopicPartition;
import strata.kernel.log.CorruptDataException;

class TransactionRecordCodecTest {
    private static final TransactionValue ENDED =
            new TransactionValue(
                    7L,
                    6L,
                    8L,
                    (short) 3,
                    60_000,
                    TransactionState.PREPARE_COMMIT,
                    List.of(new TopicPartition("a", 0), new TopicPartition("a", 2)),
                    1_000L,
                    900L,
                    TransactionVersion.V2);

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }

    private static TransactionRecord read(ByteBuffer value) {
        return Objects.requireNonNull(
                TransactionRecordCodec.decode(TransactionRecordCodec.key("t"), value));
    }

    @Test
    void aValueOfVersion1HasTheBytesOfKafkasSchema() {
        ByteBuffer bytes = TransactionRecordCodec.value(ENDED, (short) 1);

        assertThat(hex(bytes))
                .isEqualTo(
                        "0001" // version
                                + "0000000000000007" // producer id
                                + "0003" // epoch
                                + "0000ea60" // time-out
                                + "02" // PrepareCommit
                                + "02"
                                + "0261"
                                + "03"
                                + "00000000"
                                + "00000002"
                                + "00" // topics
                                + "00000000000003e8" // updated
                                + "0000000000000384" // started
                                + "03" // tagged fields
                                + "0008"
                                + "0000000000000006" // previous producer id
                                + "0108"
                                + "0000000000000008" // next producer id
                                + "0202"
                                + "0002"); // client's version
        assertThat(read(bytes)).isEqualTo(new TransactionRecord("t", ENDED, (short) 1));
    }

    @Test
    void aValueOfVersion0HasTheBytesOfKafkasSchemaAndForgetsTheOtherIds() {
        ByteBuffer bytes = TransactionRecordCodec.value(ENDED, (short) 0);

        assertThat(hex(bytes))
                .isEqualTo(
                        "0000"
                                + "0000000000000007"
                                + "0003"
                                + "0000ea60"
                                + "02"
                                + "00000001"
                                + "0001"
                                + "61"
                                + "00000002"
                                + "00000000"
                                + "00000002"
                                + "00000000000003e8"
                                + "0000000000000384");
        TransactionValue left =
                new TransactionValue(
                        7L,
                        -1L,
                        -1L,
                        (short) 3,
                        60_000,
                        TransactionState.PREPARE_COMMIT,
                        ENDED.partitions(),
                        1_000L,
                        900L,
                        TransactionVersion.V0);
        assertThat(read(bytes)).isEqualTo(new TransactionRecord("t", left, (short) 0));
    }

    @Test
    void whereNothingHasBegunThePartitionsAreNull() {
        TransactionValue empty =
                new TransactionValue(
                        7L,
                        -1L,
                        -1L,
                        (short) 0,
                        60_000,
                        TransactionState.EMPTY,
                        List.of(),
                        1_000L,
                        -1L,
                        TransactionVersion.V0);

        ByteBuffer flexible = TransactionRecordCodec.value(empty, (short) 1);
        ByteBuffer plain = TransactionRecordCodec.value(empty, (short) 0);

        assertThat(hex(flexible).substring(34, 36)).isEqualTo("00");
        assertThat(hex(plain).substring(34, 42)).isEqualTo("ffffffff");
        assertThat(read(flexible).value()).isEqualTo(empty);
        assertThat(read(plain).value()).isEqualTo(empty);
    }

    @Test
    void aKeyIsTheIdAndALaterKindOfKeyIsPassedOver() {
        ByteBuffer later = ByteBuffer.wrap(new byte[] {0, 1, 9, 9});

        assertThat(hex(TransactionRecordCodec.key("t"))).isEqualTo("0000" + "0001" + "74");
        assertThat(TransactionRecordCodec.decode(TransactionRecordCodec.key("t"), null))
                .isEqualTo(TransactionRecord.tombstone("t"));
        assertThat(TransactionRecordCodec.decode(later, null)).isNull();
    }

    @Test
    void everyPrefixOfAValueIsCorrupt() {
        for (short version = 0; version <= 1; version++) {
            ByteBuffer whole = TransactionRecordCodec.value(ENDED, version);
            for (int size = 0; size < whole.limit(); size++) {
                ByteBuffer prefix = whole.duplicate().limit(size);
                assertThatThrownBy(() -> read(prefix)).isInstanceOf(CorruptDataException.class);
            }
        }
    }

    @Test
    void aMarkerIsReadAsItWasWrittenAndOtherControlRecordsAreNone() {
        EndMarker abort = new EndMarker(false, 5);

        assertThat(hex(abort.key())).isEqualTo("00000000");
        assertThat(hex(abort.value())).isEqualTo("000000000005");
        assertThat(EndMarker.of(abort.key(), abort.value())).isEqualTo(abort);
        assertThat(hex(new EndMarker(true, 5).key())).isEqualTo("00000001");
        assertThat(EndMarker.of(ByteBuffer.wrap(new byte[] {0, 0, 0, 2}), null)).isNull();
        assertThatThrownBy(() -> EndMarker.of(abort.key(), ByteBuffer.allocate(5)))
                .isInstanceOf(CorruptDataException.class);
    }
}
