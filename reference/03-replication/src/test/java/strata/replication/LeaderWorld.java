package strata.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderReplica.FollowerView;
import strata.kernel.replication.LeaderSettings;
import strata.kernel.replication.LeaderStart;

/** A leader on node 1, in epoch 5; and what happens to it, in few words. */
final class LeaderWorld {
    static final NodeId A = new NodeId(1);
    static final NodeId B = new NodeId(2);
    static final NodeId C = new NodeId(3);
    static final NodeId D = new NodeId(4);
    static final int EPOCH = 5;
    static final long LAG_MS = 100;

    final TestReplica node = new TestReplica(1);

    /** Brokers that may not be in an ISR. */
    final TreeSet<NodeId> unfit = new TreeSet<>();

    long nowMs = 1_000;

    LeaderReplica leader(int minInsyncReplicas, NodeId... isr) {
        return lead(List.of(isr), List.of(isr), minInsyncReplicas, 0);
    }

    LeaderReplica lead(
            List<NodeId> replicas, List<NodeId> isr, int minInsyncReplicas, long highWatermark) {
        return node.lead(
                start(replicas, new IsrState(isr, 7, false), minInsyncReplicas, highWatermark));
    }

    LeaderStart start(
            List<NodeId> replicas, IsrState isr, int minInsyncReplicas, long highWatermark) {
        return new LeaderStart(
                EPOCH,
                replicas,
                isr,
                highWatermark,
                new LeaderSettings(minInsyncReplicas, LAG_MS),
                (broker, brokerEpoch) -> !unfit.contains(broker),
                nowMs);
    }

    long produce(LeaderReplica leader, int count) {
        String[] values = new String[count];
        Arrays.fill(values, "v");
        long end = node.produce(values);
        leader.ownEndMoved(end, nowMs);
        return end;
    }

    FetchVerdict fetch(LeaderReplica leader, NodeId follower, long fetchOffset) {
        return fetch(leader, follower, at(fetchOffset, -1));
    }

    FetchVerdict fetch(LeaderReplica leader, NodeId follower, FetchPosition position) {
        return leader.fetched(follower, -1, position, nowMs);
    }

    static void fetchAt(LeaderReplica leader, long atMs, long fetchOffset) {
        leader.fetched(B, -1, at(fetchOffset, EPOCH), atMs);
    }

    static long caughtUpMs(LeaderReplica leader) {
        FollowerView view = leader.follower(B);
        return view == null ? -1 : view.caughtUpMs();
    }

    static FetchPosition at(long fetchOffset, int lastFetchedEpoch) {
        return new FetchPosition(fetchOffset, EPOCH, lastFetchedEpoch, 0);
    }

    static IsrState state(int partitionEpoch, NodeId... isr) {
        return new IsrState(List.of(isr), partitionEpoch, false);
    }

    static FetchVerdict serve(boolean highWatermarkMoved, boolean isrDue) {
        return new FetchVerdict.Serve(highWatermarkMoved, isrDue);
    }

    static FetchVerdict diverging(int epoch, long endOffset) {
        return new FetchVerdict.Diverging(new EpochEnd(epoch, endOffset));
    }

    static ErrorCode refusal(FetchVerdict verdict) {
        assertThat(verdict).isInstanceOf(FetchVerdict.Refused.class);
        return ((FetchVerdict.Refused) verdict).error();
    }

    List<NodeId> proposed(LeaderReplica leader) {
        return members(due(leader));
    }

    IsrProposal due(LeaderReplica leader) {
        return Objects.requireNonNull(leader.isrDue(nowMs), "nothing is due");
    }

    static List<NodeId> members(IsrProposal proposal) {
        return proposal.isr().stream().map(IsrProposal.Member::broker).toList();
    }
}
