package strata.groups.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.offsets.OffsetsWorld.at;
import static strata.groups.offsets.OffsetsWorld.commitOf;
import static strata.groups.offsets.OffsetsWorld.found;
import static strata.groups.offsets.OffsetsWorld.topic;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.groups.group.Draft;
import strata.kernel.ErrorCode;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.OffsetDelete;

class OffsetDeletionTest {
    private final OffsetsWorld world = new OffsetsWorld();

    @Test
    void anOffsetOfATopicThatNobodyReadsIsDeletedByATombstone() {
        world.commit("g", 0, 1L);
        world.commit("g", 1, 2L);

        OffsetDelete.Response response = world.delete("g", "t", 0);

        assertThat(response.error()).isEqualTo(ErrorCode.NONE);
        assertThat(errors(response)).containsExactly(ErrorCode.NONE);
        assertThat(world.log.get(2))
                .isEqualTo(new GroupRecord(new GroupKey.Offset("g", "t", 0), null));
        assertThat(found(world.fetchAll("g"))).containsExactly(2L);
    }

    @Test
    void toDeleteWhatWasNeverCommittedIsNoErrorAndStoresNothing() {
        world.commit("g", 0, 1L);

        OffsetDelete.Response response = world.delete("g", "t", 3);

        assertThat(errors(response)).containsExactly(ErrorCode.NONE);
        assertThat(world.log).hasSize(1);
    }

    @Test
    void offsetsOfATopicThatTheGroupReadsStay() {
        world.commit("g", 0, 1L);
        world.commit(commitOf("g", topic("u", at(0, 2L))));
        world.group("g").subscribed.add("t");

        OffsetDelete.Response read = world.delete("g", "t", 0);
        OffsetDelete.Response other = world.delete("g", "u", 0);

        assertThat(errors(read)).containsExactly(ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC);
        assertThat(errors(other)).containsExactly(ErrorCode.NONE);
        assertThat(found(world.fetchAll("g"))).containsExactly(1L);
    }

    @Test
    void aGroupThatRefusesIsToldOfAsAWhole() {
        world.commit("g", 0, 1L);
        world.group("g").deleteRefusal = ErrorCode.NON_EMPTY_GROUP;

        assertThat(world.delete("g", "t", 0))
                .isEqualTo(new OffsetDelete.Response(ErrorCode.NON_EMPTY_GROUP, List.of()));
        assertThat(world.delete("none", "t", 0).error()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(world.delete("", "t", 0).error()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(world.offsets.count()).isEqualTo(1L);
    }

    @Test
    void whatDoesNotExistIsAnErrorOfItsPartition() {
        world.commit("g", 0, 1L);
        world.commit("g", 1, 1L);

        assertThat(errors(world.delete("g", "t", 0, 4)))
                .containsExactly(ErrorCode.NONE, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(errors(world.delete("g", "none", 0)))
                .containsExactly(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(world.delete("nobody", "none", 0).error())
                .isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void aGroupGoesWithItsOffsetsItsOwnTombstonesLast() {
        world.commit("g", 1, 1L);
        world.commit("g", 0, 1L);
        world.commit("h", 0, 9L);
        world.group("g").isEmpty = true;
        world.log.clear();

        DeleteGroups.Response response = world.deleteGroups("g");

        assertThat(response.results())
                .containsExactly(new DeleteGroups.Result("g", ErrorCode.NONE));
        assertThat(world.log)
                .containsExactly(
                        new GroupRecord(new GroupKey.Offset("g", "t", 0), null),
                        new GroupRecord(new GroupKey.Offset("g", "t", 1), null),
                        new GroupRecord(new GroupKey.ClassicGroup("g"), null));
        assertThat(world.offsets.groupIds()).containsExactly("h");
    }

    @Test
    void eachGroupIsAnsweredForItself() {
        world.commit("simple", 0, 1L);
        world.commit("busy", 0, 1L);
        world.group("busy");

        DeleteGroups.Response response = world.deleteGroups("none", "busy", "simple");

        assertThat(response.results())
                .containsExactly(
                        new DeleteGroups.Result("none", ErrorCode.GROUP_ID_NOT_FOUND),
                        new DeleteGroups.Result("busy", ErrorCode.NON_EMPTY_GROUP),
                        new DeleteGroups.Result("simple", ErrorCode.NONE));
        assertThat(world.offsets.groupIds()).containsExactly("busy");
    }

    @Test
    void theOffsetsOfADeletedTopicGoEvenWhereTheGroupReadsIt() {
        world.commit("g", 0, 1L);
        world.commit(commitOf("g", topic("u", at(0, 2L))));
        world.commit("h", 3, 1L);
        world.group("g").subscribed.add("t");
        world.topics.delete("t");

        world.deleteTopics("t");

        assertThat(found(world.fetchAll("g"))).containsExactly(2L);
        assertThat(world.offsets.has("h")).isFalse();
    }

    @Test
    void whatWasCommittedForATopicMadeAnewStays() {
        world.commit("g", 0, 1L);
        world.topics.delete("t");
        world.topics.with("t", 4);
        world.commit("g", 1, 2L);

        world.deleteTopics("t");

        assertThat(found(world.fetch("g", 0, 1))).containsExactly(-1L, 2L);
    }

    @Test
    void noStepOfADeletionStoresMoreThanItsShare() {
        world.topics.with("big", 2_500);
        for (int partition = 0; partition < 2_500; partition++) {
            world.commit(commitOf("g", topic("big", at(partition, 1L))));
        }
        world.commit("h", 0, 1L);
        world.topics.delete("big");

        int steps = world.deleteTopics("big");

        assertThat(steps).isEqualTo(6);
        assertThat(world.offsets.groupIds()).containsExactly("h");
        assertThat(world.deletedTopics.nextDueMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aStepThatCouldNotBeStoredIsTakenAgainLater() {
        world.commit("g", 0, 1L);
        world.topics.delete("t");
        Draft lost = new Draft();
        world.deletedTopics.add(List.of("t"), world.nowMs);
        world.deletedTopics.step(world.nowMs, lost);

        world.deletedTopics.refused(lost.decision().events(), world.nowMs);

        assertThat(world.deletedTopics.step(world.nowMs, new Draft())).isFalse();
        Draft again = new Draft();
        world.deletedTopics.step(world.deletedTopics.nextDueMs(), again);
        assertThat(again.decision().events()).isEqualTo(lost.decision().events());
    }

    private static List<ErrorCode> errors(OffsetDelete.Response response) {
        return response.topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(OffsetDelete.PartitionResult::error)
                .toList();
    }
}
