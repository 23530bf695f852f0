package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.StorageException;
import strata.log.Batches;

final class SegmentRecoveryTest {
    private static final int SEGMENTS = 5;
    private static final int BATCHES = 60;

    private final LogWorld world = new LogWorld();

    @Test
    void afterACleanStopNothingIsScannedAndOnlyTheNewestSegmentIsOpened() {
        long end = stopped();

        SegmentedLog log = world.open(new Known(0, end, 0, true));

        assertThat(log.recovery().scannedBytes()).isZero();
        assertThat(log.logEndOffset()).isEqualTo(end);
        assertThat(log.recoveryPoint()).isEqualTo(end);
        assertThat(world.storage.openedNames())
                .allMatch(name -> name.contains(SegmentFiles.nameOf(240, "")));
        SegmentLogTest.append(log, "next");
        assertThat(log.logEndOffset()).isEqualTo(end + 1);
    }

    @Test
    void onlySegmentsAtOrAboveTheRecoveryPointAreScanned() {
        long end = stopped();
        for (int n = 0; n <= SEGMENTS; n++) {
            long recoveryPoint = (long) n * BATCHES;
            int last = Math.min(n, SEGMENTS - 1);
            long expected = (long) (SEGMENTS - last) * world.bytes(0, ".log").length;

            SegmentedLog log = world.open(new Known(0, recoveryPoint, 0, false));

            assertThat(log.recovery().scannedBytes()).isEqualTo(expected);
            assertThat(log.logEndOffset()).isEqualTo(end);
            assertThat(log.recoveryPoint()).isEqualTo(recoveryPoint);
        }
    }

    @Test
    void aCutInASegmentDeletesAllLaterOnes() {
        stopped();
        byte[] bytes = world.bytes(120, ".log");
        bytes[bytes.length / 2 + 30]++;
        world.setBytes(120, ".log", bytes);

        SegmentedLog log = world.open(new Known(0, 60, 0, false));

        assertThat(log.logEndOffset()).isBetween(149L, 151L);
        assertThat(log.segments()).hasSize(3);
        assertThat(log.recovery().cutBytes()).isBetween(2L * bytes.length, 3L * bytes.length);
        assertThat(log.recovery().reason()).contains("CRC");
        assertThat(world.storage.names()).noneMatch(name -> name.contains("00180."));
        assertThat(SegmentLogTest.readAll(log, 0)).isNotEmpty();
    }

    @Test
    void aSegmentThatIsTooShortDeletesAllLaterOnesThoughNothingInItIsTorn() {
        stopped();
        int size = world.bytes(120, ".log").length;
        world.setBytes(120, ".log", Arrays.copyOf(world.bytes(120, ".log"), size / BATCHES * 10));

        SegmentedLog log = world.open(new Known(0, 100, 0, false));

        assertThat(log.logEndOffset()).isEqualTo(130);
        assertThat(log.segments()).hasSize(3);
        assertThat(log.recovery().reason()).contains("130").contains("180");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLogThatEndsBelowItsStartTellsTheReason(boolean clean) {
        long end = stopped();

        SegmentedLog log = world.open(new Known(end + 5, 0, 0, clean));

        assertThat(log.recovery().cutBytes()).isPositive();
        assertThat(log.recovery().reason()).contains("" + end).contains("" + (end + 5));
    }

    @Test
    void aDeletedSegmentThatWasEmptyLeavesAReasonAndNoCutBytes() {
        long end = stopped();
        world.setBytes(end + 7, ".log", new byte[0]);

        SegmentedLog log = world.open(new Known(0, end, 0, false));

        assertThat(log.segments()).hasSize(SEGMENTS);
        assertThat(log.recovery().cutBytes()).isZero();
        assertThat(log.recovery().reason()).contains("" + end).contains("" + (end + 7));
    }

    @Test
    void inACompactedLogAGapBetweenSegmentsIsNoLoss() {
        stopped();
        int size = world.bytes(120, ".log").length;
        world.setBytes(120, ".log", Arrays.copyOf(world.bytes(120, ".log"), size / BATCHES * 10));
        world.settings = world.settings.with(SegmentSettings.Compaction.ON);

        for (long recoveryPoint : new long[] {0, 125, 150, 200}) {
            SegmentedLog log = world.open(new Known(0, recoveryPoint, 180, false));

            assertThat(log.logEndOffset()).isEqualTo(300);
            assertThat(log.segments()).hasSize(SEGMENTS);
        }
    }

    @Test
    void aBadBatchBelowTheRecoveryPointIsAFaultAndNothingIsChanged() {
        stopped();
        byte[] bytes = world.bytes(120, ".log");
        bytes[bytes.length / 2 + 30]++;
        world.setBytes(120, ".log", bytes);
        Map<String, byte[]> before = contents();

        assertThatThrownBy(() -> world.open(new Known(0, 170, 0, false)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("00000000000000000120.log")
                .hasMessageContaining("at byte");

        assertThat(contents()).usingRecursiveComparison().isEqualTo(before);
    }

    /** A batch's base offset is under no CRC. */
    @Test
    void anImpossibleOffsetBelowTheRecoveryPointIsAFaultAndAboveItIsCut() {
        stopped();
        Map<String, byte[]> before = contents();
        int size = world.bytes(240, ".log").length / BATCHES;
        for (int bit = 0; bit < 63; bit++) {
            byte[] bytes = world.bytes(240, ".log");
            bytes[30 * size + 7 - bit / 8] ^= (byte) (1 << (bit % 8));
            world.setBytes(240, ".log", bytes);
            assertThatThrownBy(() -> world.open(new Known(0, 271, 0, false)))
                    .as("bit %s", bit)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("00000000000000000240.log");
            assertThat(world.bytes(240, ".log")).isEqualTo(bytes);

            SegmentedLog log = world.open(new Known(0, 260, 0, false));

            assertThat(log.logEndOffset()).as("bit %s", bit).isGreaterThanOrEqualTo(270);
            assertThat(log.logEndOffset()).as("bit %s", bit).isLessThan(240L + (1L << 31));
            log.close();
            before.forEach(world.storage::setBytes);
        }
    }

    @Test
    void anEndThatIsMissingAfterACleanStopIsAFault() {
        long end = stopped();
        int size = world.bytes(240, ".log").length;
        world.setBytes(240, ".log", Arrays.copyOf(world.bytes(240, ".log"), size / BATCHES * 59));

        assertThatThrownBy(() -> world.open(new Known(0, end, 0, true)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("00000000000000000240.log");
    }

    @Test
    void missingIndexesAreMadeAnewByteForByte() {
        stopped();
        List<String> indexes = world.storage.names().stream().filter(this::isIndex).toList();
        assertThat(indexes).hasSize(2 * SEGMENTS);
        Map<String, byte[]> before = contents();
        indexes.forEach(world.storage::delete);

        SegmentedLog log = world.open(new Known(0, 300, 0, true));
        SegmentLogTest.readAll(log, 0);
        log.offsetOfMaxTimestamp(300);
        while (log.rebuildIndexes(500)) {
            assertThat(log.logEndOffset()).isEqualTo(300);
        }
        log.close();

        assertThat(contents()).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void indexesAreMadeAnewInPortions() {
        stopped();
        world.storage.names().stream().filter(this::isIndex).forEach(world.storage::delete);
        SegmentedLog log = world.open(new Known(0, 300, 0, true));
        int segmentBytes = world.bytes(0, ".log").length;

        int steps = 1;
        while (log.rebuildIndexes(1_000)) {
            steps++;
        }

        assertThat(steps).isBetween(4 * segmentBytes / 1_200, 4 * segmentBytes / 1_000 + 5);
        assertThat(world.storage.names().stream().filter(this::isIndex)).hasSize(8);
    }

    @Test
    void anUncleanStopLeavesIndexesThatAreTheSameAfterRecovery() {
        stopped();
        Map<String, byte[]> before = contents();
        for (int recoveryPoint : new int[] {0, 130, 300}) {
            world.storage.names().stream()
                    .filter(this::isIndex)
                    .filter(name -> name.compareTo("t-0/00000000000000000120") >= 0)
                    .forEach(name -> world.storage.setBytes(name, new byte[24]));

            world.open(new Known(0, recoveryPoint, 0, false)).close();

            if (recoveryPoint < 180) {
                assertThat(contents()).usingRecursiveComparison().isEqualTo(before);
            }
        }
    }

    @Test
    void strangersAreLeftAloneAndIndexesWithoutALogAreRemoved() {
        stopped();
        Consumer<String> put = name -> world.storage.setBytes("t-0/" + name, new byte[] {1});
        List<String> strangers =
                List.of("notes.txt", "0.log", "00000000000000000007.log.bak", "partition.metadata");
        List<String> orphans =
                List.of(
                        "00000000000000000007.index",
                        "00000000000000000007.timeindex",
                        "00000000000000000009.txnindex");
        strangers.forEach(put);
        orphans.forEach(put);

        SegmentedLog log = world.open(new Known(0, 300, 0, true));

        assertThat(log.segments()).hasSize(SEGMENTS);
        assertThat(world.storage.list("t-0"))
                .containsAll(strangers)
                .doesNotContainAnyElementsOf(orphans);
    }

    @Test
    void aLogThatEndsBelowItsStartGoesOnThereEmpty() {
        stopped();

        SegmentedLog log = world.open(new Known(400, 400, 0, false));

        assertThat(log.logStartOffset()).isEqualTo(400);
        assertThat(log.logEndOffset()).isEqualTo(400);
        assertThat(log.segments()).containsExactly(new SegmentedLog.Segment(400, 0));
    }

    @Test
    void aSegmentThatIsMissingInTheMiddleIsReadOver() {
        stopped();
        for (String suffix : List.of(".log", ".index", ".timeindex")) {
            world.storage.delete("t-0/" + SegmentFiles.nameOf(120, suffix));
        }

        SegmentedLog log = world.open(new Known(0, 300, 0, true));

        List<String> values = Batches.values(SegmentLogTest.readAll(log, 0));
        assertThat(values).hasSize(240).contains("v119", "v180").doesNotContain("v120", "v179");
    }

    /** A log of five segments with 60 batches of a record each, closed properly. */
    private long stopped() {
        world.settings = LogWorld.withIndexInterval(300);
        SegmentedLog log = world.open(Known.NOTHING);
        for (int i = 0; i < SEGMENTS * BATCHES; i++) {
            if (i > 0 && i % BATCHES == 0) {
                log.roll(world.nowMs);
            }
            log.appendAsFollower(Batches.at(i, world.nowMs + i, "v%03d".formatted(i)));
        }
        log.flush();
        log.close();
        world.storage.forgetReads();
        return log.logEndOffset();
    }

    private boolean isIndex(String name) {
        return name.endsWith("index");
    }

    private Map<String, byte[]> contents() {
        TreeMap<String, byte[]> contents = new TreeMap<>();
        world.storage.names().forEach(name -> contents.put(name, world.storage.bytes(name)));
        return contents;
    }
}
