package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import strata.kernel.storage.StorageFile;

class RunMarkTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final RunMark mark = new RunMark(storage);

    @Test
    void aRunWhoseMemoryIsStillThereHasLostNothing() {
        storage.memoryId = "first boot";
        assertThat(mark.lastBrokerEpoch()).isEqualTo(-1);
        mark.write(17);
        mark.write(203);

        assertThat(mark.lastBrokerEpoch()).isEqualTo(203);
    }

    @Test
    void aRunBeforeTheMachineWasStartedAnewMayHaveLostSomething() {
        storage.memoryId = "first boot";
        mark.write(17);

        storage.memoryId = "second boot";

        assertThat(mark.lastBrokerEpoch()).isEqualTo(-1);
    }

    @Test
    void whereTheStorageCannotSayNothingIsKnown() {
        mark.write(17);
        assertThat(storage.exists(RunMark.FILE)).isFalse();

        storage.memoryId = "first boot";
        mark.write(17);
        storage.memoryId = "";

        assertThat(mark.lastBrokerEpoch()).isEqualTo(-1);
    }

    @Test
    void aDamagedMarkSaysNothing() {
        storage.memoryId = "first boot";
        mark.write(17);
        try (StorageFile file = storage.open(RunMark.FILE)) {
            file.write(ByteBuffer.wrap(new byte[] {'?'}), 3);
        }

        assertThat(mark.lastBrokerEpoch()).isEqualTo(-1);
    }
}
