package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import strata.kernel.storage.StorageFile;

class EpochStorageTest {
    private final MemoryStorage disk = new MemoryStorage();
    private final EpochStorage storage = new EpochStorage(disk);

    /** Writes a file durably, as the layer does; returns how many calls reach the disk. */
    private long write(String text) {
        long before = disk.calls;
        try (StorageFile file = storage.open("t-0/new")) {
            file.write(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)), 0);
            file.flush();
        }
        storage.rename("t-0/new", "t-0/epochs");
        storage.syncDirectory("t-0");
        return disk.calls - before;
    }

    @Test
    void flushesThatWereSparedAreMadeUpForOnce() {
        long durably = write("first");

        long spared = storage.sparingFlushes(() -> write("second"));

        assertThat(spared).as("all but the flush and the directory's").isEqualTo(durably - 2);
        assertThat(disk.text("t-0/epochs")).isEqualTo("second");
        long before = disk.calls;
        storage.flush("t-0");
        assertThat(disk.calls - before).as("exists, open, flush, directory").isEqualTo(4);
        storage.flush("t-0");
        storage.flush("t");
        assertThat(disk.calls - before).as("nothing is left to flush").isEqualTo(4);
    }

    @Test
    void whatIsWrittenDurablyAfterwardsNeedsNoMore() {
        storage.sparingFlushes(() -> write("spared"));
        write("durable");

        long before = disk.calls;
        storage.flush("t-0");

        assertThat(disk.calls).isEqualTo(before);
    }
}
