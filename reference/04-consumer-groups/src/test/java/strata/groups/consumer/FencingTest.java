package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.consumer.GroupWorld.beat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.TransactionSupport;
import strata.kernel.request.TxnOffsetCommit;

class FencingTest {
    private final GroupWorld world = new GroupWorld(GroupWorld.eager());
    private TestMember a;
    private TestMember b;

    /** Two members, each of which has two of four partitions: a since epoch 1, b since epoch 2. */
    @BeforeEach
    void twoMembers() {
        world.topics.create("t", 4);
        a = new TestMember(world, "a", "t").join();
        b = new TestMember(world, "b", "t").join();
        a.beat();
        a.beat();
        b.beat();
        assertThat(a.epoch).isEqualTo(2);
        assertThat(b.owned).hasSize(2);
    }

    @Test
    void aMemberCommitsAtItsEpoch() {
        assertThat(commit(a, 2, first(a))).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aCommitThatWasOnItsWayWhenTheEpochRoseIsAccepted() {
        assertThat(commit(a, 1, first(a))).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aCommitFromBeforeThePartitionWasGivenIsAZombies() {
        assertThat(commit(b, 1, first(b))).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
    }

    @Test
    void aLateCommitOfWhatIsAnothersByNowIsAZombies() {
        assertThat(commit(a, 1, first(b))).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
    }

    @Test
    void whatIsBeingLetGoMayStillBeCommitted() {
        TestMember c = new TestMember(world, "c", "t").join();
        TestMember d = new TestMember(world, "d", "t").join();
        a.slow = true;
        a.beat();
        List<TopicPartition> letGo = a.owned.stream().filter(p -> !a.told.contains(p)).toList();
        assertThat(letGo).hasSize(1);

        assertThat(commit(a, 2, letGo.get(0))).isEqualTo(ErrorCode.NONE);
        assertThat(commit(a, 1, letGo.get(0))).isEqualTo(ErrorCode.NONE);
        assertThat(c.owned).isEmpty();
        assertThat(d.owned).isEmpty();
    }

    @Test
    void anEpochThatWasNeverGivenIsStale() {
        assertThat(commit(a, 3, first(a))).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
    }

    @Test
    void whoIsNoMemberMayNotCommitIntoAGroupThatHasSome() {
        TestMember nobody = new TestMember(world, "nobody", "t");

        assertThat(commit(nobody, 1, first(a))).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(commit(new TestMember(world, "", "t"), -1, first(a)))
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        TopicPartition partition = first(a);
        world.heartbeat(beat("a", -1).request());
        world.heartbeat(beat("b", -1).request());
        assertThat(commit(new TestMember(world, "", "t"), -1, partition)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anOldClientIsTold() {
        OffsetCommit.Response response = commitAll(a, 2, first(a), false);

        assertThat(response.topics().get(0).partitions().get(0).error())
                .isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
    }

    @Test
    void whoHasLeftForAWhileCommitsNoMore() {
        TestMember c = new TestMember(world, "c", "t").instance("i").join();
        world.heartbeat(beat("c", -2).instance("i").request());

        assertThat(commit(c, c.epoch, first(a))).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
    }

    @Test
    void offsetsAreToldAtTheMembersEpochOnly() {
        assertThat(fetch("a", 2)).isEqualTo(ErrorCode.NONE);
        assertThat(fetch("a", 1)).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(fetch("nobody", 2)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(fetch(null, -1)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aTransactionIsFencedAsACommitIsButKnowsGenerationsOnly() {
        assertThat(commitInTransaction("a", null, 2, first(a))).isEqualTo(ErrorCode.NONE);
        assertThat(commitInTransaction("a", null, 1, first(a))).isEqualTo(ErrorCode.NONE);
        assertThat(commitInTransaction("", null, -1, first(a))).isEqualTo(ErrorCode.NONE);
        assertThat(commitInTransaction("a", null, 3, first(a)))
                .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(commitInTransaction("a", null, 1, first(b)))
                .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(commitInTransaction("b", null, 1, first(b)))
                .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(commitInTransaction("nobody", null, 2, first(a)))
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(commitInTransaction("", "i", -1, first(a)))
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aTransactionMayCommitWhereThereAreNoMembersAnyMore() {
        TopicPartition partition = first(a);
        world.heartbeat(beat("a", -1).request());
        world.heartbeat(beat("b", -1).request());

        assertThat(commitInTransaction("nobody", null, -1, partition)).isEqualTo(ErrorCode.NONE);
        assertThat(commitInTransaction("a", null, 2, partition))
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    private ErrorCode commitInTransaction(
            String memberId, @Nullable String instanceId, int epoch, TopicPartition partition) {
        List<OffsetCommit.Partition> partitions =
                List.of(new OffsetCommit.Partition(partition.partition(), 7, -1, ""));
        TxnOffsetCommit.Request request =
                new TxnOffsetCommit.Request(
                        new TxnOffsetCommit.Transaction(
                                "txn", 7, (short) 0, TransactionSupport.ABORTABLE),
                        GroupWorld.GROUP,
                        epoch,
                        memberId,
                        instanceId,
                        List.of(
                                new OffsetCommit.Topic(
                                        TopicRef.named(partition.topic()), partitions)));
        return world.decided(TxnOffsetCommit.Response.class, request)
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .error();
    }

    private static TopicPartition first(TestMember member) {
        return member.told.iterator().next();
    }

    private ErrorCode fetch(@Nullable String memberId, int epoch) {
        OffsetFetch.Group group = new OffsetFetch.Group(GroupWorld.GROUP, memberId, epoch, null);
        return ((OffsetFetch.Response) world.ask(new OffsetFetch.Request(List.of(group), false)))
                .groups()
                .get(0)
                .error();
    }

    private ErrorCode commit(TestMember member, int epoch, TopicPartition partition) {
        return commitAll(member, epoch, partition, true)
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .error();
    }

    private OffsetCommit.Response commitAll(
            TestMember member, int epoch, TopicPartition partition, boolean toldOfEpochs) {
        return (OffsetCommit.Response)
                world.ask(
                        new OffsetCommit.Request(
                                GroupWorld.GROUP,
                                epoch,
                                member.id,
                                null,
                                -1,
                                toldOfEpochs,
                                List.of(
                                        new OffsetCommit.Topic(
                                                TopicRef.named(partition.topic()),
                                                List.of(
                                                        new OffsetCommit.Partition(
                                                                partition.partition(),
                                                                7,
                                                                -1,
                                                                ""))))));
    }
}
