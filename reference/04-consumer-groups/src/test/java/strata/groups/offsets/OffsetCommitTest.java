package strata.groups.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.offsets.OffsetsWorld.at;
import static strata.groups.offsets.OffsetsWorld.commitOf;
import static strata.groups.offsets.OffsetsWorld.errors;
import static strata.groups.offsets.OffsetsWorld.found;
import static strata.groups.offsets.OffsetsWorld.topic;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.OffsetView;
import strata.kernel.request.OffsetCommit;

class OffsetCommitTest {
    private static final OffsetCommit.Partition ONE = at(0, 5L);

    private final OffsetsWorld world = new OffsetsWorld();

    @Test
    void whoIsNoMemberMakesAGroupByCommitting() {
        List<ErrorCode> errors = errors(world.commit(commitOf("g", topic("t", ONE))));

        assertThat(errors).containsExactly(ErrorCode.NONE);
        assertThat(world.offsets.has("g")).isTrue();
        assertThat(world.fetch("g", 0).topics().get(0).partitions().get(0).offset()).isEqualTo(5L);
    }

    @Test
    void aCommitStoresWhatTheClientSaidAndWhenAndForWhichTopic() {
        OffsetCommit.Partition partition = new OffsetCommit.Partition(3, 42L, 7, "mine");

        world.commit(commitOf("g", topic("t", partition)));

        TopicId id = world.id("t");
        assertThat(world.log)
                .containsExactly(
                        new GroupRecord(
                                new GroupKey.Offset("g", "t", 3),
                                new GroupValue.Offset(42L, 7, "mine", world.wallMs, -1L, id)));
        assertThat(world.offsets.view("g"))
                .containsExactly(
                        new OffsetView(new TopicPartition("t", 3), 42L, 7, "mine", world.wallMs));
    }

    @Test
    void aLaterCommitReplacesAnEarlierOneEvenWithALowerOffset() {
        world.commit("g", 0, 100L);

        world.commit("g", 0, 3L);

        assertThat(found(world.fetch("g", 0))).containsExactly(3L);
        assertThat(world.offsets.count()).isEqualTo(1L);
    }

    @Test
    void theEmptyGroupIdAndAVeryLongOneMayCommit() {
        world.commit("", 0, 1L);
        world.commit("g".repeat(300), 0, 2L);

        assertThat(found(world.fetch("", 0))).containsExactly(1L);
        assertThat(found(world.fetch("g".repeat(300), 0))).containsExactly(2L);
    }

    @Test
    void noMetadataIsStoredAsEmptyMetadata() {
        world.commit(commitOf("g", topic("t", new OffsetCommit.Partition(0, 1L, -1, null))));

        assertThat(world.offsets.view("g").get(0).metadata()).isEmpty();
    }

    @Test
    void tooMuchMetadataIsRefusedForItsPartitionOnly() {
        String tooLong = "x".repeat(OffsetsWorld.METADATA_MAX + 1);
        String longest = "x".repeat(OffsetsWorld.METADATA_MAX);

        OffsetCommit.Response response =
                world.commit(
                        commitOf(
                                "g",
                                topic(
                                        "t",
                                        new OffsetCommit.Partition(0, 1L, -1, tooLong),
                                        new OffsetCommit.Partition(1, 2L, -1, longest))));

        assertThat(errors(response))
                .containsExactly(ErrorCode.OFFSET_METADATA_TOO_LARGE, ErrorCode.NONE);
        assertThat(found(world.fetch("g", 0, 1))).containsExactly(-1L, 2L);
    }

    @Test
    void whatDoesNotExistIsRefusedByPartitionAndTheRestIsCommitted() {
        OffsetCommit.Response response =
                world.commit(
                        commitOf(
                                "g",
                                topic("none", ONE),
                                topic("t", at(3, 1L), at(4, 1L), at(-1, 1L)),
                                topic("u", at(1, 9L))));

        assertThat(errors(response))
                .containsExactly(
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        ErrorCode.NONE,
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        ErrorCode.NONE);
        assertThat(found(world.fetchAll("g"))).containsExactly(1L, 9L);
    }

    @Test
    void aTopicIsCommittedByItsIdAndAnUnknownIdIsSaidToBe() {
        TopicId known = world.id("t");
        TopicId unknown = new TopicId(1L, 1L);

        OffsetCommit.Response response =
                world.commit(
                        commitOf(
                                "g",
                                new OffsetCommit.Topic(
                                        TopicRef.identified(known), List.of(ONE, at(4, 1L))),
                                new OffsetCommit.Topic(
                                        TopicRef.identified(unknown), List.of(ONE))));

        assertThat(errors(response))
                .containsExactly(
                        ErrorCode.NONE,
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        ErrorCode.UNKNOWN_TOPIC_ID);
        assertThat(response.topics().get(0).topic()).isEqualTo(TopicRef.identified(known));
        assertThat(found(world.fetch("g", 0))).containsExactly(5L);
    }

    @Test
    void aMemberOfAGroupThatIsNotThereIsToldSoAsItsVersionAllows() {
        OffsetCommit.Request newer = member("g", 3, true);
        OffsetCommit.Request older = member("g", 3, false);

        assertThat(errors(world.commit(newer))).containsExactly(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(errors(world.commit(older))).containsExactly(ErrorCode.ILLEGAL_GENERATION);
        assertThat(world.log).isEmpty();
    }

    @Test
    void nobodyIsAMemberOfAGroupThatHasOffsetsAndNothingElse() {
        world.commit("g", 0, 1L);

        OffsetCommit.Response response = world.commit(member("g", 0, true));

        assertThat(errors(response)).containsExactly(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(found(world.fetch("g", 0))).containsExactly(1L);
    }

    @Test
    void aZombieIsRefusedAsItsGroupSaysAndNothingIsStored() {
        world.group("g").commitRefusal = ErrorCode.FENCED_INSTANCE_ID;

        OffsetCommit.Response response =
                world.commit(commitOf("g", topic("none", ONE), topic("t", ONE, at(1, 2L))));

        assertThat(errors(response))
                .containsExactly(
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        ErrorCode.FENCED_INSTANCE_ID,
                        ErrorCode.FENCED_INSTANCE_ID);
        assertThat(world.log).isEmpty();
    }

    @Test
    void aGroupIsAskedOnceAndOnlyIfSomethingCanBeCommitted() {
        PlantedGroup group = world.group("g");

        world.commit(commitOf("g", topic("none", ONE)));
        world.commit(commitOf("g"));
        world.commit(commitOf("g", topic("t", ONE, at(1, 1L)), topic("u", ONE)));

        assertThat(group.askedAtMs).containsExactly(world.nowMs);
    }

    @Test
    void aMemberThatWasGivenOneOfThePartitionsLaterThanItsEpochCommitsNothing() {
        world.group("g").stale.add(2);

        OffsetCommit.Response both = world.commit(commitOf("g", topic("t", ONE, at(2, 2L))));
        OffsetCommit.Response other = world.commit(commitOf("g", topic("t", at(1, 1L))));

        assertThat(errors(both))
                .containsExactly(ErrorCode.STALE_MEMBER_EPOCH, ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(errors(other)).containsExactly(ErrorCode.NONE);
        assertThat(found(world.fetchAll("g"))).containsExactly(1L);
    }

    @Test
    void ofAPartitionWithTooMuchMetadataTheGroupIsNotAsked() {
        world.group("g").stale.add(2);
        String tooLong = "x".repeat(OffsetsWorld.METADATA_MAX + 1);

        OffsetCommit.Response response =
                world.commit(
                        commitOf(
                                "g",
                                topic("t", new OffsetCommit.Partition(2, 1L, -1, tooLong), ONE)));

        assertThat(errors(response))
                .containsExactly(ErrorCode.OFFSET_METADATA_TOO_LARGE, ErrorCode.NONE);
    }

    @Test
    void anOldClientsRetentionBecomesATimeOfExpiry() {
        world.commit(
                new OffsetCommit.Request("g", -1, "", null, 500L, false, List.of(topic("t", ONE))));

        assertThat(world.log.get(0).value())
                .isEqualTo(
                        new GroupValue.Offset(
                                5L, -1, "", world.wallMs, world.wallMs + 500L, world.id("t")));
    }

    private static OffsetCommit.Request member(String groupId, int epoch, boolean toldOfEpochs) {
        return new OffsetCommit.Request(
                groupId, epoch, "m", null, -1L, toldOfEpochs, List.of(topic("t", ONE)));
    }
}
