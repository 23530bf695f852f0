package strata.sim.planted;

import java.util.LinkedHashMap;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumFetchVerdict;
import strata.kernel.replication.QuorumLog;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumSpec;
import strata.kernel.replication.QuorumStatus;

/** Voters, each with a mistake. */
final class Voters {
    private Voters() {}

    /** It votes for whoever asks, until it knows a leader. */
    static final class VotesTwice extends AroundQuorum {
        VotesTwice(Quorum right) {
            super(right);
        }

        @Override
        public QuorumSays heard(NodeId from, QuorumAsk ask, long nowMs) {
            QuorumSays says = super.heard(from, ask, nowMs);
            boolean isAsked =
                    ask instanceof QuorumAsk.Vote vote
                            && !vote.preVote()
                            && says.error() == ErrorCode.NONE
                            && says.epoch() == vote.epoch()
                            && says.leader() == null
                            && status().role() != QuorumStatus.Role.CANDIDATE;
            return isAsked ? new QuorumSays(ErrorCode.NONE, says.epoch(), null, true) : says;
        }
    }

    /** It votes for the longest log, whatever its epochs. */
    static final class PrefersLength extends AroundQuorum {
        private final QuorumLog log;

        PrefersLength(Quorum right, QuorumLog log) {
            super(right);
            this.log = log;
        }

        @Override
        public QuorumSays heard(NodeId from, QuorumAsk ask, long nowMs) {
            if (!(ask instanceof QuorumAsk.Vote vote)) {
                return super.heard(from, ask, nowMs);
            }
            OffsetAndEpoch own = log.end();
            boolean isLonger = vote.last().offset() >= own.offset();
            OffsetAndEpoch taken =
                    isLonger
                            ? new OffsetAndEpoch(
                                    vote.last().offset(),
                                    Math.max(own.epoch(), vote.last().epoch()))
                            : OffsetAndEpoch.NOTHING;
            QuorumAsk.Vote other =
                    new QuorumAsk.Vote(vote.epoch(), vote.candidate(), taken, vote.preVote());
            return super.heard(from, other, nowMs);
        }
    }

    /** A leader that counts entries of every epoch. */
    static final class CountsAnyEpoch extends AroundQuorum {
        private final QuorumSpec spec;
        private final Map<NodeId, Long> ends = new LinkedHashMap<>();
        private int epoch = -1;
        private long counted = -1;

        CountsAnyEpoch(Quorum right, QuorumSpec spec) {
            super(right);
            this.spec = spec;
        }

        @Override
        public QuorumStatus status() {
            QuorumStatus status = super.status();
            return counted <= status.highWatermark()
                    ? status
                    : new QuorumStatus(
                            status.role(),
                            status.epoch(),
                            status.leader(),
                            status.votedFor(),
                            Math.min(counted, spec.log().end().offset()));
        }

        @Override
        public QuorumFetchVerdict fetchedBy(NodeId replica, FetchPosition position, long nowMs) {
            QuorumFetchVerdict verdict = super.fetchedBy(replica, position, nowMs);
            if (verdict instanceof QuorumFetchVerdict.Serve serve) {
                if (epoch != super.status().epoch()) {
                    epoch = super.status().epoch();
                    ends.clear();
                }
                ends.put(replica, position.fetchOffset());
                boolean moved =
                        position.fetchOffset() > counted && isWithMost(position.fetchOffset());
                counted = moved ? position.fetchOffset() : counted;
                return new QuorumFetchVerdict.Serve(moved || serve.highWatermarkMoved());
            }
            return verdict;
        }

        /** Whether most have what this follower has, whoever wrote it. */
        private boolean isWithMost(long end) {
            long holders =
                    spec.voters().stream()
                            .filter(
                                    voter ->
                                            voter.equals(spec.self())
                                                    ? spec.log().flushedOffset() >= end
                                                    : ends.getOrDefault(voter, -1L) >= end)
                            .count();
            return 2 * holders > spec.voters().size();
        }
    }
}
