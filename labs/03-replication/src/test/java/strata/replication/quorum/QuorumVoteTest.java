package strata.replication.quorum;

import java.util.List;
import java.util.Random;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.storage.Storage;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.sim.disk.CrashPoints;

@Step(value = "3.9", concept = "the quorum's vote and commit", code = "REP-309")
final class QuorumVoteTest {
    private static final NodeId SELF = TestVoter.SELF;
    private static final NodeId B = TestVoter.B;
    private static final NodeId C = TestVoter.C;

    @Claim(
            value = "A vote goes to a log that is as up to date, once in an epoch",
            rules = {"R3.9-e", "R3.9-f"})
    void aVoteGoesToALogThatIsAsUpToDate(Lesson lesson) {
        lesson.step("a voter in epoch 5 whose log ends at 10, with a last record of epoch 4");
        expectVote(lesson, 10, 4, null, null, true);
        expectVote(lesson, 11, 4, null, null, true);
        expectVote(lesson, 9, 4, null, null, false);
        lesson.step("a later epoch counts for more than any length");
        expectVote(lesson, 99, 3, null, null, false);
        expectVote(lesson, 1, 5, null, null, true);
        lesson.step("what it has said before in this epoch");
        expectVote(lesson, 10, 4, B, null, true);
        expectVote(lesson, 10, 4, C, null, false);
        expectVote(lesson, 10, 4, SELF, null, false);
        expectVote(lesson, 10, 4, null, C, false);
    }

    private static void expectVote(
            Lesson lesson,
            long end,
            int epoch,
            @Nullable NodeId votedFor,
            @Nullable NodeId leader,
            boolean right) {
        lesson.now(
                "candidate 2, end %s of epoch %s; voted for %s, leader %s",
                end, epoch, votedFor, leader);
        boolean granted =
                VotingRule.grants(
                        new QuorumAsk.Vote(5, B, new OffsetAndEpoch(end, epoch), false),
                        new ElectionState(5, leader, votedFor),
                        new OffsetAndEpoch(10, 4),
                        false);
        lesson.expect("whether it gets the vote", right, granted);
    }

    @Claim(
            value = "A pre-vote asks for the log and for a leader's silence, and for nothing else",
            rules = {"R3.9-e", "R3.9-g"})
    void aPreVoteAsksForALeadersSilence(Lesson lesson) {
        lesson.step("a voter whose log ends at 10, last epoch 4");
        for (boolean hears : List.of(false, true)) {
            for (NodeId votedFor : List.of(B, C)) {
                lesson.now("voted for %s, hears its leader: %s", votedFor, hears);
                lesson.expect("whether it grants", !hears, preVote(10, votedFor, C, hears));
            }
        }
        lesson.step("a candidate whose log is shorter");
        lesson.expect("whether it grants", false, preVote(9, B, null, false));
    }

    private static boolean preVote(
            long end, @Nullable NodeId votedFor, @Nullable NodeId leader, boolean hears) {
        return VotingRule.grants(
                new QuorumAsk.Vote(5, B, new OffsetAndEpoch(end, 4), true),
                new ElectionState(5, leader, votedFor),
                new OffsetAndEpoch(10, 4),
                hears);
    }

    @Claim(
            value = "A voter that comes back after a loss of power knows whom it voted for",
            rules = {"R3.9-a", "R3.9-b", "R3.9-f"})
    void aVoteIsNotForgotten(Lesson lesson) {
        TestVoter voter = new TestVoter(3, 4, 10);
        lesson.step("it votes for 2 in epoch 5");
        lesson.expect("whether it does", true, voter.isAskedForVote(B, 5, 10, 4));
        lesson.expect("how it stands", "unattached in 5, voted for 2, no leader", voter.standing());

        lesson.step("the machine loses power and comes up again");
        voter.losePower();
        lesson.expect("how it stands", "unattached in 5, voted for 2, no leader", voter.standing());
        lesson.expect("a vote for 3 in epoch 5", false, voter.isAskedForVote(C, 5, 99, 4));
        lesson.expect("a vote for 2 in epoch 5", true, voter.isAskedForVote(B, 5, 10, 4));

        lesson.step("it hears of epoch 6, in which its log is the better one");
        lesson.expect("a vote for 3", false, voter.isAskedForVote(C, 6, 9, 4));
        lesson.expect("how it stands", "unattached in 6, no vote, no leader", voter.standing());
        voter.losePower();
        lesson.expect("afterwards", "unattached in 6, no vote, no leader", voter.standing());
    }

    @Claim(
            value = "Whenever a voter dies, its file holds the old vote or the new one, whole",
            kind = Kind.SIM,
            rules = {"R3.9-a"})
    void aCrashLeavesTheOldVoteOrTheNewOne(Lesson lesson) {
        lesson.step("two votes in two epochs; crash at every operation of it");
        int crashes =
                CrashPoints.of(TwoVotes::new)
                        .cutsOfAWrite(4)
                        .verify((work, storage, crash) -> expectWhole(lesson, work, storage));
        lesson.expectThat(crashes > 30, "how many crashes there were", "many", "" + crashes);
    }

    private static void expectWhole(Lesson lesson, TwoVotes work, Storage storage) {
        ElectionState found = new QuorumStateFile(storage, TestVoter.DIRECTORY).read();
        int epoch = found == null ? 0 : found.epoch();
        lesson.expectThat(
                epoch >= work.told && epoch <= work.told + 1,
                "the epoch after the crash",
                "at least " + work.told + ", which was told",
                "" + epoch);
        NodeId right = epoch == 0 ? null : epoch == 1 ? B : C;
        lesson.expect("the vote in it", right, found == null ? null : found.votedFor());
    }

    /** Stores the vote for 2 in epoch 1, and the one for 3 in epoch 2. */
    private static final class TwoVotes implements CrashPoints.Work {
        // The latest epoch of which somebody may have heard.
        private int told;

        @Override
        public void run(Storage storage) {
            storage.open(TestVoter.DIRECTORY + "/00000000000000000000.log").close();
            storage.syncDirectory(TestVoter.DIRECTORY);
            storage.syncDirectory("");
            QuorumStateFile file = new QuorumStateFile(storage, TestVoter.DIRECTORY);
            file.write(new ElectionState(1, null, B));
            told = 1;
            file.write(new ElectionState(2, null, C));
            told = 2;
        }
    }

    @Claim(
            value = "A candidate has stored its epoch and its own vote before it asks anybody",
            rules = {"R3.9-d", "R3.9-i"})
    void aCandidateVotesForItselfFirst(Lesson lesson) {
        TestVoter voter = new TestVoter(3, 4, 10);
        lesson.step("it knows no leader; time goes by");
        List<Quorum.Say> asked = voter.says();
        lesson.expect(
                "what it says",
                "to 2: pre-vote in 4, end 10 of 4; to 3: pre-vote in 4, end 10 of 4",
                TestVoter.text(asked));
        lesson.expect("how it stands", "prospective in 4, no vote, no leader", voter.standing());

        lesson.step("2 would vote for it");
        List<Quorum.Say> votes = voter.answered(B, asked, true);
        lesson.expect(
                "what it says",
                "to 2: vote in 5, end 10 of 4; to 3: vote in 5, end 10 of 4",
                TestVoter.text(votes));
        lesson.expect("how it stands", "candidate in 5, voted for 1, no leader", voter.standing());

        lesson.step("the machine loses power and comes up again");
        voter.losePower();
        lesson.expect("how it stands", "unattached in 5, voted for 1, no leader", voter.standing());
        lesson.expect("a vote for 2 in epoch 5", false, voter.isAskedForVote(B, 5, 99, 4));
    }

    @Claim(
            value = "A majority of all voters elects, each vote counts once, a late one not at all",
            rules = {"R3.9-h", "R3.9-i"})
    void aMajorityElects(Lesson lesson) {
        TestVoter voter = new TestVoter(5, 4, 10);
        List<Quorum.Say> preVote = voter.says();
        lesson.step("of five, 2 answers the pre-vote twice");
        voter.answered(B, preVote, true);
        voter.answered(B, preVote, true);
        lesson.expect("how it stands", "prospective in 4, no vote, no leader", voter.standing());
        lesson.step("3 grants it, too");
        List<Quorum.Say> vote = voter.answered(C, preVote, true);
        lesson.expect("how it stands", "candidate in 5, voted for 1, no leader", voter.standing());
        lesson.step("late pre-votes, and one vote");
        voter.answered(new NodeId(4), preVote, true);
        voter.answered(new NodeId(5), preVote, true);
        voter.answered(B, vote, true);
        lesson.expect("how it stands", "candidate in 5, voted for 1, no leader", voter.standing());
        lesson.step("another vote");
        List<Quorum.Say> begin = voter.answered(C, vote, true);
        lesson.expect("how it stands", "leader in 5, voted for 1, leader 1", voter.standing());
        lesson.expect("its log", "4 4 4 4 4 4 4 4 4 4 5", voter.log.text());
        lesson.expect(
                "what it says",
                "to 2: begin of 5; to 3: begin of 5; to 4: begin of 5; to 5: begin of 5",
                TestVoter.text(begin));
    }

    @Claim(
            value = "Whoever hears of a later epoch leaves its own, and has no vote in the new one",
            rules = {"R3.9-b", "R3.9-c"})
    void aLaterEpochIsTakenNoticeOf(Lesson lesson) {
        lesson.step("a candidate of epoch 5 hears of leader 3 in epoch 8");
        TestVoter voter = new TestVoter(3, 4, 10);
        List<Quorum.Say> vote = voter.answered(B, voter.says(), true);
        voter.answeredIn(8, C, C, vote);
        lesson.expect("how it stands", "follower in 8, no vote, leader 3", voter.standing());
        lesson.step("the leader of epoch 5 is asked for a vote in epoch 6");
        TestVoter leader = new TestVoter(3, 4, 10);
        leader.elect();
        lesson.expect("a vote for 2", false, leader.isAskedForVote(B, 6, 10, 4));
        lesson.expect("how it stands", "unattached in 6, no vote, no leader", leader.standing());
        lesson.step("a voter that has voted for 2 hears that 3 leads this epoch");
        TestVoter loyal = new TestVoter(3, 4, 10);
        loyal.isAskedForVote(B, 5, 10, 4);
        loyal.isLedBy(C, 5);
        lesson.expect("how it stands", "follower in 5, voted for 2, leader 3", loyal.standing());
    }

    @Claim(
            value = "One that cannot win any more pauses, and then only asks whether it would win",
            rules = {"R3.9-h", "R3.9-j"})
    void oneThatLostPauses(Lesson lesson) {
        TestVoter voter = new TestVoter(3, 4, 10);
        List<Quorum.Say> vote = voter.answered(B, voter.says(), true);
        lesson.step("a candidate is refused by one of two: it may still win");
        voter.answered(B, vote, false);
        lesson.expect("whether it may still win", false, voter.isPausing());
        lesson.step("and by the other one");
        voter.answered(C, vote, false);
        lesson.expect("whether it pauses, for a second at most", true, voter.isPausing());
        lesson.step("a vote that comes too late");
        voter.answered(B, vote, true);
        lesson.expect("how it stands", "candidate in 5, voted for 1, no leader", voter.standing());
        lesson.step("the pause is over");
        lesson.expect(
                "what it says",
                "to 2: pre-vote in 5, end 10 of 4; to 3: pre-vote in 5, end 10 of 4",
                TestVoter.text(voter.says()));
    }

    @Claim(
            value = "Candidates that raise the epoch put nobody off who waits for its turn",
            rules = {"R3.9-b"})
    void candidatesPutNobodyOff(Lesson lesson) {
        TestVoter voter = new TestVoter(3, 4, 10);
        lesson.step(
                "one that waits hears of an epoch each 100 ms, of a candidate with a short log");
        voter.isAskedForVote(B, 5, 9, 4);
        boolean asked = false;
        for (int epoch = 6; epoch < 40 && !asked; epoch++) {
            asked = !voter.passes(100).isEmpty();
            voter.isAskedForVote(B, epoch, 9, 4);
        }
        lesson.expect("whether it has sought election within 3 s", true, asked);
    }

    @Claim(
            value = "A voter never votes twice, in whatever order it is asked and loses power",
            rules = {"R3.9-a", "R3.9-b", "R3.9-f", "R3.9-p"})
    void noVoteTwiceInAnyOrder(Lesson lesson) {
        lesson.step("a voter is asked by 2 and 3, in epochs and orders by chance, and restarts");
        for (int round = 0; round < 50; round++) {
            Random random = new Random(round);
            TestVoter voter = new TestVoter(3, 1, 3);
            NodeId[] votes = new NodeId[12];
            for (int i = 0; i < 40; i++) {
                int epoch = 2 + random.nextInt(9);
                NodeId by = random.nextBoolean() ? B : C;
                boolean granted = voter.isAskedForVote(by, epoch, 3 + random.nextInt(2), 1);
                if (granted && votes[epoch] == null) {
                    votes[epoch] = by;
                }
                lesson.expectThat(
                        !granted || by.equals(votes[epoch]),
                        "the vote in epoch " + epoch + ", round " + round,
                        "for " + votes[epoch],
                        "for " + by);
                if (random.nextInt(4) == 0) {
                    voter.losePower();
                }
            }
        }
    }
}
