package strata.replication.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static strata.replication.quorum.OneMember.B;
import static strata.replication.quorum.OneMember.C;
import static strata.replication.quorum.OneMember.SELF;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.Quorum.Say;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumFetchVerdict;
import strata.kernel.replication.QuorumStatus.Role;

/** One that leads: a test for each promise. */
final class QuorumLeaderTest {
    private final OneMember m = new OneMember();

    @Test
    void whatAMajorityHasIsCommitted() {
        m.elected();
        m.log.append(1, 5);
        m.log.flushed(2);
        m.quorum.flushed(m.nowMs);
        long before = m.quorum.status().highWatermark();

        QuorumFetchVerdict verdict = m.fetchedBy(B, 2, 1);

        assertThat(before).isEqualTo(-1);
        assertThat(verdict).isEqualTo(new QuorumFetchVerdict.Serve(true));
        assertThat(m.quorum.status().highWatermark()).isEqualTo(2);
    }

    @Test
    void whatTheLeaderHasNotFlushedDoesNotCount() {
        m.elected();
        m.log.append(1, 5);

        m.fetchedBy(B, 2, 1);
        long before = m.quorum.status().highWatermark();
        m.log.flushed(2);
        boolean moved = m.quorum.flushed(m.nowMs);

        assertThat(before).isEqualTo(1);
        assertThat(moved).isTrue();
        assertThat(m.quorum.status().highWatermark()).isEqualTo(2);
    }

    @Test
    void anObserverCommitsNothing() {
        m.elected();

        m.fetchedBy(OneMember.OBSERVER, 1, 1);

        assertThat(m.quorum.status().highWatermark()).isEqualTo(-1);
        assertThat(Objects.requireNonNull(m.quorum.members().get(OneMember.OBSERVER)).voter())
                .isFalse();
    }

    @Test
    void anEntryOfAnOlderEpochIsNotCommittedByCounting() {
        m.logHolds(0, 3);
        m.quorum = m.open(SELF, OneMember.VOTERS);
        m.elected();

        m.fetchedBy(B, 3, 0);
        long older = m.quorum.status().highWatermark();
        m.fetchedBy(B, 4, 1);

        assertThat(older).isEqualTo(-1);
        assertThat(m.quorum.status().highWatermark()).isEqualTo(4);
    }

    @Test
    void aFollowerThatWentAstrayIsToldWhere() {
        m.logHolds(0, 3);
        m.quorum = m.open(SELF, OneMember.VOTERS);
        m.elected();

        QuorumFetchVerdict tooLong = m.fetchedBy(B, 7, 0);

        assertThat(tooLong).isEqualTo(new QuorumFetchVerdict.Diverging(new EpochEnd(0, 3)));
        assertThat(m.quorum.status().highWatermark()).isEqualTo(-1);
    }

    @Test
    void whatLiesBelowTheLogStartIsInTheSnapshot() {
        m.logHolds(0, 3);
        m.quorum = m.open(SELF, OneMember.VOTERS);
        m.elected();
        m.fetchedBy(B, 4, 1);
        m.log.snapshot(4);

        assertThat(m.fetchedBy(C, 0, -1))
                .isEqualTo(new QuorumFetchVerdict.Snapshot(new OffsetAndEpoch(4, 1)));
        assertThat(m.fetchedBy(C, 4, 0))
                .isEqualTo(new QuorumFetchVerdict.Snapshot(new OffsetAndEpoch(4, 1)));
        assertThat(m.fetchedBy(C, 4, 1)).isInstanceOf(QuorumFetchVerdict.Serve.class);
    }

    @Test
    void otherEpochsAreRefused() {
        m.elected();

        QuorumFetchVerdict older = m.quorum.fetchedBy(B, new FetchPosition(0, 0, -1, 0), m.nowMs);
        QuorumFetchVerdict later = m.quorum.fetchedBy(B, new FetchPosition(0, 2, -1, 0), m.nowMs);

        assertThat(older).isEqualTo(new QuorumFetchVerdict.Refused(ErrorCode.FENCED_LEADER_EPOCH));
        assertThat(later).isEqualTo(new QuorumFetchVerdict.Refused(ErrorCode.UNKNOWN_LEADER_EPOCH));
        assertThat(m.quorum.snapshotFetchedBy(B, 2, m.nowMs))
                .isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
    }

    @Test
    void oneThatDoesNotLeadServesNothing() {
        m.follows(B, 3);

        assertThat(m.fetchedBy(C, 0, -1))
                .isEqualTo(new QuorumFetchVerdict.Refused(ErrorCode.NOT_LEADER_OR_FOLLOWER));
    }

    @Test
    void aLeaderWithoutFetchesOfAMajorityResigns() {
        m.elected();
        m.nowMs += 1_000;
        m.fetchedBy(C, 1, 1);
        m.nowMs += 2_999;
        m.quorum.tick(m.nowMs);
        Role before = m.quorum.status().role();

        List<Say> says = m.quorum.tick(m.nowMs + 1);

        assertThat(before).isEqualTo(Role.LEADER);
        assertThat(m.quorum.status().role()).isEqualTo(Role.RESIGNED);
        assertThat(says)
                .containsExactly(
                        new Say(B, new QuorumAsk.End(1, SELF, List.of(C, B))),
                        new Say(C, new QuorumAsk.End(1, SELF, List.of(C, B))));
    }

    @Test
    void aLeaderThatHearsOfALaterEpochLeadsNoMore() {
        m.elected();

        m.voteAsked(B, 2, OffsetAndEpoch.NOTHING);

        assertThat(m.quorum.status().role()).isEqualTo(Role.UNATTACHED);
        assertThat(m.quorum.members()).isEmpty();
        assertThatThrownBy(() -> m.quorum.appended(m.nowMs))
                .isInstanceOf(strata.kernel.Check.CheckFailed.class);
    }

    @Test
    void theLeaderKnowsWhoHasCaughtUp() {
        m.elected();
        m.fetchedBy(B, 1, 1);
        m.log.append(1, 5);
        m.nowMs += 100;
        m.fetchedBy(C, 0, -1);

        assertThat(m.quorum.members().get(B))
                .isEqualTo(new Quorum.Member(true, 1, m.nowMs - 100, m.nowMs - 100));
        assertThat(m.quorum.members().get(C)).isEqualTo(new Quorum.Member(true, 0, m.nowMs, -1));
        assertThat(Objects.requireNonNull(m.quorum.members().get(SELF)).logEndOffset())
                .isEqualTo(2);
    }

    @Test
    void ofFiveVotersTwoOthersMustFetchForTheLeaderToStay() {
        NodeId fourth = new NodeId(4);
        m.quorum = m.open(SELF, List.of(SELF, B, C, fourth, new NodeId(5)));
        List<Say> preVote = m.tick();
        m.grantedBy(B, preVote);
        List<Say> vote = m.grantedBy(C, preVote);
        m.grantedBy(B, vote);
        m.grantedBy(C, vote);
        m.nowMs += 2_000;
        m.fetchedBy(B, 1, 1);
        m.nowMs += 500;
        m.fetchedBy(fourth, 1, 1);

        m.quorum.tick(m.nowMs + 2_499);
        Role before = m.quorum.status().role();
        m.quorum.tick(m.nowMs + 2_500);

        assertThat(before).isEqualTo(Role.LEADER);
        assertThat(m.quorum.status().role()).isEqualTo(Role.RESIGNED);
    }
}
