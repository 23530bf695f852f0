package strata.broker.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import strata.kernel.Check;
import strata.kernel.Clock;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.DescribeQuorum.ReplicaState;
import strata.kernel.request.Listener;
import strata.kernel.request.NodeEndpoint;

/** Tells how the quorum stands, as its leader sees it. */
final class QuorumDescriber {
    private final Quorum quorum;
    private final Clock clock;
    private final List<NodeEndpoint> voters;

    QuorumDescriber(Quorum quorum, Clock clock, List<NodeEndpoint> voters) {
        this.quorum = quorum;
        this.clock = clock;
        this.voters = voters;
    }

    /** Whether this node can tell. */
    boolean leads() {
        return quorum.status().role() == QuorumStatus.Role.LEADER;
    }

    /** What a leader tells. */
    DescribeQuorum.Response describe() {
        QuorumStatus status = quorum.status();
        Check.that(leads(), "node is %s, and no leader", status.role());
        List<ReplicaState> voting = new ArrayList<>();
        List<ReplicaState> observing = new ArrayList<>();
        for (Map.Entry<NodeId, Quorum.Member> member : quorum.members().entrySet()) {
            boolean isSelf = member.getKey().equals(status.leader());
            ReplicaState state = state(member.getKey(), member.getValue(), isSelf);
            (member.getValue().voter() ? voting : observing).add(state);
        }
        List<DescribeQuorum.Node> nodes = new ArrayList<>();
        for (NodeEndpoint voter : voters) {
            Listener listener = new Listener("CONTROLLER", voter.host(), voter.port());
            nodes.add(new DescribeQuorum.Node(voter.id(), List.of(listener)));
        }
        return new DescribeQuorum.Response(
                ErrorCode.NONE,
                null,
                status.leader(),
                status.epoch(),
                status.highWatermark(),
                voting,
                observing,
                nodes);
    }

    private ReplicaState state(NodeId node, Quorum.Member member, boolean isSelf) {
        return new ReplicaState(
                node,
                member.logEndOffset(),
                isSelf ? clock.wallMs() : wallMs(member.lastFetchMs()),
                isSelf ? clock.wallMs() : wallMs(member.lastCaughtUpMs()));
    }

    private long wallMs(long monotonicMs) {
        return monotonicMs < 0 ? -1 : clock.wallMs() - (clock.monotonicMs() - monotonicMs);
    }
}
