package strata.apps.capstone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.RetriableException;
import strata.apps.play.PlayFault;

/** Three nodes, each a process of its own: {@code strata node --config FILE}. */
final class TrialCluster {
    static final int NODE_COUNT = 3;
    private static final String CONFIG = "{config}";
    private static final String LAYERS = "layers: ";

    private final List<ChildProcess> nodes = new ArrayList<>();
    private final String bootstrap;

    /**
     * Three nodes that are not started yet.
     *
     * @param template the command line of a node, where {@code {config}} stands for its file
     * @param home for its files
     */
    TrialCluster(List<String> template, Path home) {
        List<Integer> ports = freePorts();
        String voters =
                IntStream.rangeClosed(1, NODE_COUNT)
                        .mapToObj(id -> id + "@127.0.0.1:" + ports.get(id - 1))
                        .collect(Collectors.joining(","));
        for (int id = 1; id <= NODE_COUNT; id++) {
            Path config = home.resolve("node-" + id + ".properties");
            List<String> lines =
                    List.of(
                            "node.id=" + id,
                            "process.roles=broker,controller",
                            "controller.quorum.voters=" + voters,
                            "listeners=PLAINTEXT://127.0.0.1:" + ports.get(id - 1),
                            "log.dirs=" + escaped(home.resolve("node-" + id)),
                            "default.replication.factor=3",
                            "min.insync.replicas=2",
                            "group.initial.rebalance.delay.ms=0",
                            // Enough to be on all nodes; fifty of each only take longer.
                            "offsets.topic.num.partitions=12",
                            "transaction.state.log.num.partitions=12");
            try {
                Files.write(config, lines);
            } catch (IOException e) {
                throw new PlayFault(PlayFault.ENVIRONMENT, "cannot write " + config + ": " + e, e);
            }
            List<String> command =
                    template.stream().map(word -> word.replace(CONFIG, config.toString())).toList();
            nodes.add(new ChildProcess("node " + id, command, home.resolve("node-" + id + ".log")));
        }
        bootstrap =
                ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    private static String escaped(Path path) {
        return path.toString().replace("\\", "\\\\");
    }

    private static List<Integer> freePorts() {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < NODE_COUNT; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new PlayFault(PlayFault.ENVIRONMENT, "there is no free port: " + e, e);
        } finally {
            held.forEach(TrialCluster::close);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing was sent through it.
        }
    }

    /** A node. */
    ChildProcess node(int id) {
        return nodes.get(id - 1);
    }

    List<ChildProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** Where clients reach it. */
    String bootstrap() {
        return bootstrap;
    }

    /** What it runs on, as its nodes say first of all. */
    String layers() {
        return nodes.get(0).line(LAYERS).orElse("");
    }

    /** Ends the trial if a node has ended by itself. */
    void requireAlive() {
        nodes.forEach(ChildProcess::requireAlive);
    }

    /** Whether a node has said that it serves, since it was started last. */
    boolean serves(int id) {
        return node(id).line("node " + id + " serves ").isPresent();
    }

    /** Whether all nodes are brokers that serve. */
    boolean isComplete(Admin admin) {
        return answer(admin.describeCluster().nodes(), List.of()).size() == NODE_COUNT;
    }

    /** Creates the topics of the trial. */
    void createTopics(Admin admin) {
        List<NewTopic> wanted = new ArrayList<>();
        List<String> names = new ArrayList<>(Topics.inputs());
        names.addAll(Topics.outputs());
        for (String name : names) {
            wanted.add(
                    new NewTopic(name, Topics.PARTITION_COUNT, (short) NODE_COUNT)
                            .configs(Map.of("min.insync.replicas", "2", "retention.ms", "-1")));
        }
        try {
            admin.createTopics(wanted).all().get();
        } catch (ExecutionException e) {
            throw new PlayFault(PlayFault.FAILED, "creating the topics: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted", e);
        }
    }

    /** Whether every partition, internal ones too, has a leader and all its replicas in sync. */
    boolean isWhole(Admin admin) {
        Set<String> names =
                answer(
                        admin.listTopics(new ListTopicsOptions().listInternal(true)).names(),
                        new HashSet<>());
        Map<String, TopicDescription> topics =
                answer(admin.describeTopics(names).allTopicNames(), new LinkedHashMap<>());
        return !names.isEmpty()
                && topics.size() == names.size()
                && topics.values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(
                                partition ->
                                        partition.leader() != null
                                                && partition.isr().size()
                                                        == partition.replicas().size());
    }

    /** What the cluster says; otherwise what stands for not yet. */
    private <T> T answer(KafkaFuture<T> future, T otherwise) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            requireAlive();
            if (e.getCause() instanceof RetriableException) {
                return otherwise;
            }
            throw new PlayFault(PlayFault.FAILED, "asking the cluster: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted", e);
        }
    }
}
