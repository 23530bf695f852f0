package strata.cli.status;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import strata.cli.ask.Answers.Broker;
import strata.cli.ask.Answers.Cluster;
import strata.cli.ask.Answers.Partition;
import strata.cli.ask.Answers.Quorum;
import strata.cli.ask.Answers.QuorumMember;
import strata.cli.ask.Answers.Replica;
import strata.cli.ask.KafkaClient;
import strata.cli.status.ClusterReport.NodeReport;
import strata.cli.status.ClusterReport.PartitionReport;
import strata.kernel.Nullable;

/** Looks at a cluster: asks the first node that answers about all, and then each about itself. */
public final class ClusterLook {
    private static final int ANSWER_MS_MAX = 3_000;

    private final List<Broker> known;
    private final Map<Integer, String> silent = new TreeMap<>();
    private final Map<Integer, List<Replica>> replicas = new TreeMap<>();
    private final GroupsLook groups = new GroupsLook();

    /**
     * @param known nodes to begin with; of one whose id is not known it is below 0
     */
    public ClusterLook(List<Broker> known) {
        this.known = List.copyOf(known);
    }

    /**
     * What it sees.
     *
     * @throws IOException when no node answers; the message says why, of each
     */
    public ClusterReport report() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Broker node : known) {
            try (KafkaClient client = connect(node)) {
                return report(client);
            } catch (SocketTimeoutException e) {
                faults.add(node.host() + ":" + node.port() + ": " + whatItWaitsFor(node));
            } catch (IOException e) {
                faults.add(node.host() + ":" + node.port() + ": " + reason(e));
            }
        }
        throw new IOException(String.join("; ", faults));
    }

    /**
     * Of a node that takes connections and does not answer: one that is not let in yet, perhaps.
     */
    private static String whatItWaitsFor(Broker node) {
        try (KafkaClient client = connect(node)) {
            Quorum quorum = client.quorum();
            if (quorum.error() == 0) {
                return "is up, and waits until the controller, node "
                        + quorum.leader()
                        + ", lets it in";
            }
            return "is up, and waits for a controller: " + ClusterReport.NO_MAJORITY;
        } catch (IOException e) {
            return "takes connections, and does not answer";
        }
    }

    private ClusterReport report(KafkaClient client) throws IOException {
        Cluster cluster = client.cluster();
        Quorum quorum = client.tellsOfQuorum() ? quorum(client, cluster) : null;
        Map<Integer, Broker> all = nodes(cluster, quorum);
        all.values().forEach(node -> visit(node, isBroker(node, cluster)));
        // Brokers name any broker as controller, as all of them pass requests on to it.
        int controller = quorum == null ? cluster.controller() : controller(quorum, cluster);
        List<Partition> described = partitions(client, cluster, controller);
        List<PartitionReport> partitions =
                described.stream()
                        .map(partition -> new PartitionReport(partition, lags(partition)))
                        .sorted(Comparator.comparing(ClusterLook::urgency))
                        .toList();
        return new ClusterReport(
                cluster.id(),
                controller,
                all.values().stream().map(node -> node(node, cluster, quorum)).toList(),
                partitions,
                quorum,
                groups.report(described, id -> connect(broker(id, all))));
    }

    private static int controller(Quorum quorum, Cluster cluster) {
        if (quorum.isLeaderless()) {
            return -1;
        }
        return quorum.leader() >= 0 ? quorum.leader() : cluster.controller();
    }

    /** As its leader tells it, who alone knows how the others stand. */
    private Quorum quorum(KafkaClient client, Cluster cluster) throws IOException {
        Quorum first = client.quorum();
        int leader = first.leader() < 0 ? cluster.controller() : first.leader();
        if (first.error() == 0 || first.isLeaderless() || leader < 0) {
            return first;
        }
        List<Broker> candidates = new ArrayList<>(cluster.brokers());
        candidates.addAll(known);
        for (Broker node : candidates) {
            if (node.id() == leader) {
                try (KafkaClient other = connect(node)) {
                    Quorum second = other.quorum();
                    if (second.error() == 0) {
                        return second;
                    }
                } catch (IOException e) {
                    silent.put(leader, reason(e));
                }
            }
        }
        return first;
    }

    /** Brokers, voters, and those that ought to run, by id. */
    private Map<Integer, Broker> nodes(Cluster cluster, @Nullable Quorum quorum) {
        Map<Integer, Broker> all = new TreeMap<>();
        cluster.brokers().forEach(broker -> all.put(broker.id(), broker));
        if (quorum != null) {
            quorum.nodes().forEach(voter -> all.putIfAbsent(voter.id(), voter));
        }
        known.stream()
                .filter(node -> node.id() >= 0)
                .forEach(node -> all.putIfAbsent(node.id(), node));
        return all;
    }

    private static boolean isBroker(Broker node, Cluster cluster) {
        return cluster.brokers().stream().anyMatch(broker -> broker.id() == node.id());
    }

    private void visit(Broker node, boolean broker) {
        try (KafkaClient client = connect(node)) {
            if (broker) {
                replicas.put(node.id(), client.replicas());
                groups.visit(node.id(), client);
            }
        } catch (IOException e) {
            silent.put(node.id(), reason(e));
        }
    }

    /** By the controller, who knows first, if it is a broker too; else by whom we have. */
    private List<Partition> partitions(KafkaClient client, Cluster cluster, int controller)
            throws IOException {
        for (Broker broker : cluster.brokers()) {
            if (broker.id() == controller && !silent.containsKey(controller)) {
                try (KafkaClient first = connect(broker)) {
                    return first.partitions();
                } catch (IOException e) {
                    silent.put(controller, reason(e));
                }
            }
        }
        return client.partitions();
    }

    private Map<Integer, Long> lags(Partition partition) {
        Map<Integer, Long> lags = new LinkedHashMap<>();
        for (int id : partition.replicas()) {
            for (Replica replica : replicas.getOrDefault(id, List.of())) {
                if (id != partition.leader()
                        && replica.partition() == partition.number()
                        && replica.topic().equals(partition.topic())) {
                    lags.put(id, replica.offsetLag());
                }
            }
        }
        return lags;
    }

    private static int urgency(PartitionReport report) {
        if (report.partition().isOffline()) {
            return 0;
        }
        return report.partition().isUnderReplicated() ? 1 : 2;
    }

    private NodeReport node(Broker node, Cluster cluster, @Nullable Quorum quorum) {
        boolean broker = isBroker(node, cluster);
        boolean voter =
                quorum == null || quorum.voters().isEmpty() || isVoter(node, quorum.voters());
        String roles =
                broker && voter
                        ? "broker,controller"
                        : voter ? "controller" : broker ? "broker" : "not known";
        return new NodeReport(
                node.id(),
                node.host() + ":" + node.port(),
                roles,
                node.fenced(),
                silent.get(node.id()));
    }

    private static boolean isVoter(Broker node, List<QuorumMember> voters) {
        return voters.stream().anyMatch(voter -> voter.id() == node.id());
    }

    private static KafkaClient connect(Broker node) throws IOException {
        return new KafkaClient(node.host(), node.port(), ANSWER_MS_MAX);
    }

    private static Broker broker(int id, Map<Integer, Broker> all) throws IOException {
        Broker broker = all.get(id);
        if (broker == null) {
            throw new IOException("it has not registered");
        }
        return broker;
    }

    /** Of an exception without a message, its name. */
    static String reason(IOException fault) {
        return Objects.requireNonNullElse(fault.getMessage(), fault.getClass().getSimpleName());
    }
}
