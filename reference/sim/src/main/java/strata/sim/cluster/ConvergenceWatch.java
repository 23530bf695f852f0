package strata.sim.cluster;

import java.util.ArrayDeque;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.Metadata;
import strata.kernel.request.Metadata.PartitionDescription;
import strata.kernel.request.Metadata.TopicDescription;
import strata.kernel.request.Response;
import strata.sim.SimConnection;
import strata.sim.SimNode;
import strata.sim.client.Actor;
import strata.sim.client.ClientLink;

/**
 * Once the faults have ended: every broker must come to say that every partition has a leader and
 * all its replicas in the ISR.
 */
public final class ConvergenceWatch implements Actor {

    private final ClusterClient client;
    private final List<TopicPartition> partitions;
    // Whom to ask still.
    private final ArrayDeque<ClientLink> toAsk = new ArrayDeque<>();
    private String lacking = "";
    private boolean finishing;

    public ConvergenceWatch(
            ClusterClient client, List<SimNode> brokers, List<TopicPartition> partitions) {
        this.client = client;
        this.partitions = partitions;
        for (SimNode broker : brokers) {
            toAsk.add(client.link(broker.id()));
        }
    }

    @Override
    public void begin() {}

    @Override
    public void finish() {
        finishing = true;
        askNext();
    }

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return finishing && !toAsk.isEmpty() ? lacking : null;
    }

    private void askNext() {
        ClientLink link = toAsk.peek();
        if (link == null) {
            return;
        }
        String node = "node " + link.node().id();
        link.send(
                new Metadata.Request(null, false),
                new SimConnection.Reply() {
                    @Override
                    public void answered(Response response) {
                        String what = lackingIn((Metadata.Response) response);
                        if (what == null) {
                            toAsk.remove();
                            client.later(1, 1_000, ConvergenceWatch.this::askNext);
                        } else {
                            lacking = node + " says: " + what;
                            client.later(20_000, 60_000, ConvergenceWatch.this::askNext);
                        }
                    }

                    @Override
                    public void lost(String why) {
                        lacking = node + " does not answer: " + why;
                        client.later(20_000, 60_000, ConvergenceWatch.this::askNext);
                    }
                });
    }

    private @Nullable String lackingIn(Metadata.Response metadata) {
        int found = 0;
        for (TopicDescription topic : metadata.topics()) {
            for (PartitionDescription partition : topic.partitions()) {
                String name = topic.name() + "-" + partition.partition();
                if (topic.name() != null
                        && partitions.contains(
                                new TopicPartition(topic.name(), partition.partition()))) {
                    found++;
                }
                if (partition.leader() == null || topic.error() != ErrorCode.NONE) {
                    return name + " has no leader; ISR " + partition.isr();
                }
                if (partition.isr().size() < partition.replicas().size()) {
                    return name + " has ISR " + partition.isr() + " of " + partition.replicas();
                }
                if (!partition.offlineReplicas().isEmpty()) {
                    return name + " has offline replicas " + partition.offlineReplicas();
                }
            }
        }
        return found < Math.max(1, partitions.size())
                ? "only " + found + " of " + partitions.size() + " partitions are known"
                : null;
    }
}
