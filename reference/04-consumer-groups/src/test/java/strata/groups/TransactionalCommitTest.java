package strata.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import strata.groups.offsets.PlantedTopics;
import strata.kernel.ErrorCode;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.OffsetView;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.TransactionSupport;
import strata.kernel.request.TxnOffsetCommit;

/** Offsets that are part of a transaction (TxnOffsetCommit): they count once it is committed. */
class TransactionalCommitTest {
    private final ShardWorld world = new ShardWorld(new PlantedTopics().with("t", 4));

    private static TxnOffsetCommit.Request request(
            long producerId, String groupId, int generation, OffsetCommit.Partition... partitions) {
        return new TxnOffsetCommit.Request(
                new TxnOffsetCommit.Transaction(
                        "txn" + producerId, producerId, (short) 0, TransactionSupport.ABORTABLE),
                groupId,
                generation,
                "",
                null,
                List.of(new OffsetCommit.Topic(TopicRef.named("t"), List.of(partitions))));
    }

    private static OffsetCommit.Partition at(int partition, long offset) {
        return new OffsetCommit.Partition(partition, offset, -1, null);
    }

    private ErrorCode commit(long producerId, String groupId, int partition, long offset) {
        return error(
                world.askInTransaction(
                        producerId, request(producerId, groupId, -1, at(partition, offset))));
    }

    private static ErrorCode error(TxnOffsetCommit.Response response) {
        return response.topics().get(0).partitions().get(0).error();
    }

    /** The offset of a partition, or an error. */
    private Object fetch(String groupId, int partition, boolean stable) {
        OffsetFetch.Topic topic = new OffsetFetch.Topic(TopicRef.named("t"), List.of(partition));
        OffsetFetch.PartitionResult found =
                ((OffsetFetch.Response)
                                world.ask(
                                        new OffsetFetch.Request(
                                                List.of(
                                                        new OffsetFetch.Group(
                                                                groupId, null, -1, List.of(topic))),
                                                stable)))
                        .groups()
                        .get(0)
                        .topics()
                        .get(0)
                        .partitions()
                        .get(0);
        return found.error() == ErrorCode.NONE ? found.offset() : found.error();
    }

    @Test
    void anOffsetCountsOnceItsTransactionIsCommittedAndIsUnstableUntilThen() {
        world.commit("g", "t", 0, 1L);

        assertThat(commit(7, "g", 0, 10L)).isEqualTo(ErrorCode.NONE);
        assertThat(fetch("g", 0, false)).isEqualTo(1L);
        assertThat(fetch("g", 0, true)).isEqualTo(ErrorCode.UNSTABLE_OFFSET_COMMIT);
        assertThat(fetch("g", 1, true)).isEqualTo(-1L);

        world.end(7, true);
        assertThat(fetch("g", 0, true)).isEqualTo(10L);
    }

    @Test
    void anOffsetOfAnAbortedTransactionNeverCounts() {
        world.commit("g", "t", 0, 1L);
        commit(7, "g", 0, 10L);
        commit(7, "new", 0, 10L);

        world.end(7, false);

        assertThat(fetch("g", 0, true)).isEqualTo(1L);
        assertThat(fetch("new", 0, true)).isEqualTo(-1L);
        assertThat(world.shard.groups()).extracting(GroupView::groupId).containsExactly("g");
    }

    @Test
    void theRecordIsThatOfACommitWithoutTheTopicsId() {
        commit(7, "g", 2, 10L);

        assertThat(world.log)
                .containsExactly(
                        new GroupRecord(
                                new GroupKey.Offset("g", "t", 2),
                                new GroupValue.Offset(
                                        10L, -1, "", world.wallMs, -1L, TopicId.ZERO)));
    }

    @Test
    void ofTwoCommitsTheLaterRecordWinsWheneverTheTransactionEnds() {
        commit(7, "g", 0, 10L);
        world.commit("g", "t", 0, 20L);
        commit(8, "g", 1, 30L);
        commit(9, "g", 1, 40L);

        world.end(7, true);
        world.end(9, true);
        world.end(8, true);

        assertThat(fetch("g", 0, true)).isEqualTo(20L);
        assertThat(fetch("g", 1, true)).isEqualTo(40L);
    }

    @Test
    void whatIsDeletedMeanwhileDoesNotComeBackWithTheTransaction() {
        world.commit("g", "t", 0, 1L);
        commit(7, "g", 0, 10L);
        commit(7, "g", 1, 11L);
        commit(7, "g", 2, 12L);

        assertThat(world.deleteOffset("g", "t", 0).error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.deleteOffset("g", "t", 1).error()).isEqualTo(ErrorCode.NONE);
        world.end(7, true);

        assertThat(fetch("g", 0, true)).isEqualTo(-1L);
        assertThat(fetch("g", 1, true)).isEqualTo(-1L);
        assertThat(fetch("g", 2, true)).isEqualTo(12L);
    }

    @Test
    void aGroupThatHasNothingButPendingOffsetsIsThereAndCanBeDeleted() {
        commit(7, "g", 0, 10L);
        commit(8, "g", 0, 11L);
        assertThat(world.shard.groups()).extracting(GroupView::groupId).containsExactly("g");

        DeleteGroups.Response deleted =
                (DeleteGroups.Response) world.ask(new DeleteGroups.Request(List.of("g")));
        assertThat(deleted.results().get(0).error()).isEqualTo(ErrorCode.NONE);
        world.end(7, true);
        world.end(8, true);

        assertThat(world.shard.groups()).isEmpty();
        assertThat(fetch("g", 0, true)).isEqualTo(-1L);
    }

    @Test
    void aTopicThatIsDeletedTakesPendingOffsetsWithIt() {
        commit(7, "g", 0, 10L);
        world.topics.delete("t");

        world.decide(new GroupCommand.TopicsDeleted(List.of("t")));
        world.settle();
        world.end(7, true);

        assertThat(world.shard.offsets("g")).isEmpty();
    }

    @Test
    void whatCannotBeCommittedIsSaidOfEachPartition() {
        TxnOffsetCommit.Response response =
                world.askInTransaction(
                        7,
                        request(
                                7,
                                "g",
                                -1,
                                at(0, 10L),
                                at(9, 10L),
                                new OffsetCommit.Partition(1, 10L, -1, "m".repeat(4_097))));

        assertThat(response.topics().get(0).partitions())
                .extracting(OffsetCommit.PartitionResult::error)
                .containsExactly(
                        ErrorCode.NONE,
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        ErrorCode.OFFSET_METADATA_TOO_LARGE);
        assertThat(world.log).hasSize(1);
    }

    @Test
    void whoClaimsToBeAMemberOfAGroupThatIsNotThereIsRefused() {
        world.commit("simple", "t", 0, 1L);

        assertThat(error(world.askInTransaction(7, request(7, "none", 3, at(0, 1L)))))
                .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(error(world.askInTransaction(7, request(7, "simple", 3, at(0, 1L)))))
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(error(world.askInTransaction(7, request(7, "", -1, at(0, 1L)))))
                .isEqualTo(ErrorCode.INVALID_GROUP_ID);
    }

    @Test
    void whoAppliesTheLogHasWhatWhoWroteItHas() {
        for (int seed = 0; seed < 200; seed++) {
            ShardWorld lived = live(new Random(seed));

            GroupCoordinator replayed = lived.replayed();

            assertThat(replayed.groups()).as("seed %s", seed).isEqualTo(lived.shard.groups());
            for (String group : List.of("a", "b")) {
                assertThat(replayed.offsets(group))
                        .as("seed %s", seed)
                        .isEqualTo(lived.shard.offsets(group));
            }
            for (long producer = 0; producer < 3; producer++) {
                replayed.transactionEnded(1_000 + producer, producer, true);
                lived.end(producer, true);
            }
            assertThat(replayed.offsets("a"))
                    .as("seed %s", seed)
                    .isEqualTo(lived.shard.offsets("a"));
        }
    }

    private static ShardWorld live(Random random) {
        ShardWorld world = new ShardWorld(new PlantedTopics().with("t", 3));
        for (int step = 0; step < 60; step++) {
            String group = random.nextBoolean() ? "a" : "b";
            int partition = random.nextInt(3);
            long producer = random.nextInt(3);
            world.wallMs += random.nextInt(60);
            switch (random.nextInt(12)) {
                case 0 -> world.deleteOffset(group, "t", partition);
                case 1 -> world.ask(new DeleteGroups.Request(List.of(group)));
                case 2 -> world.decide(new GroupCommand.Expire(world.wallMs));
                case 3, 4 -> world.commit(group, "t", partition, step);
                case 5, 6 -> world.end(producer, random.nextInt(3) > 0);
                default ->
                        world.askInTransaction(
                                producer, request(producer, group, -1, at(partition, step)));
            }
            world.settle();
        }
        return world;
    }

    @Test
    void anOffsetThatATransactionReplacesDoesNotExpireMeanwhile() {
        world.commit("g", "t", 0, 1L);
        world.commit("g", "t", 1, 1L);
        commit(7, "g", 0, 10L);

        world.wallMs += 5_000;
        world.decide(new GroupCommand.Expire(world.wallMs));
        world.settle();

        assertThat(world.shard.offsets("g")).extracting(OffsetView::offset).containsExactly(1L);
    }
}
