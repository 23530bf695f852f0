package strata.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
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
            file.write(ByteBuffer.wrap(text.getBytes(UTF_8)), 0);
            file.flush();
        }
        storage.rename("t-0/new", "t-0/epochs");
        storage.syncDirectory("t-0");
        return disk.calls - before;
    }

    private String read(String name) {
        try (StorageFile file = storage.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return UTF_8.decode(bytes.flip()).toString();
        }
    }

    @Test
    void whatIsSparedIsHeldAndStoredOnceItMustBe() {
        write("first");

        long spared = storage.sparingFlushes(() -> write("second"));

        assertThat(spared).as("whether it exists").isEqualTo(1);
        assertThat(disk.text("t-0/epochs")).as("on the disk").isEqualTo("first");
        assertThat(read("t-0/epochs")).isEqualTo("second");
        assertThat(storage.list("t-0")).containsExactly("epochs");
        storage.flush("t");
        assertThat(disk.text("t-0/epochs")).as("another directory's turn").isEqualTo("first");
        storage.flush("t-0");
        assertThat(disk.text("t-0/epochs")).isEqualTo("second");
        long before = disk.calls;
        storage.flush("t-0");
        assertThat(disk.calls - before).as("nothing is left to store").isZero();
    }

    @Test
    void aFileThatWasNeverStoredIsThere() {
        storage.sparingFlushes(() -> write("held"));

        assertThat(storage.exists("t-0/epochs")).isTrue();
        assertThat(disk.exists("t-0/epochs")).isFalse();
        assertThat(storage.list("t-0")).containsExactly("epochs");
    }

    @Test
    void whatIsWrittenDurablyTakesThePlaceOfWhatIsHeld() {
        storage.sparingFlushes(() -> write("spared"));
        write("durable");

        long before = disk.calls;
        storage.flush("t-0");

        assertThat(disk.calls).as("nothing is left to store").isEqualTo(before);
        assertThat(disk.text("t-0/epochs")).isEqualTo("durable");
    }

    @Test
    void whatIsHeldIsDurableOnceItsDirectoryIs() {
        storage.sparingFlushes(() -> write("held"));

        storage.syncDirectory("t-0");

        assertThat(disk.text("t-0/epochs")).isEqualTo("held");
    }

    @Test
    void aDirectoryThatIsGoneLeavesNothingToTheNextOfItsName() {
        storage.sparingFlushes(() -> write("of the deleted topic"));
        storage.sparingFlushes(
                () -> {
                    storage.rename("t-0/epochs", "t-1/epochs");
                    return 0;
                });

        storage.forget("t-1");

        assertThat(storage.exists("t-1/epochs")).isFalse();
    }
}
