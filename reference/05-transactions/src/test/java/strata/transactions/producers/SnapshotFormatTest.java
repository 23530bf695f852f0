package strata.transactions.producers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import strata.kernel.log.CorruptDataException;
import strata.kernel.transactions.ProducerView;

class SnapshotFormatTest {
    private static final Producer WRITING =
            Producer.stored(
                    new ProducerView(7L, (short) 2, 9, 1_000L, 3, 40L),
                    new SentBatch(9, 55L, 4, 1_000L));
    private static final Producer ENDED =
            Producer.stored(new ProducerView(8L, (short) 1, -1, 2_000L, 5, -1L), null);
    private static final String BODY =
            "00000002"
                    + "0000000000000007" // producer id
                    + "0002" // epoch
                    + "00000009" // last sequence
                    + "0000000000000037" // last offset
                    + "00000004" // its difference to the first
                    + "00000000000003e8" // time
                    + "00000003" // coordinator epoch
                    + "0000000000000028" // where the open transaction begins
                    + "0000000000000008"
                    + "0001"
                    + "ffffffff"
                    + "ffffffffffffffff"
                    + "00000000"
                    + "00000000000007d0"
                    + "00000005"
                    + "ffffffffffffffff";

    private static ByteBuffer written() {
        return SnapshotFormat.write(List.of(WRITING, ENDED));
    }

    @Test
    void aSnapshotHasTheBytesOfKafkasSchema() {
        byte[] body = HexFormat.of().parseHex(BODY);
        CRC32C crc = new CRC32C();
        crc.update(body);
        byte[] bytes = new byte[written().remaining()];
        written().get(bytes);

        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("0001" + HexFormat.of().toHexDigits((int) crc.getValue()) + BODY);
    }

    @Test
    void whatWasWrittenIsRead() {
        List<Producer> read = SnapshotFormat.read(written());

        assertThat(read.stream().map(Producer::view)).containsExactly(WRITING.view(), ENDED.view());
        assertThat(read.stream().map(Producer::lastBatch))
                .containsExactly(WRITING.lastBatch(), null);
    }

    @Test
    void everyPrefixAndEveryFlippedBitIsCorrupt() {
        int size = written().limit();
        for (int end = 0; end < size; end++) {
            ByteBuffer prefix = written().limit(end);
            assertThatThrownBy(() -> SnapshotFormat.read(prefix))
                    .as("%s bytes", end)
                    .isInstanceOf(CorruptDataException.class);
        }
        for (int bit = 0; bit < 8 * size; bit++) {
            ByteBuffer flipped = written();
            flipped.put(bit / 8, (byte) (flipped.get(bit / 8) ^ (1 << (bit % 8))));
            assertThatThrownBy(() -> SnapshotFormat.read(flipped))
                    .as("bit %s", bit)
                    .isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void aCountThatTheBytesCannotHoldIsCorruptThoughTheCrcIsRight() {
        ByteBuffer lying = written();
        lying.putInt(6, Integer.MAX_VALUE);
        CRC32C crc = new CRC32C();
        crc.update(lying.duplicate().position(6));
        lying.putInt(2, (int) crc.getValue());

        assertThatThrownBy(() -> SnapshotFormat.read(lying))
                .isInstanceOf(CorruptDataException.class);
    }
}
