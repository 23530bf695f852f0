package strata.replication.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.replication.quorum.OneMember.B;
import static strata.replication.quorum.OneMember.C;
import static strata.replication.quorum.OneMember.SELF;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum.Say;
import strata.kernel.replication.QuorumAnswer;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumFetch;
import strata.kernel.replication.QuorumFetched;
import strata.kernel.replication.QuorumSays;

/** One that follows, or observes: a test for each promise. */
final class QuorumFollowerTest {
    private final OneMember m = new OneMember();

    @Test
    void aFollowerFetchesFromItsEndOn() {
        m.logHolds(2, 5);
        m.follows(B, 3);

        QuorumFetch fetch = m.quorum.fetch(m.nowMs);

        assertThat(fetch).isEqualTo(new QuorumFetch(B, new FetchPosition(5, 3, 2, 0)));
    }

    @Test
    void aFollowerAsksForMoreOnlyOnceWhatItHasIsFlushed() {
        m.follows(B, 3);
        QuorumFetch fetch = Objects.requireNonNull(m.quorum.fetch(m.nowMs));
        ModelLog leaders = new ModelLog();
        leaders.append(3, 1);
        leaders.append(3, 2);

        QuorumFetched took =
                m.quorum.fetched(
                        fetch,
                        new QuorumAnswer(ErrorCode.NONE, 3, B, 1, null, null, leaders.read(0, 9)),
                        m.nowMs);

        assertThat(took).isEqualTo(new QuorumFetched.Took(2 * ModelLog.ENTRY_BYTES));
        assertThat(m.quorum.fetch(m.nowMs)).isNull();
        assertThat(m.quorum.status().highWatermark()).isEqualTo(1);
        m.log.flushed(2);
        assertThat(Objects.requireNonNull(m.quorum.fetch(m.nowMs)).position().fetchOffset())
                .isEqualTo(2);
    }

    @Test
    void theHighWatermarkOfAFollowerIsAtMostItsEndAndNeverFalls() {
        m.logHolds(2, 5);
        m.follows(B, 3);
        QuorumFetch fetch = Objects.requireNonNull(m.quorum.fetch(m.nowMs));

        m.quorum.fetched(fetch, OneMember.answer(3, B, 99), m.nowMs);
        long high = m.quorum.status().highWatermark();
        m.quorum.fetched(fetch, OneMember.answer(3, B, 2), m.nowMs);

        assertThat(high).isEqualTo(5);
        assertThat(m.quorum.status().highWatermark()).isEqualTo(5);
    }

    @Test
    void aFollowerThatWentAstrayCutsToWhereBothLogsAreTheSame() {
        m.logHolds(1, 3);
        m.logHolds(2, 4);
        m.follows(B, 5);
        QuorumFetch fetch = Objects.requireNonNull(m.quorum.fetch(m.nowMs));

        QuorumFetched cut =
                m.quorum.fetched(
                        fetch,
                        new QuorumAnswer(ErrorCode.NONE, 5, B, -1, new EpochEnd(1, 9), null, null),
                        m.nowMs);

        assertThat(cut).isEqualTo(new QuorumFetched.Truncated(3));
        assertThat(m.log.end()).isEqualTo(new OffsetAndEpoch(3, 1));
    }

    @Test
    void nothingBelowTheHighWatermarkIsCut() {
        m.logHolds(1, 5);
        m.follows(B, 3);
        QuorumFetch fetch = Objects.requireNonNull(m.quorum.fetch(m.nowMs));
        m.quorum.fetched(fetch, OneMember.answer(3, B, 4), m.nowMs);

        QuorumFetched result =
                m.quorum.fetched(
                        fetch,
                        new QuorumAnswer(ErrorCode.NONE, 3, B, -1, new EpochEnd(1, 2), null, null),
                        m.nowMs);

        assertThat(result).isEqualTo(new QuorumFetched.Nothing());
        assertThat(m.log.end().offset()).isEqualTo(5);
    }

    @Test
    void aFollowerWithoutItsLeaderForTheFetchTimeoutAsksForPreVotes() {
        m.follows(B, 3);
        m.nowMs += 1_999;
        boolean early = m.quorum.tick(m.nowMs).isEmpty();

        List<Say> says = m.quorum.tick(m.nowMs + 1);

        assertThat(early).isTrue();
        assertThat(says).extracting(Say::to).containsExactly(B, C);
    }

    @Test
    void aFollowerWhoseLeaderIsDeadDoesNotWait() {
        m.follows(B, 3);
        QuorumFetch fetch = Objects.requireNonNull(m.quorum.fetch(m.nowMs));

        m.quorum.fetchFailed(fetch, true, m.nowMs);

        assertThat(m.quorum.deadlineMs() - m.nowMs).isLessThanOrEqualTo(50);
        assertThat(m.preVoteAsked(C, 3, OffsetAndEpoch.NOTHING).voteGranted()).isTrue();
    }

    @Test
    void aFollowerWhoseConnectionWasCutAsksAgainAtOnce() {
        m.follows(B, 3);
        QuorumFetch fetch = Objects.requireNonNull(m.quorum.fetch(m.nowMs));

        m.quorum.fetchFailed(fetch, false, m.nowMs);

        assertThat(m.quorum.fetch(m.nowMs)).isEqualTo(fetch);
        m.quorum.fetchFailed(fetch, false, m.nowMs);
        assertThat(m.quorum.fetch(m.nowMs)).isNull();
    }

    @Test
    void theFirstSuccessorOfALeaderThatGoesSeeksElectionAtOnce() {
        m.follows(B, 3);

        m.quorum.heard(B, new QuorumAsk.End(3, B, List.of(SELF, C)), m.nowMs);

        assertThat(m.quorum.deadlineMs()).isEqualTo(m.nowMs);
        assertThat(m.quorum.tick(m.nowMs)).hasSize(2);
    }

    @Test
    void aLaterSuccessorWaitsALittle() {
        m.follows(B, 3);

        m.quorum.heard(B, new QuorumAsk.End(3, B, List.of(C, SELF)), m.nowMs);

        assertThat(m.quorum.deadlineMs() - m.nowMs).isEqualTo(500);
        assertThat(m.quorum.status().leader()).isNull();
    }

    @Test
    void aSecondLeaderOfAnEpochCannotBe() {
        m.follows(B, 3);

        QuorumSays says = m.quorum.heard(C, new QuorumAsk.Begin(3, C), m.nowMs);

        assertThat(says.error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(m.quorum.status().leader()).isEqualTo(B);
    }

    @Test
    void anObserverNeverSeeksElectionAndLooksForALeader() {
        m.quorum = m.open(OneMember.OBSERVER, OneMember.VOTERS);
        QuorumFetch first = Objects.requireNonNull(m.quorum.fetch(m.nowMs));
        m.quorum.fetchFailed(first, true, m.nowMs);

        QuorumFetch second = Objects.requireNonNull(m.quorum.fetch(m.nowMs + 100));
        m.quorum.fetched(
                second,
                new QuorumAnswer(ErrorCode.NOT_LEADER_OR_FOLLOWER, 4, C, -1, null, null, null),
                m.nowMs);

        assertThat(second.from()).isNotEqualTo(first.from());
        assertThat(m.quorum.status().leader()).isEqualTo(C);
        assertThat(m.quorum.tick(m.nowMs + 100_000)).isEmpty();
        assertThat(Objects.requireNonNull(m.quorum.fetch(m.nowMs)).from()).isEqualTo(C);
    }
}
