package strata.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import strata.kernel.log.PartitionLog;
import strata.kernel.replication.EpochEntry;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.segments.SegmentedLog;
import strata.log.MemoryStorage;

/** What becomes of the leader epochs when they are opened again. */
final class EpochRecoveryTest {
    private static final List<EpochEntry> ALL =
            List.of(new EpochEntry(0, 0), new EpochEntry(2, 4), new EpochEntry(5, 6));
    private static final String TEXT = "0\n3\n0 0\n2 4\n5 6\n";

    private final LogWorld world = new LogWorld();

    /** Eight records: four of epoch 0, two of epoch 2, two of epoch 5; all durable. */
    @BeforeEach
    void writeALog() {
        PartitionLog log = world.openLog(0);
        LeaderEpochs epochs = world.openEpochs(log, 0);
        append(log, epochs, LogWorld.batch(0, 0, 3), 0);
        append(log, epochs, LogWorld.batch(3, 0, 1), 0);
        append(log, epochs, LogWorld.batch(4, 2, 2), 2);
        append(log, epochs, LogWorld.batch(6, 5, 2), 5);
        log.flush();
        assertThat(text()).isEqualTo(TEXT);
    }

    @Test
    void aFileThatIsMissingIsMadeAnewFromTheBatches() {
        world.storage.delete(LogWorld.CHECKPOINT);
        assertHealed(8);
        assertHealed(0);
    }

    @Test
    void aFileThatIsDamagedInAnyByteIsMadeAnewOrRight() {
        byte[] good = world.storage.bytes(LogWorld.CHECKPOINT);
        for (int cut = 0; cut < good.length; cut++) {
            world.storage.setBytes(LogWorld.CHECKPOINT, Arrays.copyOf(good, cut));
            assertHealed(8);
            world.storage.setBytes(
                    LogWorld.CHECKPOINT, Arrays.copyOf(Arrays.copyOf(good, cut), good.length));
            assertHealed(8);
        }
        for (String bad :
                List.of(
                        "1\n3\n0 0\n2 4\n5 6\n",
                        "0\n2\n0 0\n2 4\n5 6\n",
                        "0\n3\n0 0\n2 4\n5 6",
                        "0\n3\n0 0\n5 4\n2 6\n",
                        "0\n3\n0 0\n2 6\n5 4\n",
                        "0\n3\n0 0\n2 4\n5 -6\n",
                        "0\n3\n0 0\n2 4\n5 x\n",
                        "0\n3\n0 0\n2 4\n5\n",
                        "0\n3\n0 0\n2 4\n99999999999 6\n",
                        "0\n3\n0 0\n2 4\n5 9999999999999999999\n",
                        "zebra\n")) {
            world.storage.setBytes(LogWorld.CHECKPOINT, bad.getBytes(StandardCharsets.UTF_8));
            assertHealed(8);
        }
    }

    @Test
    void aFileThatIsBehindTheLogIsFilledUpFromTheBatches() {
        for (String old : List.of("0\n0\n", "0\n1\n0 0\n", "0\n2\n0 0\n2 4\n")) {
            for (long recoveryPoint : new long[] {0, 4, 5, 8}) {
                world.storage.setBytes(LogWorld.CHECKPOINT, old.getBytes(StandardCharsets.UTF_8));
                assertHealed(recoveryPoint);
            }
        }
    }

    @Test
    void anEntryThatIsNotSureToBeRightIsFoundAgainInTheBatches() {
        String wrong = "0\n3\n0 0\n2 5\n4 6\n";
        world.storage.setBytes(LogWorld.CHECKPOINT, wrong.getBytes(StandardCharsets.UTF_8));
        assertHealed(4);
    }

    @Test
    void entriesAtTheLogEndGoAndThoseBelowItsStartAreFolded() {
        PartitionLog log = world.openLog(0);
        log.truncateTo(6);
        LeaderEpochs epochs = world.openEpochs(log, 6);

        assertThat(epochs.entries()).isEqualTo(ALL.subList(0, 2));
        assertThat(text()).isEqualTo("0\n2\n0 0\n2 4\n");
    }

    @Test
    void anEntryOfRecordsThatWereCompactedAwayIsBelieved() {
        String more = "0\n4\n0 0\n1 2\n2 4\n5 6\n";
        world.storage.setBytes(LogWorld.CHECKPOINT, more.getBytes(StandardCharsets.UTF_8));

        LeaderEpochs epochs = world.openEpochs(world.openLog(8), 8);

        assertThat(epochs.entries()).contains(new EpochEntry(1, 2)).hasSize(4);
    }

    @Test
    void aRightFileIsNeitherWrittenNorIsTheLogWalked() {
        PartitionLog log = world.openLog(8);
        int stepsBefore = world.storage.stepCount();
        world.storage.forgetReads();

        LeaderEpochs epochs = world.openEpochs(log, 8);

        assertThat(epochs.entries()).isEqualTo(ALL);
        assertThat(world.storage.stepCount()).isEqualTo(stepsBefore);
        assertThat(world.storage.readCount()).isLessThanOrEqualTo(3);
    }

    @Test
    void aCrashInAnyStepLeavesTheOldEpochsOrTheNewOnes() {
        for (int seed = 0; seed < 50; seed++) {
            for (int step = 1; step <= 40; step++) {
                LogWorld fresh = new LogWorld();
                Random random = new Random(seed * 1_000L + step);
                crashInHistory(fresh, step);
                fresh.storage.loseSome(random);
                assertEpochsFitTheBatches(fresh);
            }
        }
    }

    @Test
    void damageInTheMiddleOfTheLogLeavesTheEpochsBelowItAndTheLastOne() {
        LogWorld small = new LogWorld();
        SegmentedLog log = small.openSegments(0, false);
        log.appendAsFollower(LogWorld.batch(0, 0, 4));
        log.appendAsFollower(LogWorld.batch(4, 0, 1));
        log.appendAsFollower(LogWorld.batch(5, 2, 1));
        log.appendAsFollower(LogWorld.batch(6, 5, 2));
        log.close();
        String damaged = LogWorld.DIRECTORY + "/00000000000000000004.log";
        byte[] bytes = small.storage.bytes(damaged);
        ByteBuffer.wrap(bytes).putInt(8, 1 << 30); // The length of batch 4 hides batch 5.
        small.storage.setBytes(damaged, bytes);

        LeaderEpochs epochs = small.openEpochs(small.openSegments(8, true), 8);

        assertThat(epochs.entries()).containsExactly(ALL.get(0), ALL.get(2));
    }

    /** Appends in three epochs, cuts, appends in a fourth; the machine dies in the n-th step. */
    private static void crashInHistory(LogWorld world, int dyingStep) {
        world.storage.dieInStep(dyingStep);
        try {
            PartitionLog log = world.openLog(0);
            LeaderEpochs epochs = world.openEpochs(log, 0);
            append(log, epochs, LogWorld.batch(0, 0, 3), 0);
            append(log, epochs, LogWorld.batch(3, 1, 2), 1);
            append(log, epochs, LogWorld.batch(5, 2, 2), 2);
            log.truncateTo(3);
            epochs.truncateFromEnd(3);
            append(log, epochs, LogWorld.batch(3, 0, 4), 0);
            append(log, epochs, LogWorld.batch(7, 3, 1), 3);
            log.flush();
        } catch (MemoryStorage.Died e) {
            assertThat(e).isNotNull();
        }
    }

    private static void assertEpochsFitTheBatches(LogWorld world) {
        PartitionLog log = world.openLog(0);
        List<EpochEntry> healed = world.openEpochs(log, 0).entries();
        if (world.storage.exists(LogWorld.CHECKPOINT)) {
            world.storage.delete(LogWorld.CHECKPOINT);
        }
        assertThat(healed).isEqualTo(world.openEpochs(log, 0).entries());
    }

    private void assertHealed(long recoveryPoint) {
        LeaderEpochs epochs = world.openEpochs(world.openLog(recoveryPoint), recoveryPoint);
        assertThat(epochs.entries()).isEqualTo(ALL);
        assertThat(text()).isEqualTo(TEXT);
    }

    private static void append(PartitionLog log, LeaderEpochs epochs, ByteBuffer batch, int epoch) {
        epochs.assign(epoch, log.logEndOffset());
        log.appendAsFollower(batch);
    }

    private String text() {
        return new String(world.storage.bytes(LogWorld.CHECKPOINT), StandardCharsets.UTF_8);
    }
}
