package strata.replication;

import static strata.replication.TestPartition.election;
import static strata.replication.TestPartition.live;
import static strata.replication.TestPartition.liveAndUnclean;
import static strata.replication.TestPartition.node;
import static strata.replication.TestPartition.nodes;
import static strata.replication.TestPartition.state;
import static strata.replication.TestPartition.stoppedUncleanly;

import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules.Circumstances;
import strata.kernel.replication.ElectionRules.Election;
import strata.kernel.replication.ElectionRules.Wish;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.7", concept = "the controller's election", code = "REP-307")
final class ElectionTest {
    private static final List<NodeId> ALL = nodes(1, 2, 3);
    private static final List<NodeId> NONE = List.of();

    private final LeaderElection rules = new LeaderElection();

    @Claim(
            value = "A leader that dies is followed by the first replica that is in sync and alive",
            rules = {"R3.7-a", "R3.7-b", "R3.7-e", "R3.7-g", "R3.7-n", "R3.7-o"})
    void theNextLeaderIsInSyncAndAlive(Lesson lesson) {
        lesson.step("all of 1, 2 and 3 are in sync, and 1 leads in epoch 7; min.insync is 1");
        PartitionChanged now = state(1, ALL, NONE, NONE);
        lesson.now("nothing happens");
        expectSame(lesson, now, decide(now, Wish.isr(ALL), live(ALL, 1)));
        lesson.now("3 dies");
        expect(lesson, decide(now, Wish.isr(ALL), live(nodes(1, 2), 1)), 1, nodes(1, 2), 7, 71);
        lesson.now("1 dies");
        expect(lesson, decide(now, Wish.isr(ALL), live(nodes(2, 3), 1)), 2, nodes(2, 3), 8, 71);
        lesson.now("1 and 2 die");
        expect(lesson, decide(now, Wish.isr(ALL), live(nodes(3), 1)), 3, nodes(3), 8, 71);

        lesson.step("2 and 3 are in sync, and 3 leads");
        PartitionChanged led = state(3, nodes(2, 3), NONE, NONE);
        lesson.now("1 is back, and not in sync");
        expectSame(lesson, led, decide(led, Wish.isr(led.isr()), live(ALL, 1)));
        lesson.now("1 has caught up");
        expect(lesson, decide(led, Wish.isr(nodes(3, 1, 2)), live(ALL, 1)), 3, ALL, 7, 71);

        lesson.step("3 alone is in sync, and leads; it dies, while 1 and 2 live");
        PartitionChanged alone = state(3, nodes(3), NONE, NONE);
        PartitionChanged after = decide(alone, Wish.isr(nodes(3)), live(nodes(1, 2), 1));
        expect(lesson, after, 0, NONE, 8, 71);
    }

    @Claim(
            value = "Who leaves while too few are in sync stays eligible until enough are again",
            rules = {"R3.7-a", "R3.7-c", "R3.7-d"})
    void whoLeavesASmallIsrStaysEligible(Lesson lesson) {
        lesson.step("all are in sync and 1 leads; min.insync.replicas is 2; one leaves, then two");
        PartitionChanged now = state(1, ALL, NONE, NONE);
        expectEligible(lesson, NONE, decide(now, Wish.isr(nodes(1, 2)), live(ALL, 2)));
        expectEligible(lesson, nodes(2, 3), decide(now, Wish.isr(nodes(1)), live(ALL, 2)));
        expectEligible(lesson, nodes(2, 3), decide(now, Wish.isr(ALL), live(nodes(1), 2)));

        lesson.step("1 is alone in sync, 2 and 3 are eligible");
        PartitionChanged small = state(1, nodes(1), nodes(2, 3), NONE);
        lesson.now("2 is in sync again: enough with a minimum of 2, and too few with 3");
        expectEligible(lesson, NONE, decide(small, Wish.isr(nodes(1, 2)), live(ALL, 2)));
        expectEligible(lesson, nodes(3), decide(small, Wish.isr(nodes(1, 2)), live(ALL, 3)));
        lesson.now("all are in sync, and the minimum is 5: more than there are");
        expectEligible(lesson, NONE, decide(small, Wish.isr(ALL), live(ALL, 5)));
        lesson.now("the minimum is 1 now");
        expectEligible(lesson, NONE, decide(small, Wish.isr(nodes(1)), live(ALL, 1)));

        lesson.step("2 comes back, and had not stopped in good order");
        Wish wish = stoppedUncleanly(small, nodes(2));
        expectEligible(lesson, nodes(3), decide(small, wish, live(nodes(1), 2)));
        PartitionChanged pair = state(1, nodes(1, 2), NONE, NONE);
        Wish both = stoppedUncleanly(pair, nodes(1, 2));
        expectEligible(lesson, NONE, decide(pair, both, live(NONE, 2)));
        lesson.now("2 was in sync, and lives again already: it is not in sync any more");
        Wish back = stoppedUncleanly(pair, nodes(2));
        expect(lesson, decide(pair, back, live(ALL, 2)), 1, nodes(1), 7, 71);
    }

    @Claim(
            value = "Where nobody is in sync an eligible replica leads, and loses nothing",
            rules = {"R3.7-h", "R3.7-k", "R3.7-l", "R3.7-m"})
    void anEligibleReplicaLeads(Lesson lesson) {
        lesson.step("1 and 2 are in sync, 1 leads; min.insync.replicas is 2; both die in turn");
        PartitionChanged pair = state(1, nodes(1, 2), NONE, NONE);
        PartitionChanged one = decide(pair, Wish.isr(pair.isr()), live(nodes(2, 3), 2));
        expect(lesson, one, 2, nodes(2), 8, 71);
        expectEligible(lesson, nodes(1), one);
        PartitionChanged nobody = decide(one, Wish.isr(one.isr()), live(nodes(3), 2));
        expect(lesson, nobody, 0, NONE, 9, 72);
        expectEligible(lesson, nodes(1, 2), nobody);
        lesson.expect("the last known leader", nodes(2), nobody.lastKnownElr());

        lesson.step("2 is back, then 1");
        PartitionChanged two = decide(nobody, Wish.isr(NONE), live(nodes(2, 3), 2));
        expect(lesson, two, 2, nodes(2), 10, 73);
        expectEligible(lesson, nodes(1), two);
        lesson.expect("the last known leader", NONE, two.lastKnownElr());
        lesson.expect("whether it is recovering", false, two.recovering());
        lesson.now("1 is back first, instead");
        PartitionChanged first = decide(nobody, Wish.isr(NONE), live(nodes(1, 3), 2));
        expect(lesson, first, 1, nodes(1), 10, 73);
        expectEligible(lesson, nodes(2), first);

        lesson.step("the minimum is 1 when 1 is back: it is enough by itself");
        expectEligible(lesson, NONE, decide(nobody, Wish.isr(NONE), live(nodes(1, 3), 1)));
    }

    @Claim(
            value = "A leader that may lack records is elected only as a last resort, and says so",
            rules = {"R3.7-i", "R3.7-j", "R3.7-l"})
    void anUncleanLeaderIsALastResort(Lesson lesson) {
        lesson.step("nobody is in sync, 3 is eligible and dead, 2 led last; 1 and 2 live");
        PartitionChanged waiting = state(0, NONE, nodes(3), nodes(2));
        Wish wish = Wish.isr(NONE);
        expectSame(lesson, waiting, decide(waiting, wish, live(nodes(1, 2), 2)));
        lesson.now("unclean.leader.election.enable is true");
        expectUnclean(lesson, 1, decide(waiting, wish, liveAndUnclean(nodes(1, 2), 2)));
        lesson.now("an unclean election is asked for");
        Wish asked = election(waiting, Election.UNCLEAN);
        expectUnclean(lesson, 1, decide(waiting, asked, live(nodes(1, 2), 2)));
        lesson.now("and 3 is back: no need to be unclean");
        PartitionChanged clean = decide(waiting, asked, liveAndUnclean(ALL, 2));
        expect(lesson, clean, 3, nodes(3), 8, 71);
        lesson.expect("whether it is recovering", false, clean.recovering());

        lesson.step("nobody is eligible any more, and 2 led last");
        PartitionChanged lost = state(0, NONE, NONE, nodes(2));
        expectUnclean(lesson, 2, decide(lost, wish, live(nodes(1, 2), 2)));
        lesson.now("2 is dead");
        expectSame(lesson, lost, decide(lost, wish, live(nodes(1, 3), 2)));
        lesson.now("2 is dead, and an unclean election is asked for");
        Wish any = election(lost, Election.UNCLEAN);
        expectUnclean(lesson, 1, decide(lost, any, live(nodes(1, 3), 2)));
    }

    @Claim(
            value = "Leadership goes to the preferred replica if it is in sync, and epochs count",
            rules = {"R3.7-f", "R3.7-n", "R3.7-o"})
    void thePreferredReplicaLeadsIfItIsInSync(Lesson lesson) {
        lesson.step("all are in sync, and 3 leads; the preferred leader is asked for");
        PartitionChanged now = state(3, ALL, NONE, NONE);
        Wish preferred = election(now, Election.PREFERRED);
        expect(lesson, decide(now, preferred, live(ALL, 2)), 1, ALL, 8, 71);
        lesson.now("without being asked for it stays");
        expectSame(lesson, now, decide(now, election(now, Election.IF_NEEDED), live(ALL, 2)));

        lesson.step("1 is not in sync, or dead");
        PartitionChanged without = state(3, nodes(2, 3), NONE, NONE);
        Wish hopeless = election(without, Election.PREFERRED);
        expectSame(lesson, without, decide(without, hopeless, live(ALL, 2)));
        PartitionChanged dead = decide(now, preferred, live(nodes(2, 3), 2));
        expect(lesson, dead, 3, nodes(2, 3), 7, 71);

        lesson.step("3 goes on leading, but all are to be told anew");
        Wish anew = new Wish(ALL, Election.IF_NEEDED, NONE, true);
        expect(lesson, decide(now, anew, live(ALL, 2)), 3, ALL, 8, 71);
    }

    private PartitionChanged decide(PartitionChanged now, Wish wish, Circumstances what) {
        return rules.decide(now, wish, what);
    }

    private static void expect(
            Lesson lesson,
            PartitionChanged after,
            int leader,
            List<NodeId> isr,
            int leaderEpoch,
            int partitionEpoch) {
        lesson.expect("the leader, null for none", node(leader), after.leader());
        lesson.expect("the ISR", isr, after.isr());
        lesson.expect("the leader epoch", leaderEpoch, after.leaderEpoch());
        lesson.expect("the partition epoch", partitionEpoch, after.partitionEpoch());
    }

    private static void expectUnclean(Lesson lesson, int leader, PartitionChanged after) {
        expect(lesson, after, leader, nodes(leader), 8, 71);
        lesson.expect("whether it is recovering", true, after.recovering());
        lesson.expect("the eligible replicas", NONE, after.elr());
        lesson.expect("the last known leader", NONE, after.lastKnownElr());
    }

    private static void expectEligible(Lesson lesson, List<NodeId> right, PartitionChanged after) {
        lesson.expect("the eligible replicas", right, after.elr());
    }

    private static void expectSame(Lesson lesson, PartitionChanged now, PartitionChanged after) {
        lesson.expect("the state", now, after);
    }
}
