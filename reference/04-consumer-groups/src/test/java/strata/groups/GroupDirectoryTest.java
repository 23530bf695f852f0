package strata.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.groups.offsets.PlantedTopics;
import strata.kernel.ErrorCode;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupView;
import strata.kernel.request.ConsumerGroupDescribe;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.DescribeGroups;
import strata.kernel.request.ListGroups;
import strata.kernel.request.OffsetCommit;

/** Groups that have offsets and nothing else, as lists and descriptions tell them. */
class GroupDirectoryTest {
    private final ShardWorld world = new ShardWorld(new PlantedTopics().with("t", 4));

    @Test
    void aGroupThatHasOnlyCommittedIsListedAsAnEmptyClassicOne() {
        world.commit("b", "t", 0, 1L);
        world.commit("a", "t", 0, 1L);

        assertThat(list(List.of(), List.of()))
                .containsExactly(
                        new ListGroups.Group("a", "", "Empty", "classic"),
                        new ListGroups.Group("b", "", "Empty", "classic"));
        assertThat(world.shard.groups()).extracting(GroupView::groupId).containsExactly("a", "b");
    }

    @Test
    void listsAreFilteredByStateAndTypeInAnyCaseOfLetters() {
        world.commit("a", "t", 0, 1L);

        assertThat(list(List.of("EMPTY", "stable"), List.of("Classic"))).hasSize(1);
        assertThat(list(List.of("Stable"), List.of())).isEmpty();
        assertThat(list(List.of(), List.of("consumer"))).isEmpty();
        assertThat(list(List.of("Empty"), List.of("nonsense"))).isEmpty();
    }

    @Test
    void aGroupThatHasOnlyCommittedIsDescribedAsAnEmptyClassicOne() {
        world.commit("a", "t", 0, 1L);

        assertThat(describe("a", true))
                .isEqualTo(
                        new DescribeGroups.Group(
                                ErrorCode.NONE, null, "a", "Empty", "", "", List.of()));
    }

    @Test
    void aGroupThatIsNotThereIsDeadAndSaidToBeMissingWhereTheVersionAllows() {
        DescribeGroups.Group newer = describe("none", true);
        DescribeGroups.Group older = describe("none", false);

        assertThat(newer.error()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(newer.state()).isEqualTo("Dead");
        assertThat(older.error()).isEqualTo(ErrorCode.NONE);
        assertThat(older.state()).isEqualTo("Dead");
    }

    @Test
    void noClassicGroupIsDescribedAsOneOfTheConsumerProtocol() {
        world.commit("a", "t", 0, 1L);

        ConsumerGroupDescribe.Response response =
                (ConsumerGroupDescribe.Response)
                        world.ask(new ConsumerGroupDescribe.Request(List.of("a", "none", "")));

        assertThat(response.groups())
                .extracting(ConsumerGroupDescribe.Group::error)
                .containsExactly(
                        ErrorCode.GROUP_ID_NOT_FOUND,
                        ErrorCode.GROUP_ID_NOT_FOUND,
                        ErrorCode.INVALID_GROUP_ID);
    }

    @Test
    void aGroupIsGoneWithItsLastOffset() {
        world.commit("a", "t", 0, 1L);

        world.deleteOffset("a", "t", 0);

        assertThat(list(List.of(), List.of())).isEmpty();
    }

    @Test
    void aGroupWithMembersIsListedOnceThoughItHasOffsetsAndIsNoClassicGroup() {
        ConsumerGroupHeartbeat.Response joined =
                (ConsumerGroupHeartbeat.Response)
                        world.ask(
                                new ConsumerGroupHeartbeat.Request(
                                        "g",
                                        "m",
                                        ConsumerGroupHeartbeat.JOIN,
                                        null,
                                        null,
                                        60_000,
                                        List.of("t"),
                                        null,
                                        null,
                                        List.of(),
                                        true));
        OffsetCommit.Response zombie = commit(joined.memberEpoch() + 1);
        OffsetCommit.Response member = commit(joined.memberEpoch());

        assertThat(errors(zombie)).containsExactly(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(errors(member)).containsExactly(ErrorCode.NONE);
        assertThat(list(List.of(), List.of()))
                .containsExactly(new ListGroups.Group("g", "consumer", "Stable", "consumer"));
        assertThat(world.shard.groups()).hasSize(1);
        assertThat(describe("g", true).error()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    private OffsetCommit.Response commit(int epoch) {
        return (OffsetCommit.Response)
                world.ask(
                        new OffsetCommit.Request(
                                "g",
                                epoch,
                                "m",
                                null,
                                -1L,
                                true,
                                List.of(
                                        new OffsetCommit.Topic(
                                                TopicRef.named("t"),
                                                List.of(
                                                        new OffsetCommit.Partition(
                                                                0, 5L, -1, ""))))));
    }

    private static List<ErrorCode> errors(OffsetCommit.Response response) {
        return response.topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(OffsetCommit.PartitionResult::error)
                .toList();
    }

    private List<ListGroups.Group> list(List<String> states, List<String> types) {
        return ((ListGroups.Response) world.ask(new ListGroups.Request(states, types))).groups();
    }

    private DescribeGroups.Group describe(String groupId, boolean toldOfMissing) {
        return ((DescribeGroups.Response)
                        world.ask(new DescribeGroups.Request(List.of(groupId), toldOfMissing)))
                .groups()
                .get(0);
    }
}
