package strata.cli.cluster;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import strata.cli.EnvironmentFault;
import strata.cli.ask.Answers.Broker;
import strata.cli.ask.Answers.Cluster;
import strata.cli.ask.KafkaClient;
import strata.kernel.Nullable;

/**
 * Whether a cluster serves: asked of every node over the wire, as a client would; each must say
 * that there is a controller, and that every broker has registered and is not fenced.
 */
public final class Readiness {
    private static final int ANSWER_MS_MAX = 5_000;
    private static final long LOOK_MS = 20;

    private final ClusterPlan plan;

    public Readiness(ClusterPlan plan) {
        this.plan = plan;
    }

    /**
     * Waits until the cluster serves.
     *
     * @param ended the nodes that have ended so far
     * @return whether it serves; else a node has ended before
     * @throws EnvironmentFault when it does not serve in time
     */
    public boolean await(Supplier<List<strata.cli.cluster.Cluster.Ended>> ended, long secondsMax)
            throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(secondsMax);
        int next = 0;
        while (next < plan.nodes().size()) {
            if (!ended.get().isEmpty()) {
                return false;
            }
            String missing = missing(plan.nodes().get(next));
            if (missing == null) {
                next++;
            } else if (System.nanoTime() > deadline) {
                throw new EnvironmentFault(
                        "the cluster does not serve after " + secondsMax + " s: " + missing);
            } else {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            }
        }
        return true;
    }

    /** What a node says is missing; null for nothing. */
    private @Nullable String missing(NodePlan node) {
        String who = "node " + node.id() + " (" + node.address() + ")";
        try (KafkaClient client = new KafkaClient(NodePlan.HOST, node.port(), ANSWER_MS_MAX)) {
            Cluster cluster = client.cluster();
            if (cluster.serves(plan.nodes().size())) {
                return null;
            }
            return who + " says: " + state(cluster);
        } catch (IOException e) {
            return who + " does not answer: " + e.getMessage();
        }
    }

    private String state(Cluster cluster) {
        if (cluster.error() != 0) {
            return "error " + cluster.error();
        }
        if (cluster.controller() < 0) {
            return "there is no controller";
        }
        for (NodePlan node : plan.nodes()) {
            Broker broker =
                    cluster.brokers().stream()
                            .filter(any -> any.id() == node.id())
                            .findFirst()
                            .orElse(null);
            if (broker == null) {
                return "node " + node.id() + " has not registered";
            }
            if (broker.fenced()) {
                return "node " + node.id() + " is fenced";
            }
        }
        return "there are brokers that are not of this cluster: " + cluster.brokers();
    }
}
