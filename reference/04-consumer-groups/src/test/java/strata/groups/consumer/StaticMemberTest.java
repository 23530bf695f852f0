package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.consumer.GroupWorld.assertRefused;
import static strata.groups.consumer.GroupWorld.beat;
import static strata.groups.consumer.GroupWorld.join;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.groups.GroupKey;
import strata.kernel.request.ConsumerGroupHeartbeat;

class StaticMemberTest {
    private final GroupWorld world = new GroupWorld(GroupWorld.eager());
    private TestMember a;
    private TestMember b;

    @BeforeEach
    void twoMembers() {
        world.topics.create("t", 4);
        a = new TestMember(world, "a", "t").instance("one").join();
        b = new TestMember(world, "b", "t").instance("two").join();
        a.beat();
        a.beat();
        b.beat();
        assertThat(world.group().state()).isEqualTo("Stable");
    }

    @Test
    void whoComesBackFindsItsPlaceAndNobodyNotices() {
        List<TopicPartition> before = List.copyOf(a.owned);

        ConsumerGroupHeartbeat.Response left =
                world.heartbeat(beat("a", -2).instance("one").request());
        TestMember again = new TestMember(world, "a2", "t").instance("one").join();

        assertThat(left.memberEpoch()).isEqualTo(-2);
        assertThat(again.owned).containsExactlyElementsOf(before);
        assertThat(again.epoch).as("no rebalance").isEqualTo(2);
        assertThat(world.group().epoch()).isEqualTo(2);
        assertThat(world.group().state()).isEqualTo("Stable");
        assertThat(world.owned("a")).isNull();
        assertThat(b.beat().assignment()).isNull();
    }

    @Test
    void whoComesBackWithTheSameIdFindsItsPlace() {
        world.heartbeat(beat("a", -2).instance("one").request());

        a.join();

        assertThat(a.owned).hasSize(2);
        assertThat(a.epoch).isEqualTo(2);
        world.pass(44_999);
        assertThat(world.group().members()).extracting(m -> m.memberId()).contains("a");
    }

    @Test
    void anInstanceIdThatIsInUseIsNotGivenAway() {
        assertRefused(
                world.heartbeat(join("c", "t").instance("one").request()),
                ErrorCode.UNRELEASED_INSTANCE_ID);
        assertThat(a.beat().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whoWasReplacedIsToldSo() {
        world.heartbeat(beat("a", -2).instance("one").request());
        new TestMember(world, "a2", "t").instance("one").join();

        assertRefused(
                world.heartbeat(beat("a", 2).instance("one").request()),
                ErrorCode.FENCED_INSTANCE_ID);
        assertRefused(
                world.heartbeat(beat("a", -1).instance("one").request()),
                ErrorCode.FENCED_INSTANCE_ID);
        assertRefused(
                world.heartbeat(beat("a", 2).instance("none").request()),
                ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void whoHasLeftForAWhileMayNotGoOnAsIfNothingHadHappened() {
        world.heartbeat(beat("a", -2).instance("one").request());

        assertRefused(
                world.heartbeat(beat("a", 2).instance("one").owned(a.list()).request()),
                ErrorCode.FENCED_MEMBER_EPOCH);
    }

    @Test
    void whoDoesNotComeBackInTimeIsOut() {
        world.heartbeat(beat("a", -2).instance("one").request());
        for (int i = 0; i < 9; i++) {
            world.pass(5_000);
            b.beat();
        }

        assertThat(world.group().members()).hasSize(1);
        assertThat(b.owned).hasSize(4);
        new TestMember(world, "a2", "t").instance("one").join();
        assertThat(world.group().members()).hasSize(2);
    }

    @Test
    void whoLeavesForGoodFreesItsInstanceId() {
        world.heartbeat(beat("a", -1).instance("one").request());
        b.beat();

        TestMember c = new TestMember(world, "c", "t").instance("one").join();

        assertThat(b.told).hasSize(4);
        assertThat(c.owned).isEmpty();
    }

    @Test
    void whatIsMovedByAReplacementIsStoredOldOnesFirst() {
        world.heartbeat(beat("a", -2).instance("one").request());
        int from = world.log.size();

        new TestMember(world, "a2", "t").instance("one").join();

        assertThat(world.log.subList(from, world.log.size()).stream().map(r -> r.key()))
                .startsWith(
                        new GroupKey.MemberCurrent("g", "a"),
                        new GroupKey.MemberTarget("g", "a"),
                        new GroupKey.Member("g", "a"),
                        new GroupKey.Member("g", "a2"),
                        new GroupKey.MemberTarget("g", "a2"),
                        new GroupKey.MemberCurrent("g", "a2"));
    }
}
