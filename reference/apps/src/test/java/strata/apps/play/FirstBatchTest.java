package strata.apps.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FirstBatchTest {
    private static byte[] batch() {
        return ByteBuffer.allocate(100)
                .putLong(258)
                .putInt(58)
                .putInt(7)
                .put((byte) 2)
                .putInt(0xCAFEBABE)
                .putShort((short) 4)
                .putInt(2)
                .putLong(1_000)
                .putLong(2_000)
                .putLong(-1)
                .putShort((short) -1)
                .putInt(-1)
                .putInt(3)
                .put("Rhine\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .array();
    }

    @Test
    void eachFieldIsShownWithItsPlaceBytesAndValue() {
        assertThat(FirstBatch.picture(batch()))
                .contains(
                        "   0  00 00 00 00 00 00 01 02  baseOffset            258  (the broker's"
                                + " gift: your log assigned it)",
                        "  17  ca fe ba be              crc                   0xcafebabe  (CRC-32C"
                                + " of all that follows)",
                        "  21  00 04                    attributes            4  (compression"
                                + " zstd)",
                        "  57  00 00 00 03              recordsCount          3");
    }

    @Test
    void whatFollowsIsShownToTheEndOfTheBatchAndNoFurther() {
        assertThat(FirstBatch.sizeOf(batch())).isEqualTo(70);
        assertThat(FirstBatch.picture(batch()))
                .last()
                .asString()
                .isEqualTo("  61  52 68 69 6e 65 0a 00 00 00                       Rhine....");
    }

    @Test
    void whatIsNoBatchHasNoPicture() {
        assertThat(FirstBatch.picture(Arrays.copyOf(batch(), 60))).isEmpty();
    }
}
