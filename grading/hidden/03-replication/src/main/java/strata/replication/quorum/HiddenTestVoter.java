package strata.replication.quorum;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumAnswer;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumFetch;
import strata.kernel.replication.QuorumFetchVerdict;
import strata.kernel.replication.QuorumFetched;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumStatus;

/** Voter 1 of a quorum, driven by hand. */
final class HiddenTestVoter {
    final HiddenTestMetadataLog log;
    final Quorum quorum;
    private final int voters;
    long nowMs;

    HiddenTestVoter(int voters, HiddenTestMetadataLog log, SplittableRandom random) {
        this.voters = voters;
        this.log = log;
        this.nowMs = 1_000L + random.nextInt(1_000_000);
        this.quorum =
                RaftQuorum.open(
                        HiddenTestQuorum.spec(
                                HiddenTestQuorum.SELF,
                                voters,
                                HiddenTestQuorum.disk().mount(),
                                log,
                                random),
                        nowMs);
    }

    static QuorumSays granted(Quorum quorum) {
        return new QuorumSays(ErrorCode.NONE, quorum.status().epoch(), null, true);
    }

    QuorumStatus status() {
        return quorum.status();
    }

    /** It stands for election and wins, in its next epoch. */
    void elect() {
        List<Quorum.Say> says = List.of();
        for (int i = 0; i < 9 && status().role() != QuorumStatus.Role.LEADER; i++) {
            nowMs = Math.max(nowMs, quorum.deadlineMs());
            says = quorum.tick(nowMs);
            for (int round = 0; round < 2; round++) {
                says = answeredByAll(says);
            }
        }
    }

    private List<Quorum.Say> answeredByAll(List<Quorum.Say> says) {
        List<Quorum.Say> next = List.of();
        for (Quorum.Say say : says) {
            if (say.ask() instanceof QuorumAsk.Vote) {
                List<Quorum.Say> more =
                        quorum.answered(say.to(), say.ask(), granted(quorum), nowMs);
                next = more.isEmpty() ? next : more;
            }
        }
        return next;
    }

    /** Another voter leads an epoch, and makes itself known. */
    void follow(NodeId leader, int epoch) {
        quorum.heard(leader, new QuorumAsk.Begin(epoch, leader), nowMs);
    }

    /** Whether it hears its leader: only then it refuses a pre-vote of one that has everything. */
    boolean hearsItsLeader() {
        NodeId by = new NodeId(voters);
        OffsetAndEpoch best = new OffsetAndEpoch(1_000_000, status().epoch());
        QuorumAsk.Vote ask = new QuorumAsk.Vote(status().epoch(), by, best, true);
        return !quorum.heard(by, ask, nowMs).voteGranted();
    }

    QuorumFetchVerdict fetchedBy(NodeId node, long offset, int lastEpoch) {
        FetchPosition position = new FetchPosition(offset, status().epoch(), lastEpoch, 0);
        return quorum.fetchedBy(node, position, nowMs);
    }

    /** It fetches, and its leader answers. */
    QuorumFetched fetches(long highWatermark, @Nullable EpochEnd diverging) {
        QuorumFetch fetch = Objects.requireNonNull(quorum.fetch(nowMs), "no fetch");
        QuorumAnswer answer =
                new QuorumAnswer(
                        ErrorCode.NONE,
                        status().epoch(),
                        status().leader(),
                        highWatermark,
                        diverging,
                        null,
                        null);
        return quorum.fetched(fetch, answer, nowMs);
    }
}
