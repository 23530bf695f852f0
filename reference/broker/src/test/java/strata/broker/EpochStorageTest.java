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
    void whoBeginsToLeadWaitsForNoDiskAndAllElseDoes() {
        long durably = write("first");

        long spared = storage.sparingFlushes(() -> write("second"));

        assertThat(spared).as("all but the flush and the directory's").isEqualTo(durably - 2);
        assertThat(disk.text("t-0/epochs")).isEqualTo("second");
        assertThat(write("third!")).isEqualTo(durably);
    }
}
