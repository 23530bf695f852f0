package strata.sim.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.broker.BrokerConfig;
import strata.kernel.NodeId;
import strata.kernel.request.Listener;
import strata.kernel.request.NodeEndpoint;

/** Who is what in a cluster. */
public enum ClusterShape {
    /** Three nodes, each broker and controller. */
    THREE(3, 3, 3),
    /** Five nodes, each broker and controller. */
    FIVE(5, 5, 5),
    /** Three controllers, then three brokers. */
    APART(6, 3, 3);

    private static final String CLUSTER_ID = "c2ltdWxhdGVkLWNsdXN0ZQ";
    private static final int PORT = 9092;

    private final int nodes;
    private final int voters;
    private final int brokers;

    ClusterShape(int nodes, int voters, int brokers) {
        this.nodes = nodes;
        this.voters = voters;
        this.brokers = brokers;
    }

    public int nodes() {
        return nodes;
    }

    public String told() {
        return nodes == voters
                ? nodes + " nodes, each broker and controller"
                : voters + " controllers and " + brokers + " brokers";
    }

    /** The brokers, in order: the last nodes. */
    public List<NodeId> brokers() {
        List<NodeId> ids = new ArrayList<>();
        for (int number = nodes - brokers + 1; number <= nodes; number++) {
            ids.add(new NodeId(number));
        }
        return ids;
    }

    /** A node's configuration. */
    public BrokerConfig config(NodeId node, Map<String, String> properties) {
        List<NodeEndpoint> endpoints = new ArrayList<>();
        for (int number = 1; number <= voters; number++) {
            endpoints.add(new NodeEndpoint(new NodeId(number), host(number), PORT));
        }
        boolean isVoter = node.number() <= voters;
        boolean isBroker = node.number() > nodes - brokers;
        BrokerConfig.Roles roles =
                isVoter && isBroker
                        ? BrokerConfig.Roles.BROKER_AND_CONTROLLER
                        : isVoter ? BrokerConfig.Roles.CONTROLLER : BrokerConfig.Roles.BROKER;
        String listener = roles == BrokerConfig.Roles.CONTROLLER ? "CONTROLLER" : "PLAINTEXT";
        return BrokerConfig.of(
                new BrokerConfig.Identity(
                        node,
                        CLUSTER_ID,
                        roles,
                        List.of(new Listener(listener, host(node.number()), PORT)),
                        endpoints),
                new LinkedHashMap<>(properties));
    }

    private static String host(int number) {
        return "node" + number;
    }
}
