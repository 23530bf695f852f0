package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.RequestId;
import strata.kernel.request.CreateTopics.Config;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.Fetch;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.ListOffsets;
import strata.kernel.storage.StorageException;

/** Retention, compaction and the deletion of records, in virtual time. */
@Tag("layer")
final class LogCareTest {
    private static final String LOG_START = "log-start-offset-checkpoint";
    private static final String CLEANED = "cleaner-offset-checkpoint";
    private static final Config SMALL = new Config("internal.segment.bytes", "500");
    private static final long HOUR_MS = 3_600_000;

    private static BrokerWorld world(String... properties) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String pair : properties) {
            map.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
        }
        return new BrokerWorld(map);
    }

    private static void fill(BrokerWorld world, int records) {
        for (int i = 0; i < records; i++) {
            assertThat(world.append("flights", "value " + i).error()).isEqualTo(ErrorCode.NONE);
        }
    }

    private static long earliest(BrokerWorld world) {
        return world.offsetAt("flights", ListOffsets.EARLIEST).offset();
    }

    private static long count(BrokerWorld world, String suffix) {
        return world.storage.list("flights-0").stream().filter(f -> f.endsWith(suffix)).count();
    }

    @Test
    void whatIsTooMuchIsDeletedAndItsFilesGoLater() {
        BrokerWorld world = world();
        world.create("flights", 1, SMALL, new Config("retention.bytes", "1000"));
        fill(world, 40);
        long filesBefore = count(world, ".log");

        // The first look is after half a minute.
        world.passes(31_000);

        long start = earliest(world);
        assertThat(start).isPositive();
        assertThat(count(world, ".log")).isLessThan(filesBefore).isGreaterThanOrEqualTo(2);
        assertThat(count(world, ".deleted")).isPositive();
        Fetch.PartitionResult gone =
                world.fetched(world.send(Requests.fetch("flights", start - 1, 0, 0)));
        assertThat(gone.error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        Fetch.PartitionResult there =
                world.fetched(world.send(Requests.fetch("flights", start, 0, 0)));
        assertThat(there.logStartOffset()).isEqualTo(start);
        assertThat(world.values(there).get(0)).isEqualTo("value " + start);
        world.passes(61_000);
        assertThat(count(world, ".deleted")).isZero();
        assertThat(earliest(world.restarted())).isEqualTo(start);
    }

    @Test
    void whatIsTooOldIsDeletedEvenTheSegmentThatWasAppendedTo() {
        BrokerWorld world = world();
        world.create("flights", 1, SMALL, new Config("retention.ms", "" + HOUR_MS));
        fill(world, 40);

        world.passes(HOUR_MS - 1_000);
        assertThat(earliest(world)).isZero();
        world.passes(600_000);

        assertThat(earliest(world)).isEqualTo(40);
        assertThat(world.append("flights", "on").baseOffset()).isEqualTo(40);
        assertThat(world.restarted().valuesFrom("flights", 40)).containsExactly("on");
    }

    @Test
    void aChangeOfTheRetentionActsOnTopicsThatAreThere() {
        BrokerWorld world = world();
        world.create("flights", 1, SMALL);
        fill(world, 40);
        world.passes(31_000);
        assertThat(earliest(world)).isZero();

        IncrementalAlterConfigs.Change change =
                new IncrementalAlterConfigs.Change(
                        "retention.bytes", IncrementalAlterConfigs.Change.SET, "1000");
        world.send(
                new IncrementalAlterConfigs.Request(
                        List.of(
                                new IncrementalAlterConfigs.Resource(
                                        DescribeConfigs.Resource.TOPIC,
                                        "flights",
                                        List.of(change))),
                        false));
        world.passes(300_000);

        assertThat(earliest(world)).isPositive();
    }

    @Test
    void readersNeverSeeLessWhenATopicBeginsToFlushEveryAppend() {
        BrokerWorld world = world();
        world.create("flights", 1, SMALL);
        fill(world, 3);

        IncrementalAlterConfigs.Change change =
                new IncrementalAlterConfigs.Change(
                        "flush.messages", IncrementalAlterConfigs.Change.SET, "1");
        world.send(
                new IncrementalAlterConfigs.Request(
                        List.of(
                                new IncrementalAlterConfigs.Resource(
                                        DescribeConfigs.Resource.TOPIC,
                                        "flights",
                                        List.of(change))),
                        false));

        assertThat(world.offsetAt("flights", ListOffsets.LATEST).offset()).isEqualTo(3);
    }

    @Test
    void recordsThatWereDeletedStayAwayWhateverHappens() {
        BrokerWorld world = world();
        world.create("flights", 1, SMALL);
        fill(world, 40);

        DeleteRecords.PartitionResult deleted = delete(world, 17);

        assertThat(deleted.lowWatermark()).isEqualTo(17);
        assertThat(world.storage.text(LOG_START)).isEqualTo("0\n1\nflights 0 17\n");
        BrokerWorld after = world.restarted();
        assertThat(earliest(after)).isEqualTo(17);
        assertThat(after.valuesFrom("flights", 17)).hasSize(23).startsWith("value 17");
        after.passes(31_000);
        assertThat(count(after, ".log")).isLessThan(count(world, ".log") + 1);
        assertThat(earliest(after.stoppedAndRestarted())).isEqualTo(17);
    }

    @Test
    void aDeletionOfRecordsIsAnsweredOnlyWhenNoCrashBringsThemBack() {
        int crashes = 0;
        for (long call = 1; ; call++) {
            BrokerWorld world = world();
            world.create("flights", 1, SMALL);
            fill(world, 20);
            world.storage.diesAtCall = world.storage.calls + call;
            boolean answered = false;
            try {
                answered = delete(world, 17).error() == ErrorCode.NONE;
            } catch (StorageException e) {
                crashes++;
            }
            world.storage.diesAtCall = Long.MAX_VALUE;

            assertThat(earliest(world.restarted()))
                    .isIn(answered ? List.of(17L) : List.of(0L, 17L));
            if (answered) {
                break;
            }
        }
        assertThat(crashes).isGreaterThanOrEqualTo(5);
    }

    private static DeleteRecords.PartitionResult delete(BrokerWorld world, long beforeOffset) {
        return world.ask(
                        DeleteRecords.Response.class,
                        new DeleteRecords.Request(
                                List.of(
                                        new DeleteRecords.TopicDeletion(
                                                "flights",
                                                List.of(
                                                        new DeleteRecords.PartitionDeletion(
                                                                0, beforeOffset)))),
                                1000))
                .topics()
                .get(0)
                .partitions()
                .get(0);
    }

    private static void overwrite(BrokerWorld world, int records, int keys) {
        for (int i = 0; i < records; i++) {
            RequestId id =
                    world.send(
                            Requests.produce(
                                    1, "flights", 0, world.keyed("k" + i % keys, "value " + i)));
            assertThat(world.appended(id).error()).isEqualTo(ErrorCode.NONE);
        }
    }

    @Test
    void aCompactedTopicKeepsTheLastValueOfEachKey() {
        BrokerWorld world = world();
        world.create("flights", 1, SMALL, new Config("cleanup.policy", "compact"));
        overwrite(world, 60, 5);

        world.passes(20_000);

        List<String> left = world.valuesFrom("flights", 0);
        assertThat(left).hasSizeLessThan(30).endsWith("value 57", "value 58", "value 59");
        assertThat(world.storage.text(CLEANED)).startsWith("0\n1\nflights 0 ");
        assertThat(world.offsetAt("flights", ListOffsets.LATEST).offset()).isEqualTo(60);
        assertThat(world.restarted().valuesFrom("flights", 0)).isEqualTo(left);
        assertThat(world.stoppedAndRestarted().valuesFrom("flights", 0)).isEqualTo(left);
    }

    @Test
    void whatACompactionLeftIsTakenForNoLossEvenWhereTheRecoveryPointsAreLost() {
        BrokerWorld world = world();
        world.create("flights", 1, SMALL, new Config("cleanup.policy", "compact"));
        overwrite(world, 60, 5);
        world.passes(20_000);
        List<String> left = world.valuesFrom("flights", 0);
        world.storage.delete("recovery-point-offset-checkpoint");

        BrokerWorld after = world.restarted();

        assertThat(after.valuesFrom("flights", 0)).isEqualTo(left);
        assertThat(after.offsetAt("flights", ListOffsets.LATEST).offset()).isEqualTo(60);
    }

    @Test
    void nothingIsCompactedBeforeItIsKnownToBeDurable() {
        BrokerWorld world = world("log.cleaner.backoff.ms=1");
        world.create("flights", 1, SMALL, new Config("cleanup.policy", "compact"));
        overwrite(world, 60, 5);

        world.passes(999);
        assertThat(world.valuesFrom("flights", 0)).hasSize(60);
        world.passes(100);

        assertThat(world.valuesFrom("flights", 0)).hasSizeLessThan(30);
    }

    @Test
    void aBrokerThatIsToldNotToCompactDoesNot() {
        BrokerWorld world = world("log.cleaner.enable=false");
        world.create("flights", 1, SMALL, new Config("cleanup.policy", "compact"));
        overwrite(world, 60, 5);

        world.passes(60_000);

        assertThat(world.valuesFrom("flights", 0)).hasSize(60);
    }

    @Test
    void theDirtiestLogIsCompactedFirst() {
        BrokerWorld world = world();
        List<String> order = new ArrayList<>();
        Config compact = new Config("cleanup.policy", "compact");
        world.create("clean", 1, SMALL, compact);
        world.create("flights", 1, SMALL, compact);
        overwrite(world, 60, 5);
        world.send(Requests.produce(1, "clean", 0, world.keyed("k", "v")));

        world.passes(15_000);
        for (int i = 0; i < 100; i++) {
            world.passes(1);
            world.storage.list("").stream()
                    .filter(name -> name.endsWith("-0"))
                    .filter(name -> hasBeenCompacted(world, name))
                    .filter(name -> !order.contains(name))
                    .forEach(order::add);
        }

        assertThat(order).containsExactly("flights-0");
    }

    private static boolean hasBeenCompacted(BrokerWorld world, String directory) {
        return world.storage.list(directory).stream().anyMatch(name -> name.endsWith(".deleted"));
    }

    @Test
    void aLongCompactionIsCutIntoShortTurns() {
        BrokerWorld world = world();
        world.create("flights", 1, new Config("cleanup.policy", "compact"));
        String large = "x".repeat(100_000);
        for (int i = 0; i < 60; i++) {
            world.send(Requests.produce(1, "flights", 0, world.keyed("k" + i % 3, large + i)));
        }
        world.send(
                new IncrementalAlterConfigs.Request(
                        List.of(
                                new IncrementalAlterConfigs.Resource(
                                        DescribeConfigs.Resource.TOPIC,
                                        "flights",
                                        List.of(
                                                new IncrementalAlterConfigs.Change(
                                                        "internal.segment.bytes",
                                                        IncrementalAlterConfigs.Change.SET,
                                                        "1000000")))),
                        false));
        for (int i = 0; i < 30; i++) {
            world.send(Requests.produce(1, "flights", 0, world.keyed("k" + i % 3, large + i)));
        }

        long most = 0;
        int turns = 0;
        for (int ms = 0; ms < 20_000; ms++) {
            long before = world.storage.readBytes;
            world.passes(1);
            long read = world.storage.readBytes - before;
            most = Math.max(most, read);
            turns += read > 100_000 ? 1 : 0;
        }

        assertThat(world.valuesFrom("flights", 0)).hasSizeLessThan(40);
        assertThat(turns).isGreaterThan(20);
        assertThat(most).isLessThan(1_500_000);
    }
}
