package strata.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

final class CrashPointsTest {
    /** Appends ten bytes at a time; each ten is promised once it was flushed. */
    private static final class Appends implements CrashPoints.Work {
        private final boolean promisesEarly;
        private long promised;

        Appends(boolean promisesEarly) {
            this.promisesEarly = promisesEarly;
        }

        @Override
        public void run(Storage storage) {
            StorageFile file = storage.open("f");
            storage.syncDirectory("");
            for (int i = 0; i < 3; i++) {
                file.write(ByteBuffer.allocate(10), 10L * i);
                promised = promisesEarly ? 10L * (i + 1) : promised;
                file.flush();
                promised = 10L * (i + 1);
            }
        }
    }

    @Test
    void everyOperationAndEveryCutOfAWriteIsCrashedAt() {
        int crashes =
                CrashPoints.of(() -> new Appends(false))
                        .inModes(CrashMode.KEEP_ALL)
                        .verify(CrashPointsTest::promisedIsThere);

        // 8 operations and the end, and each of 3 writes cut after 1 to 9 bytes.
        assertThat(crashes).isEqualTo(9 + 3 * 9);
    }

    @Test
    void workThatKeepsItsPromisePassesInAllModes() {
        int crashes =
                CrashPoints.of(() -> new Appends(false))
                        .tears(10)
                        .verify(CrashPointsTest::promisedIsThere);

        assertThat(crashes).isGreaterThan(300);
    }

    @Test
    void aPromiseBeforeTheFlushIsFoundAndTold() {
        assertThatThrownBy(
                        () ->
                                CrashPoints.of(() -> new Appends(true))
                                        .inModes(CrashMode.LOSE_UNFLUSHED)
                                        .verify(CrashPointsTest::promisedIsThere))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("LOSE_UNFLUSHED before operation 4, flush f")
                .hasMessageContaining("3. write f 0+10");
    }

    private static void promisedIsThere(Appends work, Storage storage, CrashPoints.Crash crash) {
        assertThat(storage.open("f").size()).isGreaterThanOrEqualTo(work.promised);
    }
}
