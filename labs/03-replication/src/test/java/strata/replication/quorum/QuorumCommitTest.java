package strata.replication.quorum;

import java.util.Arrays;
import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.replication.QuorumFetchVerdict;
import strata.kernel.replication.QuorumFetched;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.9", concept = "the quorum's vote and commit", code = "REP-309")
final class QuorumCommitTest {
    private static final NodeId B = TestVoter.B;
    private static final NodeId C = TestVoter.C;

    @Claim(
            value = "What a majority has is committed, from the leader's own epoch on",
            rules = {"R3.9-k", "R3.9-l"})
    void whatAMajorityHasIsCommitted(Lesson lesson) {
        lesson.step("a leader whose epoch begins at 10");
        expectCommitted(lesson, -1, 15, 12, -1, 12);
        expectCommitted(lesson, 12, 15, 12, 15, 15);
        expectCommitted(lesson, -1, 15, -1, -1, -1);
        expectCommitted(lesson, 12, 15, 11, -1, 12);
        lesson.step("five voters");
        lesson.expect(
                "the high watermark",
                13L,
                CommitRule.highWatermark(new long[] {15, 14, 13, 12, -1}, 10, 11));
        long[] ends = {-1, 12, 15, 14, 13};
        lesson.expect("in any order", 13L, CommitRule.highWatermark(ends, 10, 11));
        lesson.expect("the array afterwards", "[-1, 12, 15, 14, 13]", Arrays.toString(ends));
        lesson.step("only what older epochs wrote is on a majority");
        expectCommitted(lesson, -1, 15, 10, 3, -1);
        expectCommitted(lesson, 7, 15, 9, 9, 7);
        lesson.step("a record of its own");
        expectCommitted(lesson, 7, 15, 11, 3, 11);
    }

    private static void expectCommitted(
            Lesson lesson, long before, long own, long ofB, long ofC, long right) {
        lesson.now("ends %s, %s, %s; committed before: %s", own, ofB, ofC, before);
        long committed = CommitRule.highWatermark(new long[] {own, ofB, ofC}, 10, before);
        lesson.expect("the high watermark", right, committed);
    }

    @Claim(
            value = "The leader counts itself only up to where its log is flushed",
            rules = {"R3.9-k"})
    void theLeaderCountsWhatIsFlushed(Lesson lesson) {
        TestVoter leader = new TestVoter(3, 4, 10);
        leader.elect();
        lesson.step("it appends at 11 without a flush; 2 fetches from 12 on");
        leader.log.putUnflushed(5);
        leader.isFetchedBy(B, 12, 5);
        lesson.expect("the high watermark", 11L, leader.status().highWatermark());
        lesson.step("it flushes");
        leader.flush();
        lesson.expect("the high watermark", 12L, leader.status().highWatermark());
    }

    @Claim(
            value = "A leader that a majority does not fetch from gives up after a while",
            rules = {"R3.9-m"})
    void aLeaderWithoutAMajorityGivesUp(Lesson lesson) {
        TestVoter leader = new TestVoter(3, 4, 10);
        leader.elect();
        lesson.step("one follower fetches after 2 s, and no more");
        leader.passes(2_000);
        leader.isFetchedBy(C, 11, 5);
        lesson.expect("2.9 s later it says", "nothing", TestVoter.text(leader.passes(2_900)));
        lesson.expect("how it stands", "leader in 5, voted for 1, leader 1", leader.standing());
        lesson.expect(
                "3 s later it says",
                "to 2: end of 5, next [3, 2]; to 3: end of 5, next [3, 2]",
                TestVoter.text(leader.passes(100)));
        lesson.expect("how it stands", "resigned in 5, voted for 1, no leader", leader.standing());

        lesson.step("five voters: one other is not enough");
        Followers five = new Followers(List.of(B, C, new NodeId(4), new NodeId(5)), 10, 1_000);
        five.fetched(B, 11, 11, 4_000);
        lesson.expect("a majority was heard last at", 1_000L, five.majorityHeardMs());
        five.fetched(new NodeId(4), 11, 11, 3_000);
        lesson.expect("a majority was heard last at", 3_000L, five.majorityHeardMs());
        five.fetched(new NodeId(77), 11, 11, 9_000);
        lesson.expect("with an observer", 3_000L, five.majorityHeardMs());
    }

    @Claim(
            value =
                    "A follower cuts to where both logs are the same, and nothing that is"
                            + " committed",
            rules = {"R3.9-n", "R3.9-o"})
    void aFollowerCutsWhatIsNotTheLeaders(Lesson lesson) {
        lesson.step("a log with epochs 1 1 1 2 2; the leader of epoch 7 parts at");
        expectCut(lesson, 1, 9, "1 1 1");
        expectCut(lesson, 1, 2, "1 1");
        expectCut(lesson, 2, 4, "1 1 1 2");
        expectCut(lesson, 0, 3, "");
        expectCut(lesson, -1, -1, "");

        lesson.step("the first four are committed; the leader parts at the end of epoch 1, 3");
        TestVoter voter = new TestVoter(3, 1, 3);
        voter.log.put(2, 2);
        voter.isLedBy(B, 7);
        voter.isTold(4);
        QuorumFetched result = voter.isToldToPart(1, 3);
        lesson.expect("what it does", new QuorumFetched.Nothing(), result);
        lesson.expect("its log", "1 1 1 2 2", voter.log.text());
    }

    private static void expectCut(Lesson lesson, int epoch, long endOffset, String right) {
        lesson.now("the end of epoch %s, %s", epoch, endOffset);
        TestVoter voter = new TestVoter(3, 1, 3);
        voter.log.put(2, 2);
        voter.isLedBy(B, 7);
        voter.isToldToPart(epoch, endOffset);
        lesson.expect("its log", right, voter.log.text());
    }

    @Claim(
            value = "A new leader commits the records of its predecessors with its own first one",
            rules = {"R3.9-l"})
    void aNewLeaderCommitsOlderRecordsWithItsOwn(Lesson lesson) {
        TestVoter leader = new TestVoter(3, 4, 10);
        leader.elect();
        lesson.step("2 has all of epoch 4, which a majority has by that");
        QuorumFetchVerdict first = leader.isFetchedBy(B, 10, 4);
        lesson.expect("the answer", new QuorumFetchVerdict.Serve(false), first);
        lesson.expect("the high watermark", -1L, leader.status().highWatermark());
        lesson.step("2 has the first record of epoch 5, too");
        QuorumFetchVerdict second = leader.isFetchedBy(B, 11, 5);
        lesson.expect("the answer", new QuorumFetchVerdict.Serve(true), second);
        lesson.expect("the high watermark", 11L, leader.status().highWatermark());
    }
}
