package strata.cli.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import strata.cli.EnvironmentFault;
import strata.cli.doctor.PortHolders;
import strata.kernel.Nullable;
import strata.node.NodeProcess;

/**
 * A cluster on this machine: each node on a port of its own, with one listener for everybody, and
 * data of its own. The first nodes, an odd number and at most five, are the quorum.
 *
 * @param clusterId null for one node, which knows by itself
 */
public record ClusterPlan(List<NodePlan> nodes, @Nullable String clusterId) {
    /** Enough to lose one. */
    public static final int USUAL_NODES = 3;

    private static final int VOTERS_MAX = 5;
    private static final int FREE_PORT_STEP = 100;
    private static final int PORT_MAX = 65_535;

    /**
     * The plan for a data directory.
     *
     * @param port of the first node, the others take the next ones; 0 for any that are free
     * @param set more properties, which win
     * @throws EnvironmentFault when a port is taken
     */
    public static ClusterPlan of(
            ClusterData data, int nodeCount, int port, Map<String, String> set) {
        if (nodeCount == 1) {
            if (port != 0) {
                ports(1, port);
            }
            NodePlan alone = new NodePlan(1, port, data.directory(), new TreeMap<>());
            alone.properties().putAll(usual(alone));
            alone.properties().putAll(set);
            return new ClusterPlan(List.of(alone), null);
        }
        List<Integer> ports = ports(nodeCount, port);
        String voters =
                IntStream.range(0, votersOf(nodeCount))
                        .mapToObj(i -> (i + 1) + "@" + NodePlan.HOST + ":" + ports.get(i))
                        .collect(Collectors.joining(","));
        List<NodePlan> nodes = new ArrayList<>();
        for (int i = 0; i < nodeCount; i++) {
            Path folder = ClusterData.node(data.directory(), i + 1);
            NodePlan node = new NodePlan(i + 1, ports.get(i), folder, new TreeMap<>());
            Map<String, String> properties = node.properties();
            properties.putAll(usual(node));
            properties.put(
                    "process.roles", i < votersOf(nodeCount) ? "broker,controller" : "broker");
            properties.put("controller.quorum.voters", voters);
            properties.put(
                    "default.replication.factor", Integer.toString(replicationFactor(nodeCount)));
            properties.put("min.insync.replicas", Integer.toString(minInsync(nodeCount)));
            properties.putAll(set);
            nodes.add(node);
        }
        String known = data.clusterId();
        return new ClusterPlan(nodes, known == null ? NodeProcess.newClusterId() : known);
    }

    private static int votersOf(int nodeCount) {
        return Math.min(VOTERS_MAX, nodeCount % 2 == 0 ? nodeCount - 1 : nodeCount);
    }

    private static int replicationFactor(int nodeCount) {
        return Math.min(USUAL_NODES, nodeCount);
    }

    private static int minInsync(int nodeCount) {
        return nodeCount < USUAL_NODES ? 1 : 2;
    }

    private static Map<String, String> usual(NodePlan node) {
        return Map.of(
                "node.id",
                Integer.toString(node.id()),
                // Not localhost: some clients try ::1 first for that name, and say that it refused
                // them.
                "listeners",
                "PLAINTEXT://" + node.address(),
                "log.dirs",
                node.data().toString(),
                // Whoever tries a group out is alone in it, and would wait for nobody.
                "group.initial.rebalance.delay.ms",
                "0");
    }

    private static List<Integer> ports(int count, int first) {
        if (first == 0) {
            return anyFree(count);
        }
        List<Integer> ports = IntStream.range(first, first + count).boxed().toList();
        for (int port : ports) {
            if (port > PORT_MAX || !PortHolders.isFree(port)) {
                String holder = port > PORT_MAX ? null : PortHolders.holder(port);
                throw new EnvironmentFault(
                        "port "
                                + port
                                + (port > PORT_MAX
                                        ? " is none"
                                        : " is in use by "
                                                + (holder == null ? "another program" : holder))
                                + "; choose other ports, as in: strata up --port "
                                + freeNear(first, count));
            }
        }
        return ports;
    }

    private static int freeNear(int first, int count) {
        for (int port = first + FREE_PORT_STEP; port + count <= PORT_MAX; port += FREE_PORT_STEP) {
            if (IntStream.range(port, port + count).allMatch(PortHolders::isFree)) {
                return port;
            }
        }
        return 0;
    }

    private static List<Integer> anyFree(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new EnvironmentFault("there is no free port: " + e.getMessage(), e);
        } finally {
            held.forEach(ClusterPlan::close);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing was sent through it.
        }
    }

    /** Whether these nodes are enough for a controller. */
    boolean isQuorum(Collection<NodePlan> running) {
        int voters = votersOf(nodes.size());
        return running.stream().filter(node -> node.id() <= voters).count() > voters / 2;
    }

    /**
     * The same nodes where they really are.
     *
     * @param bootstrap {@code host:port} of each, in their order
     */
    public ClusterPlan at(List<String> bootstrap) {
        List<NodePlan> bound = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            NodePlan node = nodes.get(i);
            String address = bootstrap.get(i);
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            bound.add(new NodePlan(node.id(), port, node.data(), node.properties()));
        }
        return new ClusterPlan(bound, clusterId);
    }

    /** Where clients reach the nodes. */
    public List<String> bootstrap() {
        return nodes.stream().map(NodePlan::address).toList();
    }

    /** What a cluster of several keeps of its topics unless it is told; empty for one node. */
    public String settings() {
        if (nodes.size() == 1) {
            return "";
        }
        Map<String, String> properties = nodes.get(0).properties();
        return Stream.of("default.replication.factor", "min.insync.replicas")
                .map(key -> key + "=" + properties.get(key))
                .collect(Collectors.joining(", "));
    }

    /** Writes the nodes' configurations beside their data, so that each can be started alone. */
    public void writeFiles() {
        for (NodePlan node : nodes) {
            List<String> lines = new ArrayList<>();
            lines.add("# Written by: strata up. For this node alone: strata node --config FILE");
            node.properties().forEach((key, value) -> lines.add(key + "=" + escaped(value)));
            try {
                Files.createDirectories(node.data());
                Files.write(node.file(), lines);
            } catch (IOException e) {
                throw new EnvironmentFault("cannot write " + node.file() + ": " + e, e);
            }
        }
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\");
    }
}
