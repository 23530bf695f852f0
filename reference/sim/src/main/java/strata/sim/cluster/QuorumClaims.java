package strata.sim.cluster;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.request.Vote;
import strata.sim.Breach;
import strata.sim.Overheard;

/** Of the metadata log's quorum: one leader an epoch, one vote an epoch, no epoch goes back. */
final class QuorumClaims {
    // The last of an empty log.
    private static final DiskLog.Batch NOTHING = new DiskLog.Batch(-1, -1, -1, 0);

    private final Map<Integer, NodeId> leaders = new LinkedHashMap<>();
    private final Map<Integer, NodeId> controllers = new LinkedHashMap<>();
    // By node: the epoch, and whom it voted for in each.
    private final Map<NodeId, Integer> epochs = new LinkedHashMap<>();
    private final Map<NodeId, Map<Integer, NodeId>> votes = new LinkedHashMap<>();
    // What a voter's log ended with when it voted: an answer leaves a little later.
    private final Map<Key, DiskLog.Batch> whenVoted = new LinkedHashMap<>();

    private record Key(NodeId voter, int epoch) {}

    int controllers() {
        return controllers.size();
    }

    /** What is wrong with where a node stands, if anything. */
    @Nullable
    Breach sees(NodeId node, QuorumStatus status, int controllerEpoch) {
        int before = epochs.getOrDefault(node, 0);
        if (status.epoch() < before) {
            return Breach.of(
                    "epoch-went-back",
                    "A node's epoch never goes back, whatever becomes of its process",
                    "node " + node + " was in epoch " + before + " and is in " + status.epoch(),
                    ClusterClaims.METADATA);
        }
        epochs.put(node, status.epoch());
        Breach breach = null;
        if (status.role() == QuorumStatus.Role.LEADER) {
            breach = oneOf(leaders, status.epoch(), node, "leads the quorum");
        }
        if (breach == null && controllerEpoch >= 0) {
            breach = oneOf(controllers, controllerEpoch, node, "is the active controller");
        }
        NodeId vote = status.votedFor();
        return breach == null && vote != null ? voted(node, status.epoch(), vote) : breach;
    }

    /** A node is in an epoch in which it has voted, perhaps just now. */
    void voted(NodeId node, QuorumStatus status, DiskLog log) {
        if (status.votedFor() != null) {
            DiskLog.Batch last = log.last();
            whenVoted.putIfAbsent(new Key(node, status.epoch()), last == null ? NOTHING : last);
        }
    }

    /** What is wrong with what a node says, if anything. */
    @Nullable
    Breach hears(Overheard heard) {
        Vote.Request asked = granted(heard);
        return asked == null || asked.preVote()
                ? null
                : voted(heard.who(), asked.candidateEpoch(), new NodeId(asked.candidateId()));
    }

    /**
     * Whether it grants a vote that it should not. (A pre-vote binds nobody, and may be told when
     * the leader has been heard again.)
     *
     * @param log its metadata log
     */
    @Nullable
    Breach votesForLess(Overheard heard, DiskLog log) {
        Vote.Request asked = granted(heard);
        if (asked == null || asked.preVote()) {
            return null;
        }
        Key vote = new Key(heard.who(), asked.candidateEpoch());
        DiskLog.Batch then = whenVoted.get(vote);
        DiskLog.Batch last = then == null ? log.last() : then;
        if (last == null || !isBehind(asked, last)) {
            return null;
        }
        return Breach.of(
                "vote-for-less",
                "A voter votes for no log that is less up to date than its own",
                String.format(
                        Locale.ROOT,
                        "node %s would have node %d lead, whose log ends at offset %d in epoch"
                                + " %d; its own ends with %s",
                        heard.who(),
                        asked.candidateId(),
                        asked.endOffset(),
                        asked.lastEpoch(),
                        last),
                ClusterClaims.METADATA);
    }

    /** The vote, or pre-vote, that an answer grants; null for others. */
    @Nullable
    private static Vote.Request granted(Overheard heard) {
        boolean granted =
                heard.response() instanceof Vote.Response answer
                        && answer.error() == ErrorCode.NONE
                        && answer.granted();
        return granted && heard.request() instanceof Vote.Request asked ? asked : null;
    }

    /** Raft section 5.4.1. */
    private static boolean isBehind(Vote.Request asked, DiskLog.Batch last) {
        return asked.lastEpoch() == last.epoch()
                ? asked.endOffset() <= last.last()
                : asked.lastEpoch() < last.epoch();
    }

    private @Nullable Breach voted(NodeId node, int epoch, NodeId candidate) {
        NodeId before =
                votes.computeIfAbsent(node, n -> new LinkedHashMap<>())
                        .putIfAbsent(epoch, candidate);
        return before == null || before.equals(candidate)
                ? null
                : Breach.of(
                        "voted-twice",
                        "A voter votes for one candidate an epoch",
                        String.format(
                                Locale.ROOT,
                                "node %s voted for %s in epoch %d, and now for %s",
                                node,
                                before,
                                epoch,
                                candidate),
                        ClusterClaims.METADATA);
    }

    private static @Nullable Breach oneOf(
            Map<Integer, NodeId> known, int epoch, NodeId node, String what) {
        NodeId other = known.putIfAbsent(epoch, node);
        return other == null || other.equals(node)
                ? null
                : Breach.of(
                        "two-controllers",
                        "The quorum has one leader an epoch, and the cluster one controller",
                        String.format(
                                Locale.ROOT,
                                "epoch %d: node %s %s, as did node %s",
                                epoch,
                                node,
                                what,
                                other),
                        ClusterClaims.METADATA);
    }
}
