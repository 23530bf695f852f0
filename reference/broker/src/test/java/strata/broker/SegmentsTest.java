package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.request.CreateTopics.Config;
import strata.kernel.request.Fetch;
import strata.kernel.request.ListOffsets;
import strata.kernel.storage.StorageException;

/** Logs in segments: what the broker stores about them, and how it starts on what is stored. */
@Tag("layer")
final class SegmentsTest {
    private static final String CLEAN_STOP = ".kafka_cleanshutdown";
    private static final String RECOVERY_POINT = "recovery-point-offset-checkpoint";
    private static final Config SMALL = new Config("internal.segment.bytes", "500");

    private static BrokerWorld world() {
        BrokerWorld world = BrokerWorld.withDefaults();
        world.create("flights", 1, SMALL);
        return world;
    }

    private static List<String> fill(BrokerWorld world, int records) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            values.add("value " + i);
            assertThat(world.append("flights", values.get(i)).error()).isEqualTo(ErrorCode.NONE);
        }
        return values;
    }

    private static List<String> logFiles(BrokerWorld world) {
        return world.storage.list("flights-0").stream().filter(f -> f.endsWith(".log")).toList();
    }

    private static long activeBaseOffset(BrokerWorld world) {
        List<String> files = logFiles(world);
        return Long.parseLong(files.get(files.size() - 1).replace(".log", ""));
    }

    @Test
    void whatIsAppendedIsReadAcrossSegmentsAndAfterARestart() {
        BrokerWorld world = world();

        List<String> values = fill(world, 40);

        assertThat(logFiles(world)).hasSizeGreaterThan(4);
        assertThat(world.valuesFrom("flights", 0)).isEqualTo(values);
        assertThat(world.restarted().valuesFrom("flights", 0)).isEqualTo(values);
        assertThat(world.stoppedAndRestarted().valuesFrom("flights", 0)).isEqualTo(values);
        assertThat(world.storage.heldSlices).isZero();
    }

    @Test
    void aRolledSegmentIsFlushedBesideAndItsEndIsStoredAsRecoveryPoint() {
        BrokerWorld world = world();
        fill(world, 40);

        world.passes(1_000);

        assertThat(world.storage.text(RECOVERY_POINT))
                .isEqualTo("0\n1\nflights 0 " + activeBaseOffset(world) + "\n");
    }

    @Test
    void theMarkOfACleanStopIsThereBetweenTwoRunsOnly() {
        BrokerWorld world = world();
        assertThat(world.storage.exists(CLEAN_STOP)).isFalse();

        world.broker.stop();

        assertThat(world.storage.text(CLEAN_STOP))
                .matches("\\{\"version\":0,\"brokerEpoch\":[0-9]+}");
        assertThat(world.restarted().storage.exists(CLEAN_STOP)).isFalse();
    }

    @Test
    void whereverTheNodeDiesWhileItStopsNothingIsLost() {
        int crashes = 0;
        for (long call = 1; ; call++) {
            BrokerWorld world = world();
            List<String> values = fill(world, 20);
            world.storage.diesAtCall = world.storage.calls + call;
            boolean died = false;
            try {
                world.broker.stop();
            } catch (StorageException e) {
                died = true;
                crashes++;
            }
            world.storage.diesAtCall = Long.MAX_VALUE;

            BrokerWorld after = world.restarted();

            assertThat(after.valuesFrom("flights", 0)).isEqualTo(values);
            assertThat(after.append("flights", "next").baseOffset()).isEqualTo(20);
            if (!died) {
                break;
            }
        }
        assertThat(crashes).isGreaterThan(5);
    }

    @Test
    void aStaleRecoveryPointCostsTimeOnly() {
        BrokerWorld world = world();
        List<String> values = fill(world, 20);
        world.broker.stop();
        world.storage.delete(CLEAN_STOP);
        world.storage.put(RECOVERY_POINT, "0\n1\nflights 0 3\n");

        assertThat(world.restarted().valuesFrom("flights", 0)).isEqualTo(values);
    }

    @Test
    void aLogThatHasLostWhatWasDurableIsNotServed() {
        BrokerWorld world = world();
        fill(world, 5);
        world.storage.put(RECOVERY_POINT, "0\n1\nflights 0 100\n");

        assertThatThrownBy(world::restarted)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("flights-0");
    }

    @Test
    void layer1AloneRefusesALogOfManyFiles() {
        BrokerWorld world = world();
        fill(world, 20);
        world.broker.stop();

        assertThatThrownBy(world::restartedOnLayer1)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("flights-0 needs layer 2 (segments)")
                .hasMessageContaining("it has a file 000");
    }

    @Test
    void aLogOfOneFileGoesFromLayer1ToLayer2AndBack() {
        BrokerWorld world =
                new BrokerWorld(
                        new LinkedHashMap<>(),
                        new MemoryStorage(),
                        BrokerWorld.layer1(),
                        1_700_000_000_000L);
        world.create("flights", 1);
        world.append("flights", "one");
        world.broker.stop();
        BrokerWorld onTwo = world.restartedOn(BrokerWorld.layers1And2());
        onTwo.append("flights", "two");
        onTwo.broker.stop();
        BrokerWorld onOne = onTwo.restartedOnLayer1();
        onOne.append("flights", "three");
        onOne.broker.stop();

        BrokerWorld last = world.restartedOn(BrokerWorld.layers1And2());

        assertThat(last.valuesFrom("flights", 0)).containsExactly("one", "two", "three");
        assertThat(onOne.layers.toString()).isEqualTo("layers: log=reference");
        assertThat(last.layers.toString()).isEqualTo("layers: log=reference segments=reference");
    }

    @Test
    void corruptBytesAreRefusedAndTheRestIsServed() {
        BrokerWorld world = world();
        fill(world, 40);
        String file = "flights-0/" + logFiles(world).get(1);
        long base = Long.parseLong(logFiles(world).get(1).replace(".log", ""));
        BrokerWorld after = world.stoppedAndRestarted();
        // The magic byte of the segment's first batch.
        after.storage.bytes(file)[16] = 77;

        Fetch.PartitionResult spoiled =
                after.fetched(after.send(Requests.fetch("flights", base, 0, 0)));

        assertThat(spoiled.error()).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
        assertThat(after.append("flights", "on").error()).isEqualTo(ErrorCode.NONE);
        assertThat(after.valuesFrom("flights", 40)).containsExactly("on");
    }

    @Test
    void offsetsAreFoundByTimeAcrossSegments() {
        BrokerWorld world = world();
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            times.add(world.wallMs);
            world.append("flights", "value " + i);
            world.passes(1_000);
        }

        assertThat(world.offsetAt("flights", times.get(17)).offset()).isEqualTo(17);
        assertThat(world.offsetAt("flights", times.get(17) + 1).offset()).isEqualTo(18);
        assertThat(world.offsetAt("flights", world.wallMs + 1).offset()).isEqualTo(-1);
        assertThat(world.offsetAt("flights", ListOffsets.MAX_TIMESTAMP).offset()).isEqualTo(29);
        assertThat(world.offsetAt("flights", ListOffsets.EARLIEST).offset()).isZero();
        assertThat(world.offsetAt("flights", ListOffsets.EARLIEST_LOCAL).offset()).isZero();
        assertThat(world.offsetAt("flights", ListOffsets.LATEST).offset()).isEqualTo(30);
        assertThat(world.offsetAt("flights", ListOffsets.LATEST_TIERED).offset()).isEqualTo(-1);
    }

    @Test
    void aStartAfterACleanStopLooksAtEachPartitionAFewTimesOnly() {
        // Layer 3 has files of its own for each partition.
        BrokerWorld world = BrokerWorld.on(BrokerWorld.layers1And2());
        world.create("few", 10);
        world.create("flights", 2_000, SMALL);
        fill(world, 40);
        world.broker.stop();
        long before = world.storage.calls;
        long readBefore = world.storage.readBytes;

        BrokerWorld after = world.restarted();

        long perPartition = (after.storage.calls - before) / 2_010;
        assertThat(perPartition).isLessThanOrEqualTo(8);
        // Of the partitions' logs nothing is read, of the rest about the metadata.
        assertThat(after.storage.readBytes - readBefore).isLessThan(1_000_000);
        assertThat(after.valuesFrom("flights", 0)).hasSize(40);
    }
}
