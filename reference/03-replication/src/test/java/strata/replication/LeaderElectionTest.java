package strata.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules.Circumstances;
import strata.kernel.replication.ElectionRules.Election;
import strata.kernel.replication.ElectionRules.Wish;

class LeaderElectionTest {
    private static final List<NodeId> ALL = nodes(1, 2, 3);

    private final LeaderElection rules = new LeaderElection();

    private static List<NodeId> nodes(int... numbers) {
        return Arrays.stream(numbers).mapToObj(NodeId::new).toList();
    }

    private static PartitionChanged led(int leader, List<NodeId> isr, List<NodeId> elr) {
        return state(new NodeId(leader), isr, elr, List.of());
    }

    private static PartitionChanged leaderless(List<NodeId> elr, List<NodeId> lastKnown) {
        return state(null, List.of(), elr, lastKnown);
    }

    private static PartitionChanged state(
            @Nullable NodeId leader, List<NodeId> isr, List<NodeId> elr, List<NodeId> lastKnown) {
        TopicId topic = new TopicId(1, 2);
        List<NodeId> none = List.of();
        return new PartitionChanged(
                topic, 4, ALL, isr, leader, 7, 70, elr, lastKnown, false, none, none);
    }

    private static Circumstances live(List<NodeId> live, int minInsyncReplicas) {
        return new Circumstances(live::contains, minInsyncReplicas, false);
    }

    private PartitionChanged isr(PartitionChanged now, List<NodeId> isr, Circumstances what) {
        return rules.decide(now, Wish.isr(isr), what);
    }

    private PartitionChanged elect(PartitionChanged now, Election election, Circumstances what) {
        return rules.decide(now, new Wish(now.isr(), election, List.of(), false), what);
    }

    @Test
    void nothingToChangeIsTheSameState() {
        PartitionChanged now = led(2, nodes(2, 3), List.of());

        assertThat(isr(now, nodes(2, 3), live(ALL, 2))).isSameAs(now);
        assertThat(isr(now, nodes(3, 2), live(ALL, 2))).isSameAs(now);
    }

    @Test
    void whoMayNotLeadLeavesTheIsrAndTheLeaderStays() {
        PartitionChanged after = isr(led(2, ALL, List.of()), ALL, live(nodes(1, 2), 2));

        assertThat(after.isr()).isEqualTo(nodes(1, 2));
        assertThat(after.leader()).isEqualTo(new NodeId(2));
        assertThat(after.leaderEpoch()).isEqualTo(7);
        assertThat(after.partitionEpoch()).isEqualTo(71);
        assertThat(after.elr()).isEmpty();
    }

    @Test
    void theFirstOfTheAssignmentThatIsInSyncFollowsALeaderThatIsGone() {
        PartitionChanged after = isr(led(2, ALL, List.of()), ALL, live(nodes(3, 1), 2));

        assertThat(after.leader()).isEqualTo(new NodeId(1));
        assertThat(after.isr()).isEqualTo(nodes(1, 3));
        assertThat(after.leaderEpoch()).isEqualTo(8);
        assertThat(after.partitionEpoch()).isEqualTo(71);
    }

    @Test
    void aLiveReplicaThatIsNotInSyncDoesNotLead() {
        PartitionChanged after = isr(led(3, nodes(3), List.of()), nodes(3), live(nodes(1, 2), 1));

        assertThat(after.leader()).isNull();
        assertThat(after.isr()).isEmpty();
        assertThat(after.elr()).isEqualTo(nodes(3));
        assertThat(after.lastKnownElr()).isEqualTo(nodes(3));
        assertThat(after.leaderEpoch()).isEqualTo(8);
    }

    @Test
    void whoLeavesATooSmallIsrStaysEligible() {
        PartitionChanged after = isr(led(1, nodes(1, 2), List.of()), nodes(1), live(ALL, 2));

        assertThat(after.isr()).isEqualTo(nodes(1));
        assertThat(after.elr()).isEqualTo(nodes(2));
        assertThat(after.leaderEpoch()).isEqualTo(7);
    }

    @Test
    void enoughInSyncAreTheEndOfEligibility() {
        PartitionChanged now = led(1, nodes(1), nodes(2, 3));

        assertThat(isr(now, nodes(1, 2), live(ALL, 2)).elr()).isEmpty();
        assertThat(isr(now, nodes(1, 2), live(ALL, 3)).elr()).isEqualTo(nodes(3));
    }

    @Test
    void allReplicasAreEnoughThoughTheMinimumIsMore() {
        assertThat(isr(led(1, nodes(1), nodes(2, 3)), ALL, live(ALL, 5)).elr()).isEmpty();
    }

    @Test
    void anEligibleReplicaLeadsWhenNobodyIsInSync() {
        PartitionChanged now = leaderless(nodes(2, 3), nodes(2));

        PartitionChanged after = isr(now, List.of(), live(nodes(1, 3), 2));

        assertThat(after.leader()).isEqualTo(new NodeId(3));
        assertThat(after.isr()).isEqualTo(nodes(3));
        assertThat(after.elr()).isEqualTo(nodes(2));
        assertThat(after.lastKnownElr()).isEmpty();
        assertThat(after.recovering()).isFalse();
        assertThat(after.leaderEpoch()).isEqualTo(8);
    }

    @Test
    void anEligibleLeaderThatIsEnoughByItselfEndsTheOthersEligibility() {
        PartitionChanged after =
                isr(leaderless(nodes(2, 3), nodes(2)), List.of(), live(nodes(3), 1));

        assertThat(after.isr()).isEqualTo(nodes(3));
        assertThat(after.elr()).isEmpty();
    }

    @Test
    void whoStoppedUncleanlyIsNoLongerEligible() {
        PartitionChanged now = leaderless(nodes(2, 3), nodes(3));
        Wish wish = new Wish(List.of(), Election.IF_NEEDED, nodes(2), false);

        PartitionChanged after = rules.decide(now, wish, live(nodes(1), 2));

        assertThat(after.leader()).isNull();
        assertThat(after.elr()).isEqualTo(nodes(3));
        assertThat(after.lastKnownElr()).isEqualTo(nodes(3));
        assertThat(after.leaderEpoch()).isEqualTo(7);
    }

    @Test
    void whoStoppedUncleanlyLeavesTheIsrAndIsNotEligible() {
        Wish wish = new Wish(ALL, Election.IF_NEEDED, nodes(1), false);

        PartitionChanged after =
                rules.decide(led(1, nodes(1, 2), List.of()), wish, live(nodes(2, 3), 2));

        assertThat(after.leader()).isEqualTo(new NodeId(2));
        assertThat(after.elr()).isEmpty();
    }

    @Test
    void theLastKnownLeaderLeadsUncleanlyWhenNobodyIsEligible() {
        PartitionChanged after =
                isr(leaderless(List.of(), nodes(2)), List.of(), live(nodes(1, 2), 2));

        assertThat(after.leader()).isEqualTo(new NodeId(2));
        assertThat(after.isr()).isEqualTo(nodes(2));
        assertThat(after.recovering()).isTrue();
        assertThat(after.lastKnownElr()).isEmpty();
    }

    @Test
    void theLastKnownLeaderWaitsForTheEligibleOnes() {
        PartitionChanged now = leaderless(nodes(3), nodes(2));

        assertThat(isr(now, List.of(), live(nodes(1, 2), 2))).isSameAs(now);
    }

    @Test
    void whoLedLastAndIsNoReplicaAnyMoreIsForgotten() {
        PartitionChanged after =
                isr(leaderless(List.of(), nodes(9)), List.of(), live(nodes(1, 9), 2));

        assertThat(after.leader()).isNull();
        assertThat(after.lastKnownElr()).isEmpty();
    }

    @Test
    void anUncleanLeaderNeedsToBeAllowedOrAskedFor() {
        PartitionChanged now = leaderless(nodes(3), nodes(3));
        Circumstances allowed = new Circumstances(nodes(1, 2)::contains, 2, true);

        assertThat(elect(now, Election.IF_NEEDED, live(nodes(1, 2), 2))).isSameAs(now);
        for (PartitionChanged after :
                List.of(
                        elect(now, Election.IF_NEEDED, allowed),
                        elect(now, Election.UNCLEAN, live(nodes(1, 2), 2)))) {
            assertThat(after.leader()).isEqualTo(new NodeId(1));
            assertThat(after.isr()).isEqualTo(nodes(1));
            assertThat(after.recovering()).isTrue();
            assertThat(after.elr()).isEmpty();
            assertThat(after.lastKnownElr()).isEmpty();
        }
    }

    @Test
    void anUncleanElectionTakesWhoIsInSyncOrEligibleFirst() {
        Circumstances allowed = new Circumstances(ALL::contains, 2, true);

        PartitionChanged kept = elect(led(3, nodes(3), List.of()), Election.UNCLEAN, allowed);
        PartitionChanged eligible =
                elect(leaderless(nodes(3), nodes(2)), Election.UNCLEAN, allowed);

        assertThat(kept.leader()).isEqualTo(new NodeId(3));
        assertThat(eligible.leader()).isEqualTo(new NodeId(3));
        assertThat(eligible.recovering()).isFalse();
    }

    @Test
    void thePreferredLeaderIsTheFirstReplicaIfItIsInSync() {
        PartitionChanged ready = elect(led(3, ALL, List.of()), Election.PREFERRED, live(ALL, 2));
        PartitionChanged lagging = led(3, nodes(2, 3), List.of());

        assertThat(ready.leader()).isEqualTo(new NodeId(1));
        assertThat(ready.leaderEpoch()).isEqualTo(8);
        assertThat(elect(lagging, Election.PREFERRED, live(ALL, 2))).isSameAs(lagging);
    }

    @Test
    void aNewEpochIsGivenOnDemand() {
        Wish wish = new Wish(ALL, Election.IF_NEEDED, List.of(), true);

        PartitionChanged after = rules.decide(led(1, ALL, List.of()), wish, live(ALL, 2));

        assertThat(after.leader()).isEqualTo(new NodeId(1));
        assertThat(after.leaderEpoch()).isEqualTo(8);
        assertThat(after.partitionEpoch()).isEqualTo(71);
    }

    @Test
    void whoIsNoReplicaAnyMoreIsNeitherInSyncNorEligible() {
        PartitionChanged after =
                isr(led(1, nodes(1), nodes(2, 9)), nodes(1, 8), live(nodes(1, 2, 8, 9), 2));

        assertThat(after.isr()).isEqualTo(nodes(1));
        assertThat(after.elr()).isEqualTo(nodes(2));
    }
}
