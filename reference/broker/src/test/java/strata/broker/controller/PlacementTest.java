package strata.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.broker.controller.ControllerWorld.nodes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.CreateTopics;

@Tag("layer")
class PlacementTest {
    private static List<PartitionChanged> partitions(ControllerWorld world, String topic) {
        return Objects.requireNonNull(world.image().topic(topic)).partitions();
    }

    private static ControllerWorld racks(String... racks) {
        ControllerWorld world = ControllerWorld.withBrokers(0);
        for (int i = 0; i < racks.length; i++) {
            world.register(i + 1, new UUID(i, i), -1, racks[i]);
            world.beat(i + 1);
        }
        return world;
    }

    private static CreatePartitions.TopicResult grow(
            ControllerWorld world, String topic, int total, List<List<Integer>> assignments) {
        CreatePartitions.Request request =
                new CreatePartitions.Request(
                        List.of(
                                new CreatePartitions.NewPartitions(
                                        topic, total, assignments.isEmpty() ? null : assignments)),
                        1000,
                        false);
        return world.ask(CreatePartitions.Response.class, 99, request).topics().get(0);
    }

    @Test
    void leadersAndReplicasAreSpreadEvenly() {
        ControllerWorld world = ControllerWorld.withBrokers(4);
        assertThat(world.create("t", 12, 3).error()).isEqualTo(ErrorCode.NONE);

        Map<NodeId, Integer> leaders = new LinkedHashMap<>();
        Map<NodeId, Integer> replicas = new LinkedHashMap<>();
        for (PartitionChanged p : partitions(world, "t")) {
            assertThat(new TreeSet<>(p.replicas())).hasSize(3);
            assertThat(p.leader()).isEqualTo(p.replicas().get(0));
            assertThat(p.isr()).isEqualTo(p.replicas());
            leaders.merge(p.replicas().get(0), 1, Integer::sum);
            p.replicas().forEach(node -> replicas.merge(node, 1, Integer::sum));
        }

        assertThat(leaders.values()).containsOnly(3);
        assertThat(replicas.values()).containsOnly(9);
    }

    @Test
    void replicasStandInAsManyRacksAsThereAre() {
        ControllerWorld world = racks("a", "a", "a", "b", "b", "c");
        List<String> rackOf = List.of("", "a", "a", "a", "b", "b", "c");
        world.create("t", 30, 3);
        world.create("u", 30, 4);

        for (PartitionChanged p : partitions(world, "t")) {
            TreeSet<String> racks = new TreeSet<>();
            p.replicas().forEach(node -> racks.add(rackOf.get(node.number())));
            assertThat(racks).hasSize(3);
        }
        for (PartitionChanged p : partitions(world, "u")) {
            assertThat(new TreeSet<>(p.replicas())).hasSize(4);
        }
    }

    @Test
    void fencedBrokersAreTakenLastAndDoNotLead() {
        ControllerWorld world = ControllerWorld.withBrokers(3);
        world.fallsSilent(2);

        world.create("two", 8, 2);
        world.create("three", 8, 3);

        for (PartitionChanged p : partitions(world, "two")) {
            assertThat(p.replicas()).doesNotContain(new NodeId(2));
        }
        for (PartitionChanged p : partitions(world, "three")) {
            assertThat(p.replicas()).contains(new NodeId(2));
            assertThat(p.replicas().get(0)).isNotEqualTo(new NodeId(2));
            assertThat(p.isr()).hasSize(2).doesNotContain(new NodeId(2));
        }
    }

    @Test
    void aBrokerThatIsAboutToStopGetsNoPartitions() {
        ControllerWorld world = ControllerWorld.withBrokers(3);
        world.createOn("t", nodes(1, 2));
        world.beat(1, 99, false, true);

        assertThat(world.create("u", 4, 3).errorMessage())
                .isEqualTo(
                        "Unable to replicate the partition 3 time(s): The target replication"
                                + " factor of 3 cannot be reached because only 2 broker(s) are"
                                + " registered.");
        world.create("v", 4, 2);
        for (PartitionChanged p : partitions(world, "v")) {
            assertThat(p.replicas()).doesNotContain(new NodeId(1));
        }
    }

    @Test
    void moreReplicasThanBrokersOrNoBrokerThatServesIsRefused() {
        ControllerWorld world = ControllerWorld.withBrokers(1);
        CreateTopics.TopicResult tooMany = world.create("t", 1, 2);
        assertThat(tooMany.error()).isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(tooMany.errorMessage())
                .isEqualTo(
                        "Unable to replicate the partition 2 time(s): The target replication"
                                + " factor of 2 cannot be reached because only 1 broker(s) are"
                                + " registered.");
        world.passes(9_000);

        CreateTopics.TopicResult none = world.create("t", 1, 1);

        assertThat(none.error()).isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(none.errorMessage())
                .isEqualTo(
                        "Unable to replicate the partition 1 time(s): All brokers are currently"
                                + " fenced.");
    }

    @Test
    void replicasByHandAreTakenAsTheyAreIfOneOfThemServes() {
        ControllerWorld world = ControllerWorld.withBrokers(3);
        world.fallsSilent(1);

        assertThat(world.createOn("t", nodes(1, 3)).error()).isEqualTo(ErrorCode.NONE);
        CreateTopics.TopicResult refused = world.createOn("u", nodes(1));

        assertThat(world.partition("t").replicas()).isEqualTo(nodes(1, 3));
        assertThat(world.partition("t").isr()).isEqualTo(nodes(3));
        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(3));
        assertThat(refused.error()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(refused.errorMessage())
                .isEqualTo(
                        "All brokers specified in the manual partition assignment for partition 0"
                                + " are fenced or in controlled shutdown.");
        assertThat(world.createOn("v", nodes(2, 9)).errorMessage())
                .isEqualTo(
                        "The manual partition assignment includes broker 9, but no such broker is"
                                + " registered.");
    }

    @Test
    void newPartitionsOfATopicArePlacedLikewise() {
        ControllerWorld world = ControllerWorld.withBrokers(3);
        world.create("t", 1, 2);
        world.fallsSilent(3);

        assertThat(grow(world, "t", 3, List.of()).error()).isEqualTo(ErrorCode.NONE);
        assertThat(grow(world, "t", 4, List.of(List.of(3, 1))).error()).isEqualTo(ErrorCode.NONE);
        CreatePartitions.TopicResult refused = grow(world, "t", 5, List.of(List.of(1)));

        List<PartitionChanged> all = new ArrayList<>(partitions(world, "t"));
        assertThat(all).hasSize(4);
        assertThat(all.get(1).replicas()).doesNotContain(new NodeId(3));
        assertThat(all.get(3).isr()).isEqualTo(nodes(1));
        assertThat(refused.error()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        world.passes(9_000);
        assertThat(grow(world, "t", 6, List.of()).error())
                .isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
    }

    @Test
    void theSameChanceGivesTheSamePlaces() {
        ControllerWorld one = ControllerWorld.withBrokers(5);
        ControllerWorld other = ControllerWorld.withBrokers(5);

        one.create("t", 20, 3);
        other.create("t", 20, 3);

        assertThat(one.log).isEqualTo(other.log);
    }
}
