package strata.sim.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;

final class GzipCompressionTest {
    private final Compression gzip = new GzipCompression();

    @Test
    void whatWasCompressedComesBack() {
        ByteBuffer plain = ByteBuffer.wrap(new byte[5000]);

        ByteBuffer packed = gzip.compress(CompressionType.GZIP, plain);

        assertThat(packed.remaining()).isLessThan(100);
        byte[] back = new byte[6000];
        int count = 0;
        try (Compression.Decompressor stream = gzip.decompress(CompressionType.GZIP, packed)) {
            for (int n; (n = stream.read(back, count, back.length - count)) > 0; ) {
                count += n;
            }
        }
        assertThat(count).isEqualTo(5000);
    }

    @Test
    void rubbishIsCorrupt() {
        assertThatThrownBy(
                        () ->
                                gzip.decompress(
                                        CompressionType.GZIP, ByteBuffer.wrap(new byte[] {1, 2})))
                .isInstanceOf(CorruptDataException.class);
    }
}
