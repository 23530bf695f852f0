package strata.broker.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumLog;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.request.BeginQuorumEpoch;
import strata.kernel.request.EndQuorumEpoch;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.Vote;
import strata.kernel.storage.StorageException;

/** Votes, and the beginnings and ends of epochs, in Kafka's requests. */
final class QuorumTalk {
    private static final Logger LOG = LoggerFactory.getLogger(QuorumTalk.class);

    /** What the node brings into elections. */
    record Own(QuorumLog log, BlankVoter blank, int voterCount) {}

    private record UnderWay(NodeId to, QuorumAsk ask, long sinceMs) {}

    private final NodeContext context;
    private final String clusterId;
    private final long timeoutMs;
    private final Quorum quorum;
    private final Own own;
    private final Map<Long, UnderWay> underWay = new TreeMap<>();
    private long correlations;
    // Said once, until somebody answers as he should.
    private boolean saidStrange;
    // Voters that have said last that they are of another cluster.
    private final TreeSet<NodeId> strangers = new TreeSet<>();

    QuorumTalk(NodeContext context, MetadataSpec spec, Quorum quorum, Own own) {
        this.context = context;
        this.clusterId = spec.clusterId();
        this.timeoutMs = spec.settings().requestTimeoutMs();
        this.quorum = quorum;
        this.own = own;
    }

    void say(List<Quorum.Say> says) {
        for (Quorum.Say say : says) {
            if (say.ask() instanceof QuorumAsk.Vote
                    && !own.blank().mayStand(own.log().end().offset())) {
                quorum.unanswered(say.to(), say.ask(), false, nowMs());
                continue;
            }
            long correlation = correlations++;
            underWay.put(correlation, new UnderWay(say.to(), say.ask(), nowMs()));
            context.peers().ask(say.to(), Lane.QUORUM, correlation, requestOf(say.to(), say.ask()));
        }
    }

    private Request requestOf(NodeId to, QuorumAsk ask) {
        int self = context.self().number();
        return switch (ask) {
            case QuorumAsk.Vote vote ->
                    new Vote.Request(
                            clusterId,
                            to.number(),
                            self,
                            vote.epoch(),
                            vote.last().epoch(),
                            vote.last().offset(),
                            vote.preVote());
            case QuorumAsk.Begin begin ->
                    new BeginQuorumEpoch.Request(clusterId, to.number(), self, begin.epoch());
            case QuorumAsk.End end ->
                    new EndQuorumEpoch.Request(
                            clusterId,
                            self,
                            end.epoch(),
                            end.successors().stream().map(NodeId::number).toList());
        };
    }

    /** A peer's answer on the lane of the quorum. */
    void answered(Event.AnswerArrived arrived) {
        UnderWay asked = underWay.remove(arrived.correlation());
        if (asked == null) {
            return;
        }
        QuorumSays says = says(arrived.response());
        if (says != null && says.error() == ErrorCode.INCONSISTENT_CLUSTER_ID) {
            stranger(asked.to());
        } else {
            strangers.remove(asked.to());
        }
        if (says == null || says.epoch() < 0) {
            if (!saidStrange) {
                saidStrange = true;
                LOG.warn(
                        "Voter {} answers {}: has it another cluster.id or node.id?",
                        asked.to(),
                        says == null ? "what was not asked" : says.error());
            }
            quorum.unanswered(asked.to(), asked.ask(), false, nowMs());
        } else {
            saidStrange = false;
            say(quorum.answered(asked.to(), asked.ask(), says, nowMs()));
        }
    }

    /** Where most say so, it is this node that is in the wrong place. */
    private void stranger(NodeId voter) {
        strangers.add(voter);
        if (2 * strangers.size() > own.voterCount() && quorum.status().leader() == null) {
            throw new StorageException(
                    StorageException.Kind.ACCESS,
                    "the voters "
                            + strangers
                            + " are of another cluster; the data of this node are of cluster "
                            + clusterId
                            + ": correct controller.quorum.voters, or choose another log.dirs");
        }
    }

    private static @Nullable QuorumSays says(Response response) {
        return switch (response) {
            case Vote.Response r ->
                    new QuorumSays(r.error(), r.leaderEpoch(), r.leader(), r.granted());
            case BeginQuorumEpoch.Response r ->
                    new QuorumSays(r.error(), r.leaderEpoch(), r.leader(), false);
            case EndQuorumEpoch.Response r ->
                    new QuorumSays(r.error(), r.leaderEpoch(), r.leader(), false);
            default -> null;
        };
    }

    /** The lane to a peer has gone: nothing of what is under way there is answered. */
    void closed(NodeId peer, boolean dead) {
        for (Long correlation : new ArrayList<>(underWay.keySet())) {
            UnderWay asked = Objects.requireNonNull(underWay.get(correlation));
            if (asked.to().equals(peer)) {
                underWay.remove(correlation);
                quorum.unanswered(peer, asked.ask(), dead, nowMs());
            }
        }
    }

    /** Gives up waiting for those who have been silent for too long. */
    void checkTimeouts() {
        for (UnderWay asked : new ArrayList<>(underWay.values())) {
            if (nowMs() - asked.sinceMs() >= timeoutMs && underWay.containsValue(asked)) {
                context.peers().disconnect(asked.to(), Lane.QUORUM);
                closed(asked.to(), false);
            }
        }
    }

    /** When somebody will have been silent for too long. */
    long deadlineMs() {
        long deadline = Long.MAX_VALUE;
        for (UnderWay asked : underWay.values()) {
            deadline = Math.min(deadline, asked.sinceMs() + timeoutMs);
        }
        return deadline;
    }

    Vote.Response heard(Vote.Request r) {
        ErrorCode error = strangerError(r.clusterId(), r.voterId());
        if (error != ErrorCode.NONE) {
            return Vote.Response.failed(error);
        }
        boolean formed = r.candidateId() >= 0 && r.candidateEpoch() >= 0 && r.endOffset() >= 0;
        if (!formed) {
            return Vote.Response.failed(ErrorCode.INVALID_REQUEST);
        }
        if (!own.blank().mayVoteFor(r.endOffset())) {
            QuorumStatus status = quorum.status();
            return new Vote.Response(ErrorCode.NONE, status.leader(), status.epoch(), false);
        }
        NodeId candidate = new NodeId(r.candidateId());
        QuorumAsk.Vote vote =
                new QuorumAsk.Vote(
                        r.candidateEpoch(),
                        candidate,
                        new OffsetAndEpoch(r.endOffset(), r.lastEpoch()),
                        r.preVote());
        QuorumSays says = quorum.heard(candidate, vote, nowMs());
        return new Vote.Response(says.error(), says.leader(), says.epoch(), says.voteGranted());
    }

    BeginQuorumEpoch.Response heard(BeginQuorumEpoch.Request r) {
        ErrorCode error = strangerError(r.clusterId(), r.voterId());
        if (error == ErrorCode.NONE && (r.leaderId() < 0 || r.leaderEpoch() < 0)) {
            error = ErrorCode.INVALID_REQUEST;
        }
        if (error != ErrorCode.NONE) {
            return BeginQuorumEpoch.Response.failed(error);
        }
        NodeId leader = new NodeId(r.leaderId());
        QuorumAsk.Begin begin = new QuorumAsk.Begin(r.leaderEpoch(), leader);
        QuorumSays says = quorum.heard(leader, begin, nowMs());
        return new BeginQuorumEpoch.Response(says.error(), says.leader(), says.epoch());
    }

    EndQuorumEpoch.Response heard(EndQuorumEpoch.Request r) {
        ErrorCode error = strangerError(r.clusterId(), -1);
        if (error == ErrorCode.NONE && (r.leaderId() < 0 || r.leaderEpoch() < 0)) {
            error = ErrorCode.INVALID_REQUEST;
        }
        if (error != ErrorCode.NONE) {
            return EndQuorumEpoch.Response.failed(error);
        }
        NodeId leader = new NodeId(r.leaderId());
        List<NodeId> successors =
                r.preferredSuccessors().stream().filter(id -> id >= 0).map(NodeId::new).toList();
        QuorumAsk.End end = new QuorumAsk.End(r.leaderEpoch(), leader, successors);
        QuorumSays says = quorum.heard(leader, end, nowMs());
        return new EndQuorumEpoch.Response(says.error(), says.leader(), says.epoch());
    }

    private ErrorCode strangerError(@Nullable String cluster, int voter) {
        if (cluster != null && !cluster.equals(clusterId)) {
            return ErrorCode.INCONSISTENT_CLUSTER_ID;
        }
        boolean meant = voter == -1 || voter == context.self().number();
        return meant ? ErrorCode.NONE : ErrorCode.INVALID_VOTER_KEY;
    }

    private long nowMs() {
        return context.clock().monotonicMs();
    }
}
