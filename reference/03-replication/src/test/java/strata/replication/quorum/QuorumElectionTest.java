package strata.replication.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.replication.quorum.OneMember.B;
import static strata.replication.quorum.OneMember.C;
import static strata.replication.quorum.OneMember.SELF;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum.Say;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumStatus.Role;

/** Elections and votes: a test for each promise. */
final class QuorumElectionTest {
    private final OneMember m = new OneMember();

    @Test
    void oneThatKnowsNoLeaderAsksForPreVotesWithoutRaisingItsEpoch() {
        List<Say> says = m.tick();

        assertThat(m.quorum.status().role()).isEqualTo(Role.PROSPECTIVE);
        assertThat(m.quorum.status().epoch()).isZero();
        assertThat(says)
                .containsExactly(
                        new Say(B, new QuorumAsk.Vote(0, SELF, OffsetAndEpoch.NOTHING, true)),
                        new Say(C, new QuorumAsk.Vote(0, SELF, OffsetAndEpoch.NOTHING, true)));
    }

    @Test
    void aMajorityOfPreVotesMakesACandidateThatHasVotedForItselfDurably() {
        List<Say> says = m.grantedBy(B, m.tick());

        assertThat(m.quorum.status().role()).isEqualTo(Role.CANDIDATE);
        assertThat(says)
                .containsExactly(
                        new Say(B, new QuorumAsk.Vote(1, SELF, OffsetAndEpoch.NOTHING, false)),
                        new Say(C, new QuorumAsk.Vote(1, SELF, OffsetAndEpoch.NOTHING, false)));
        assertThat(m.restarted().status().votedFor()).isEqualTo(SELF);
        assertThat(m.restarted().status().epoch()).isEqualTo(1);
    }

    @Test
    void aMajorityOfVotesMakesALeaderWhoseLogBeginsItsEpochAndWhoSaysSo() {
        List<Say> vote = m.grantedBy(B, m.tick());

        List<Say> says = m.grantedBy(C, vote);

        assertThat(m.quorum.status().role()).isEqualTo(Role.LEADER);
        assertThat(m.log.end()).isEqualTo(new OffsetAndEpoch(1, 1));
        assertThat(says)
                .containsExactly(
                        new Say(B, new QuorumAsk.Begin(1, SELF)),
                        new Say(C, new QuorumAsk.Begin(1, SELF)));
    }

    @Test
    void anAnswerToAnEarlierElectionDoesNotCount() {
        List<Say> preVote = m.tick();
        List<Say> vote = m.grantedBy(B, preVote);

        m.grantedBy(C, preVote);

        assertThat(vote).isNotEmpty();
        assertThat(m.quorum.status().role()).isEqualTo(Role.CANDIDATE);
    }

    @Test
    void oneVoterThatAnswersTwiceIsOneVote() {
        m.quorum = m.open(SELF, List.of(SELF, B, C, new NodeId(4), new NodeId(5)));
        List<Say> preVote = m.tick();

        m.grantedBy(B, preVote);
        m.grantedBy(B, preVote);

        assertThat(m.quorum.status().role()).isEqualTo(Role.PROSPECTIVE);
    }

    @Test
    void oneThatLostTriesAgainAfterAPauseAndOnlyAsks() {
        List<Say> vote = m.grantedBy(B, m.tick());
        m.quorum.answered(B, vote.get(0).ask(), m.granted(false), m.nowMs);

        m.quorum.answered(C, vote.get(0).ask(), m.granted(false), m.nowMs);

        assertThat(m.quorum.deadlineMs() - m.nowMs).isBetween(1L, 1_000L);
        List<Say> next = m.tick();
        assertThat(((QuorumAsk.Vote) next.get(0).ask()).preVote()).isTrue();
        assertThat(m.quorum.status().epoch()).isEqualTo(1);
    }

    @Test
    void theOnlyVoterLeadsAtItsFirstTick() {
        m.quorum = m.open(SELF, List.of(SELF));

        m.quorum.tick(m.nowMs);
        m.log.flushed(m.log.end().offset());
        m.quorum.flushed(m.nowMs);

        assertThat(m.quorum.status().role()).isEqualTo(Role.LEADER);
        assertThat(m.quorum.status().highWatermark()).isEqualTo(1);
        assertThat(m.quorum.deadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aLaterEpochInAnAnswerEndsTheElection() {
        List<Say> preVote = m.tick();

        m.quorum.answered(
                B, preVote.get(0).ask(), new QuorumSays(ErrorCode.NONE, 5, C, false), m.nowMs);

        assertThat(m.quorum.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(m.quorum.status().leader()).isEqualTo(C);
        assertThat(m.restarted().status().epoch()).isEqualTo(5);
    }

    @Test
    void whatIsNotAnsweredIsAskedAgainAfterTheBackoff() {
        List<Say> says = m.tick();

        m.quorum.unanswered(B, says.get(0).ask(), true, m.nowMs);

        assertThat(m.quorum.tick(m.nowMs)).isEmpty();
        assertThat(m.quorum.deadlineMs()).isEqualTo(m.nowMs + 20);
        assertThat(m.quorum.tick(m.nowMs + 20)).containsExactly(says.get(0));
    }

    @Test
    void aVoteIsGrantedOnceInAnEpochAndDurably() {
        QuorumSays toB = m.voteAsked(B, 3, OffsetAndEpoch.NOTHING);

        QuorumSays toC = m.voteAsked(C, 3, OffsetAndEpoch.NOTHING);

        assertThat(toB.voteGranted()).isTrue();
        assertThat(toC.voteGranted()).isFalse();
        m.quorum = m.restarted();
        assertThat(m.voteAsked(C, 3, OffsetAndEpoch.NOTHING).voteGranted()).isFalse();
        assertThat(m.voteAsked(B, 3, OffsetAndEpoch.NOTHING).voteGranted()).isTrue();
    }

    @Test
    void noVoteForACandidateWhoseLogIsBehind() {
        m.logHolds(2, 5);

        boolean shorter = m.voteAsked(B, 3, new OffsetAndEpoch(4, 2)).voteGranted();
        boolean older = m.voteAsked(B, 4, new OffsetAndEpoch(9, 1)).voteGranted();
        boolean same = m.voteAsked(B, 5, new OffsetAndEpoch(5, 2)).voteGranted();
        boolean later = m.voteAsked(B, 6, new OffsetAndEpoch(1, 3)).voteGranted();

        assertThat(List.of(shorter, older, same, later)).containsExactly(false, false, true, true);
    }

    @Test
    void noVoteInAnEpochWhoseLeaderIsKnown() {
        m.follows(B, 3);

        QuorumSays says = m.voteAsked(C, 3, OffsetAndEpoch.NOTHING);

        assertThat(says.voteGranted()).isFalse();
        assertThat(says.leader()).isEqualTo(B);
    }

    @Test
    void anEpochOfThePastIsFenced() {
        m.voteAsked(B, 3, OffsetAndEpoch.NOTHING);

        QuorumSays says = m.voteAsked(C, 2, OffsetAndEpoch.NOTHING);

        assertThat(says.error()).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(says.epoch()).isEqualTo(3);
    }

    @Test
    void oneThatIsNoVoterGetsNoVote() {
        QuorumSays says = m.voteAsked(OneMember.OBSERVER, 9, OffsetAndEpoch.NOTHING);

        assertThat(says.error()).isEqualTo(ErrorCode.INCONSISTENT_VOTER_SET);
        assertThat(m.quorum.status().epoch()).isZero();
    }

    @Test
    void aCandidateThatHasRecordsOfItsNewEpochCannotBe() {
        QuorumSays says = m.voteAsked(B, 3, new OffsetAndEpoch(4, 3));

        assertThat(says.error()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void aPreVoteIsGrantedWhomeverTheVoteWentTo() {
        m.voteAsked(B, 3, OffsetAndEpoch.NOTHING);

        QuorumSays says = m.preVoteAsked(C, 3, OffsetAndEpoch.NOTHING);

        assertThat(says.voteGranted()).isTrue();
        assertThat(m.quorum.status().votedFor()).isEqualTo(B);
    }

    @Test
    void noPreVoteFromOneThatHearsItsLeaderUntilTheFetchTimeout() {
        m.follows(B, 3);
        boolean early = m.preVoteAsked(C, 3, OffsetAndEpoch.NOTHING).voteGranted();
        m.nowMs += 2_001;

        boolean late = m.preVoteAsked(C, 3, OffsetAndEpoch.NOTHING).voteGranted();

        assertThat(early).isFalse();
        assertThat(late).isTrue();
    }

    @Test
    void noPreVoteFromTheLeaderItself() {
        m.elected();

        QuorumSays says = m.preVoteAsked(C, 1, new OffsetAndEpoch(9, 1));

        assertThat(says.voteGranted()).isFalse();
        assertThat(says.leader()).isEqualTo(SELF);
    }

    @Test
    void noPreVoteForOneWhoseLogIsBehind() {
        m.logHolds(2, 5);

        assertThat(m.preVoteAsked(B, 2, new OffsetAndEpoch(4, 2)).voteGranted()).isFalse();
    }
}
