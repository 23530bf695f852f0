package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import strata.broker.controller.BrokerLifecycle.Origin;
import strata.kernel.storage.StorageFile;

class RunMarkTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final RunMark mark = new RunMark(storage);

    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);

    /** The broker epoch of the last run, if it lost nothing. */
    private long previous() {
        return mark.begin(-1, FIRST).previousBrokerEpoch();
    }

    @Test
    void aRunWhoseMemoryIsStillThereHasLostNothing() {
        storage.memoryId = "first boot";
        assertThat(previous()).isEqualTo(-1);
        mark.write(17);
        mark.write(203);

        assertThat(previous()).isEqualTo(203);
    }

    @Test
    void aRunBeforeTheMachineWasStartedAnewMayHaveLostSomething() {
        storage.memoryId = "first boot";
        mark.write(17);

        storage.memoryId = "second boot";

        assertThat(previous()).isEqualTo(-1);
    }

    @Test
    void whereTheStorageCannotSayNothingIsKnown() {
        mark.write(17);
        assertThat(storage.exists(RunMark.FILE)).isFalse();

        storage.memoryId = "first boot";
        mark.write(17);
        storage.memoryId = "";

        assertThat(previous()).isEqualTo(-1);
    }

    @Test
    void oneThatWasKilledBeforeItKnewItsEpochIsFollowedByTheSameIncarnation() {
        storage.memoryId = "first boot";
        mark.write(17);

        assertThat(mark.begin(-1, FIRST)).isEqualTo(new Origin(17, FIRST));
        assertThat(mark.begin(-1, SECOND)).isEqualTo(new Origin(17, FIRST));
        assertThat(mark.begin(-1, SECOND)).isEqualTo(new Origin(17, FIRST));
    }

    @Test
    void oneThatKnewItsEpochIsFollowedByAnotherIncarnation() {
        storage.memoryId = "first boot";
        mark.write(17);
        mark.begin(-1, FIRST);
        mark.write(18);

        assertThat(mark.begin(-1, SECOND)).isEqualTo(new Origin(18, SECOND));
    }

    @Test
    void aCleanStopCountsThoughTheMachineWasStartedAnew() {
        storage.memoryId = "first boot";
        mark.write(17);
        storage.memoryId = "second boot";

        assertThat(mark.begin(17, FIRST)).isEqualTo(new Origin(17, FIRST));
        // Killed before it registered: its clean stop file is gone, but the mark knows.
        assertThat(mark.begin(-1, SECOND)).isEqualTo(new Origin(17, FIRST));
    }

    @Test
    void whoMayHaveLostSomethingNeverGoesOnAsTheOneBefore() {
        storage.memoryId = "first boot";
        mark.write(17);
        mark.begin(-1, FIRST);
        storage.memoryId = "second boot";

        assertThat(mark.begin(-1, SECOND)).isEqualTo(new Origin(-1, SECOND));
        assertThat(mark.begin(-1, FIRST)).isEqualTo(new Origin(-1, FIRST));
    }

    @Test
    void aDamagedMarkSaysNothing() {
        storage.memoryId = "first boot";
        mark.write(17);
        try (StorageFile file = storage.open(RunMark.FILE)) {
            file.write(ByteBuffer.wrap(new byte[] {'?'}), 3);
        }

        assertThat(previous()).isEqualTo(-1);
    }
}
