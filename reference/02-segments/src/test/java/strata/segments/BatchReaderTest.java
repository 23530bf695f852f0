package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.storage.StorageFile;

final class BatchReaderTest {
    private final PlainDisk disk = new PlainDisk();
    private final StorageFile file = disk.open("t-0/0.log");

    @Test
    void everyBatchIsReadWhateverItsSize() {
        Random random = new Random(5);
        List<ByteBuffer> batches = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            boolean large = random.nextInt(60) == 0;
            String value = "x".repeat(random.nextInt(large ? 400_000 : 3_000));
            batches.add(written(KeyedBatch.at(i).put("k", value).build()));
        }

        BatchReader reader = new BatchReader(file, 0, file.size());

        for (ByteBuffer batch : batches) {
            assertThat(reader.hasNext()).isTrue();
            assertThat(reader.next()).isEqualTo(batch);
        }
        assertThat(reader.hasNext()).isFalse();
        assertThat(reader.position()).isEqualTo(file.size());
    }

    @Test
    void smallBatchesShareARead() {
        for (int i = 0; i < 1_000; i++) {
            written(KeyedBatch.at(i).put("k", "v").build());
        }

        new BatchReader(file, 0, file.size()).next();

        assertThat(disk.largestReadInBytes).isBetween(64 * 1024, 128 * 1024);
    }

    @Test
    void anyFlippedBitIsFoundAndItsPlaceNamed() {
        written(KeyedBatch.at(0).put("a", "1").build());
        int from = (int) file.size();
        ByteBuffer batch = written(KeyedBatch.at(1).put("b", "2").build());
        byte[] good = disk.bytes("t-0/0.log");
        // Base offset and leader epoch are not under the CRC.
        for (int at = from + BatchHeader.LOG_OVERHEAD + 4; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 4;
            disk.setBytes("t-0/0.log", bad);

            BatchReader reader = new BatchReader(file, 0, bad.length);
            reader.next();

            assertThatThrownBy(reader::next)
                    .as("byte %s of %s", at - from, batch.limit())
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("t-0/0.log is corrupt at byte " + from);
        }
    }

    @Test
    void aBatchThatReachesOverTheEndIsRefused() {
        written(KeyedBatch.at(0).put("a", "1").build());
        for (long end = 1; end < file.size(); end++) {
            BatchReader reader = new BatchReader(file, 0, end);

            assertThatThrownBy(reader::next).isInstanceOf(CorruptDataException.class);
        }
    }

    private ByteBuffer written(ByteBuffer batch) {
        file.write(batch.duplicate(), file.size());
        return batch;
    }
}
