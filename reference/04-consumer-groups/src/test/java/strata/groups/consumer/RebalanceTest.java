package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.consumer.GroupWorld.assertRefused;
import static strata.groups.consumer.GroupWorld.beat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupValue.MemberState;

class RebalanceTest {
    private final GroupWorld world = new GroupWorld(GroupWorld.eager());

    @BeforeEach
    void topics() {
        world.topics.create("t", 4);
    }

    @Test
    void aPartitionMovesWhenItsOwnerHasLetItGoAndNotBefore() {
        TestMember a = new TestMember(world, "a", "t").join();
        a.slow = true;
        TestMember b = new TestMember(world, "b", "t").join();

        assertThat(b.owned).isEmpty();
        assertThat(state("b")).isEqualTo(MemberState.UNRELEASED_PARTITIONS);
        a.beat();
        assertThat(a.told).hasSize(2);
        assertThat(a.epoch).as("who has to let go stays at its epoch").isEqualTo(1);
        assertThat(state("a")).isEqualTo(MemberState.UNREVOKED_PARTITIONS);
        b.beat();
        assertThat(b.owned).isEmpty();

        a.obey();
        a.beat();
        assertThat(a.epoch).isEqualTo(2);
        b.beat();

        assertThat(b.owned).hasSize(2).doesNotContainAnyElementsOf(a.owned);
        assertThat(world.group().state()).isEqualTo("Stable");
    }

    @Test
    void whatAMemberKeepsItKeepsWithoutAPause() {
        TestMember a = new TestMember(world, "a", "t").join();
        List<TopicPartition> before = List.copyOf(a.owned);
        TestMember b = new TestMember(world, "b", "t").join();

        a.beat();

        assertThat(before).containsAll(a.owned);
        assertThat(a.owned).hasSize(2);
        assertThat(b.owned).isEmpty();
    }

    @Test
    void whoDoesNotSayWhatItHasHasItStill() {
        TestMember a = new TestMember(world, "a", "t").join();
        new TestMember(world, "b", "t").join();
        a.beat();

        world.heartbeat(beat("a", 1).request());

        assertThat(state("a")).isEqualTo(MemberState.UNREVOKED_PARTITIONS);
    }

    @Test
    void whoDoesNotLetGoInTimeIsOut() {
        TestMember a = new TestMember(world, "a", "t").join();
        a.slow = true;
        TestMember b = new TestMember(world, "b", "t").join();
        for (int i = 0; i < 12; i++) {
            a.beat();
            b.beat();
            world.pass(5_000);
        }
        assertThat(world.group().members()).hasSize(1);

        b.beat();

        assertThat(b.owned).hasSize(4);
        assertRefused(world.heartbeat(a.request().request()), ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void whoLetsGoInTimeStays() {
        TestMember a = new TestMember(world, "a", "t").join();
        TestMember b = new TestMember(world, "b", "t").join();
        for (int i = 0; i < 30; i++) {
            a.beat();
            b.beat();
            world.pass(5_000);
        }

        assertThat(world.group().members()).hasSize(2);
    }

    @Test
    void aTopicThatGrowsIsSharedOutAtTheNextHeartbeat() {
        TestMember a = new TestMember(world, "a", "t").join();

        world.topics.grow("t", 6);
        a.beat();

        assertThat(a.owned).hasSize(6);
        assertThat(a.epoch).isEqualTo(2);
    }

    @Test
    void aTopicThatAppearsLaterIsSharedOutAtTheNextHeartbeat() {
        TestMember a = new TestMember(world, "a", "later").join();
        assertThat(a.owned).isEmpty();
        assertThat(a.epoch).isEqualTo(1);

        world.topics.create("later", 2);
        a.beat();

        assertThat(a.owned).hasSize(2);
    }

    @Test
    void aTopicOfNoInterestChangesNothing() {
        TestMember a = new TestMember(world, "a", "t").join();
        int before = world.log.size();

        world.topics.create("other", 2);
        a.beat();

        assertThat(world.log).hasSize(before);
    }

    @Test
    void manyWhoComeAtOnceMakeOneRebalance() {
        GroupWorld patient = new GroupWorld(GroupSettings.Consumer.DEFAULT);
        patient.topics.create("t", 4);
        TestMember a = new TestMember(patient, "a", "t").join();
        TestMember b = new TestMember(patient, "b", "t").join();
        new TestMember(patient, "c", "t").join();
        assertThat(patient.group().epoch()).isEqualTo(3);
        assertThat(patient.group().assignmentEpoch()).isEqualTo(1);
        assertThat(b.epoch).isEqualTo(1);
        assertThat(patient.group().state()).isEqualTo("Assigning");

        patient.pass(1_000);
        a.beat();

        assertThat(patient.group().assignmentEpoch()).isEqualTo(3);
        assertThat(a.owned).hasSize(2);
    }

    @Test
    void whatIsNotSubscribedToAnyMoreIsLetGoBeforeATargetSaysSo() {
        GroupWorld patient = new GroupWorld(GroupSettings.Consumer.DEFAULT);
        patient.topics.create("t", 4);
        patient.topics.create("u", 2);
        TestMember a = new TestMember(patient, "a", "t", "u").join();

        a.accept(patient.heartbeat(a.request().topics("u").request()));

        assertThat(patient.group().assignmentEpoch()).isEqualTo(1);
        assertThat(a.owned).containsExactly(new TopicPartition("u", 0), new TopicPartition("u", 1));
    }

    @Test
    void aTargetOfAClockThatWasAheadHoldsNothingUp() {
        GroupWorld skewed = new GroupWorld(GroupSettings.Consumer.DEFAULT);
        skewed.topics.create("t", 4);
        new TestMember(skewed, "a", "t").join();
        skewed.wallAheadMs -= 3_600_000;

        TestMember b = new TestMember(skewed, "b", "t").join();

        assertThat(b.epoch).isEqualTo(2);
    }

    @Test
    void aCoordinatorThatTakesOverLosesNobody() {
        TestMember a = new TestMember(world, "a", "t").join();
        a.slow = true;
        TestMember b = new TestMember(world, "b", "t").join();
        a.beat();

        world.moveCoordinator();
        world.pass(40_000);
        a.obey();
        a.beat();
        b.beat();

        assertThat(a.owned).hasSize(2);
        assertThat(b.owned).hasSize(2);
        world.pass(44_999);
        assertThat(world.group().members()).hasSize(2);
        world.pass(1);
        assertThat(world.group().members()).isEmpty();
    }

    /** How a member stands, by the last record of it. */
    private MemberState state(String memberId) {
        GroupKey key = new GroupKey.MemberCurrent(GroupWorld.GROUP, memberId);
        return world.log.stream()
                .filter(record -> record.key().equals(key))
                .reduce((first, second) -> second)
                .map(record -> (GroupValue.MemberCurrent) Objects.requireNonNull(record.value()))
                .map(GroupValue.MemberCurrent::state)
                .orElseThrow();
    }
}
