package strata.groups.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static strata.groups.offsets.OffsetsWorld.at;
import static strata.groups.offsets.OffsetsWorld.commitOf;
import static strata.groups.offsets.OffsetsWorld.found;
import static strata.groups.offsets.OffsetsWorld.topic;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;

class OffsetFetchTest {
    private final OffsetsWorld world = new OffsetsWorld();

    @Test
    void aPartitionWithoutAnOffsetIsNoError() {
        world.commit("g", 1, 8L);

        OffsetFetch.GroupResult result = world.fetch("g", 0, 1, 99);

        assertThat(result.error()).isEqualTo(ErrorCode.NONE);
        assertThat(result.topics().get(0).partitions())
                .containsExactly(
                        OffsetFetch.PartitionResult.none(0, ErrorCode.NONE),
                        new OffsetFetch.PartitionResult(1, 8L, -1, "", ErrorCode.NONE),
                        OffsetFetch.PartitionResult.none(99, ErrorCode.NONE));
    }

    @Test
    void aGroupThatIsNotThereHasNoOffsetsAndRefusesNobody() {
        assertThat(found(world.fetch("g", 0, 1))).containsExactly(-1L, -1L);
        assertThat(world.fetchAll("g").topics()).isEmpty();
        assertThat(world.fetchAll("g").error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whatWasCommittedWithAnOffsetComesBackWithIt() {
        world.commit(commitOf("g", topic("t", new OffsetCommit.Partition(2, 7L, 4, "note"))));

        assertThat(world.fetch("g", 2).topics().get(0).partitions())
                .containsExactly(new OffsetFetch.PartitionResult(2, 7L, 4, "note", ErrorCode.NONE));
    }

    @Test
    void allOffsetsComeByTopicAndPartitionEachTopicNamedAndIdentified() {
        world.commit(commitOf("g", topic("u", at(1, 21L), at(0, 20L))));
        world.commit(commitOf("g", topic("t", at(3, 13L), at(0, 10L))));

        OffsetFetch.GroupResult result = world.fetchAll("g");

        assertThat(found(result)).containsExactly(10L, 13L, 20L, 21L);
        assertThat(result.topics())
                .extracting(OffsetFetch.TopicResult::name, OffsetFetch.TopicResult::id)
                .containsExactly(tuple("t", world.id("t")), tuple("u", world.id("u")));
    }

    @Test
    void aGroupThatRefusesTellsNothingElse() {
        world.commit("g", 0, 1L);
        world.group("g").fetchRefusal = ErrorCode.STALE_MEMBER_EPOCH;

        OffsetFetch.GroupResult these = world.fetch("g", 0);
        OffsetFetch.GroupResult all = world.fetchAll("g");

        assertThat(these.error()).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(these.topics().get(0).partitions())
                .containsExactly(OffsetFetch.PartitionResult.none(0, ErrorCode.STALE_MEMBER_EPOCH));
        assertThat(all).isEqualTo(new OffsetFetch.GroupResult("g", these.error(), List.of()));
    }

    @Test
    void anUnknownIdIsAnErrorOfEachPartition() {
        TopicId unknown = new TopicId(1L, 1L);

        OffsetFetch.GroupResult result =
                world.fetch("g", TopicRef.identified(unknown), false, 0, 1);

        assertThat(result.topics())
                .containsExactly(
                        new OffsetFetch.TopicResult(
                                "",
                                unknown,
                                List.of(
                                        OffsetFetch.PartitionResult.none(
                                                0, ErrorCode.UNKNOWN_TOPIC_ID),
                                        OffsetFetch.PartitionResult.none(
                                                1, ErrorCode.UNKNOWN_TOPIC_ID))));
    }

    @Test
    void byIdAnOffsetOfAFormerTopicOfTheNameIsNotTold() {
        world.commit("g", 0, 1L);
        world.topics.delete("t");
        world.topics.with("t", 4);
        world.commit("g", 1, 2L);

        TopicRef id = TopicRef.identified(world.id("t"));
        assertThat(found(world.fetch("g", id, false, 0, 1))).containsExactly(-1L, 2L);
    }

    @Test
    void byIdAnOffsetOfAnUnknownIdIsTold() {
        world.offsets.apply(
                0L,
                new GroupKey.Offset("g", "t", 0),
                new GroupValue.Offset(6L, -1, "", 0L, -1L, TopicId.ZERO));

        TopicRef id = TopicRef.identified(world.id("t"));
        assertThat(found(world.fetch("g", id, false, 0))).containsExactly(6L);
    }

    @Test
    void whoAsksForAStableOffsetIsToldThatATransactionIsAboutToChangeIt() {
        world.commit("g", 0, 1L);
        world.commit("g", 1, 1L);
        world.pending.keys.add(new GroupKey.Offset("g", "t", 0));
        world.pending.keys.add(new GroupKey.Offset("g", "t", 2));

        OffsetFetch.GroupResult stable = world.fetch("g", TopicRef.named("t"), true, 0, 1, 2);
        OffsetFetch.GroupResult any = world.fetch("g", 0, 1, 2);

        assertThat(stable.topics().get(0).partitions())
                .extracting(OffsetFetch.PartitionResult::error)
                .containsExactly(
                        ErrorCode.UNSTABLE_OFFSET_COMMIT,
                        ErrorCode.NONE,
                        ErrorCode.UNSTABLE_OFFSET_COMMIT);
        assertThat(found(stable)).containsExactly(-1L, 1L, -1L);
        assertThat(found(any)).containsExactly(1L, 1L, -1L);
    }
}
