package strata.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import strata.kernel.log.ByteReader;
import strata.kernel.log.CorruptDataException;

/** Step 1.1: numbers take as many bytes as they need. */
final class VarintsTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "-1, 01",
        "1, 02",
        "-2, 03",
        "63, 7e",
        "-64, 7f",
        "64, 8001",
        "-65, 8101",
        "300, d804",
        "8191, fe7f",
        "8192, 808001",
        "2147483647, feffffff0f",
        "-2147483648, ffffffff0f",
        "2147483648, 8080808010",
        "9223372036854775807, feffffffffffffffff01",
        "-9223372036854775808, ffffffffffffffffff01",
    })
    void aNumberIsWrittenInItsBytes(long value, String expected) {
        ByteBuffer out = ByteBuffer.allocate(16);

        Varints.write(out, value);

        assertThat(HEX.formatHex(out.array(), 0, out.position())).isEqualTo(expected);
    }

    @Test
    void everyNumberReadsBackAsItWasWritten() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            ByteBuffer out = ByteBuffer.allocate(16);

            Varints.write(out, value);

            ByteReader in = ByteReader.of(out.flip());
            assertThat(Varints.readLong(in)).isEqualTo(value);
            assertThat(in.position()).isEqualTo(out.limit()).isEqualTo(Varints.sizeOf(value));
            int narrow = (int) value;
            if (narrow == value) {
                assertThat(Varints.readInt(ByteReader.of(out))).isEqualTo(narrow);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"808080808000, 5", "ffffffffff0f, 5", "8080808080, 5"})
    void anIntLongerThanFiveBytesIsRefused(String bytes, int expectedBytes) {
        ByteReader in = readerOf(bytes);

        assertThatThrownBy(() -> Varints.readInt(in))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(expectedBytes + " bytes");
    }

    @Test
    void aLongLongerThanTenBytesIsRefused() {
        ByteReader in = readerOf("8080808080808080808000");

        assertThatThrownBy(() -> Varints.readLong(in))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("10 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "8080", "80808080"})
    void aNumberWhoseBytesEndIsRefused(String bytes) {
        assertThatThrownBy(() -> Varints.readInt(readerOf(bytes)))
                .isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> Varints.readLong(readerOf(bytes)))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void bitsThatDoNotFitAreDroppedAsKafkaDropsThem() {
        assertThat(Varints.readInt(readerOf("ffffffff7f"))).isEqualTo(Integer.MIN_VALUE);
        assertThat(Varints.readLong(readerOf("ffffffffffffffffff7f"))).isEqualTo(Long.MIN_VALUE);
    }

    private static ByteReader readerOf(String hex) {
        return ByteReader.of(ByteBuffer.wrap(HEX.parseHex(hex)));
    }
}
