package strata.kernel.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;

class BatchCursorTest {
    @Test
    void aWalkMeetsEveryBatchWhateverTheirSizes() {
        int[] sizes = {61, 61, 5_000, 61, 4_096, 70, 9_000};
        Bytes file = new Bytes(sizes);

        List<Integer> met = new ArrayList<>();
        BatchCursor cursor = new BatchCursor(file).walk(0, file.size());
        for (; cursor.hasBatch(); cursor.next()) {
            met.add(cursor.header().sizeInBytes());
        }

        assertThat(met).containsExactly(61, 61, 5_000, 61, 4_096, 70, 9_000);
        assertThat(cursor.position()).isEqualTo(file.size());
    }

    @Test
    void aCursorThatIsNotWalkingHoldsNoMemory() {
        // A node of 10,000 partitions has two cursors for each.
        Bytes file = new Bytes(61, 5_000, 61);
        BatchCursor cursor = new BatchCursor(file);

        assertThat(cursor.windowSizeInBytes()).isZero();
        cursor.walk(0, file.size());
        assertThat(cursor.windowSizeInBytes()).isEqualTo(4_096);
        while (cursor.hasBatch()) {
            cursor.next();
        }
        assertThat(cursor.windowSizeInBytes()).isZero();
        cursor.walk(0, 61);
        assertThat(cursor.windowSizeInBytes()).isEqualTo(61);
    }

    @Test
    void aWalkBehindAShorterOneSeesWhatIsInTheFileNow() {
        Bytes file = new Bytes(100, 200, 300);
        BatchCursor cursor = new BatchCursor(file).walk(0, 100);
        file.set(0, new Bytes(80, 220, 300));

        cursor.walk(0, file.size());

        assertThat(cursor.header().sizeInBytes()).isEqualTo(80);
        cursor.next();
        assertThat(cursor.header().sizeInBytes()).isEqualTo(220);
    }

    @Test
    void aBatchThatEndsBehindTheWalkIsCorruption() {
        Bytes file = new Bytes(100, 200);
        BatchCursor cursor = new BatchCursor(file).walk(0, 250);

        assertThatThrownBy(cursor::next)
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("bytes.log is corrupt at byte 100");
    }

    /** A file of batches that are headers and nothing else. */
    private static final class Bytes implements StorageFile {
        private final ByteBuffer bytes;

        Bytes(int... sizes) {
            int sum = 0;
            for (int size : sizes) {
                sum += size;
            }
            bytes = ByteBuffer.allocate(sum);
            int position = 0;
            for (int size : sizes) {
                bytes.putInt(position + 8, size - BatchHeader.LOG_OVERHEAD);
                bytes.put(position + 16, BatchHeader.MAGIC);
                position += size;
            }
        }

        void set(int position, Bytes from) {
            bytes.put(position, from.bytes, 0, from.bytes.capacity());
        }

        @Override
        public String name() {
            return "bytes.log";
        }

        @Override
        public long size() {
            return bytes.capacity();
        }

        @Override
        public int read(ByteBuffer into, long position) {
            int count = Math.min(into.remaining(), (int) (size() - position));
            into.put(bytes.slice((int) position, count));
            return count;
        }

        @Override
        public void write(ByteBuffer from, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSlice slice(long position, int count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void flush() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
