package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.consumer.GroupWorld.beat;
import static strata.groups.consumer.GroupWorld.join;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupValue.EpochPartitions;
import strata.kernel.groups.GroupValue.MemberState;
import strata.kernel.groups.GroupValue.TopicPartitions;
import strata.kernel.request.ConsumerGroupDescribe;
import strata.kernel.request.DeleteGroups;

class RecordsTest {
    private final GroupWorld world = new GroupWorld(GroupWorld.eager());
    private TopicId t = TopicId.ZERO;

    @BeforeEach
    void topics() {
        world.topics.create("t", 2);
        t = world.topics.id("t");
    }

    @Test
    void whatAJoinStoresIsWhatKafkaStoresInItsOrder() {
        world.heartbeat(join("a", "t").rack("r").assignor("range").request());

        assertThat(world.log)
                .containsExactly(
                        new GroupRecord(
                                new GroupKey.Member("g", "a"),
                                new GroupValue.Member(
                                        null,
                                        "r",
                                        "client",
                                        "/127.0.0.1",
                                        List.of("t"),
                                        "",
                                        60_000,
                                        "range",
                                        null)),
                        new GroupRecord(
                                new GroupKey.ConsumerGroup("g"),
                                new GroupValue.ConsumerGroup(
                                        1, MetadataHash.of(List.of("t"), world.topics))),
                        new GroupRecord(
                                new GroupKey.MemberTarget("g", "a"),
                                new GroupValue.MemberTarget(
                                        List.of(new TopicPartitions(t, List.of(0, 1))))),
                        new GroupRecord(
                                new GroupKey.Target("g"), new GroupValue.Target(1, world.wallMs())),
                        new GroupRecord(
                                new GroupKey.MemberCurrent("g", "a"),
                                new GroupValue.MemberCurrent(
                                        1,
                                        0,
                                        MemberState.STABLE,
                                        List.of(
                                                new EpochPartitions(
                                                        t, List.of(0, 1), List.of(1, 1))),
                                        List.of())));
    }

    @Test
    void whoLeavesLeavesTombstonesAndAHigherEpoch() {
        world.heartbeat(join("a", "t").request());
        int from = world.log.size();

        world.heartbeat(beat("a", -1).request());

        assertThat(world.log.subList(from, world.log.size()))
                .containsExactly(
                        new GroupRecord(new GroupKey.MemberCurrent("g", "a"), null),
                        new GroupRecord(new GroupKey.MemberTarget("g", "a"), null),
                        new GroupRecord(new GroupKey.Member("g", "a"), null),
                        new GroupRecord(
                                new GroupKey.ConsumerGroup("g"),
                                new GroupValue.ConsumerGroup(2, 0L)));
    }

    @Test
    void aGroupThatIsDeletedLeavesNothing() {
        world.heartbeat(join("a", "t").request());
        DeleteGroups.Request delete = new DeleteGroups.Request(List.of("g"));
        assertThat(((DeleteGroups.Response) world.ask(delete)).results().get(0).error())
                .isEqualTo(ErrorCode.NON_EMPTY_GROUP);
        world.heartbeat(beat("a", -1).request());

        world.ask(delete);

        assertThat(world.coordinator.groups()).isEmpty();
        assertThat(GroupWorld.compacted(world.log, false)).isEmpty();
    }

    @Test
    void recordsOfDifferentKeysMayComeInAnyOrder() {
        TestMember a = new TestMember(world, "a", "t").instance("i").join();
        TestMember b = new TestMember(world, "b", "t").join();
        a.beat();
        b.beat();
        List<GroupRecord> records = new ArrayList<>(GroupWorld.compacted(world.log, true));
        Random random = new Random(3);

        for (int i = 0; i < 50; i++) {
            Collections.shuffle(records, random);
            assertThat(world.replayed(records).groups()).isEqualTo(world.coordinator.groups());
        }
    }

    @Test
    void tombstonesOfWhatIsNotThereAreFine() {
        List<GroupRecord> tombstones =
                List.of(
                        new GroupRecord(new GroupKey.MemberCurrent("g", "a"), null),
                        new GroupRecord(new GroupKey.MemberTarget("g", "a"), null),
                        new GroupRecord(new GroupKey.Member("g", "a"), null),
                        new GroupRecord(new GroupKey.Target("g"), null),
                        new GroupRecord(new GroupKey.Expression("g", "e"), null),
                        new GroupRecord(new GroupKey.ConsumerGroup("g"), null));

        assertThat(world.replayed(tombstones).groups()).isEmpty();
    }

    @Test
    void partitionsStoredWithoutEpochsHaveTheirMembersEpoch() {
        Partitions partitions =
                Partitions.ofEpochs(List.of(new EpochPartitions(t, List.of(1, 0), List.of())), 5);

        assertThat(partitions.epochOf(t, 0)).isEqualTo(5);
        assertThat(partitions.toEpochs())
                .containsExactly(new EpochPartitions(t, List.of(0, 1), List.of(5, 5)));
    }

    @Test
    void aGroupIsDescribed() {
        TestMember a = new TestMember(world, "a", "t").join();
        a.slow = true;
        new TestMember(world, "b", "t").join();
        a.beat();

        ConsumerGroupDescribe.Group group =
                ((ConsumerGroupDescribe.Response)
                                world.ask(new ConsumerGroupDescribe.Request(List.of("g", "x"))))
                        .groups()
                        .get(0);

        assertThat(group.state()).isEqualTo("Reconciling");
        assertThat(group.groupEpoch()).isEqualTo(2);
        assertThat(group.assignmentEpoch()).isEqualTo(2);
        assertThat(group.assignor()).isEqualTo("uniform");
        ConsumerGroupDescribe.Member first = group.members().get(0);
        assertThat(first.memberId()).isEqualTo("a");
        assertThat(first.clientHost()).isEqualTo("/127.0.0.1");
        assertThat(first.assignment())
                .as("what it has to let go it still has")
                .containsExactly(new ConsumerGroupDescribe.TopicPartitions(t, "t", List.of(0, 1)));
        assertThat(first.target().get(0).partitions()).hasSize(1);
        assertThat(first.isClassic()).isFalse();
    }
}
