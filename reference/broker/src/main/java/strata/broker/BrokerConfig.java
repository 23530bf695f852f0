package strata.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import strata.broker.replica.FetcherSettings;
import strata.kernel.Check;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.request.DescribeConfigs.Type;
import strata.kernel.request.Listener;
import strata.kernel.request.NodeEndpoint;

/**
 * A broker's configuration: who it is, and its settings under Kafka's keys.
 *
 * <p>Invariant: every value of a key in {@link #keys} is of the key's form.
 */
public final class BrokerConfig {
    private static final Map<String, ConfigKey> OWN_KEYS = new LinkedHashMap<>();

    static {
        own(
                "auto.create.topics.enable",
                Type.BOOLEAN,
                "true",
                0,
                "Create a missing topic when a client asks for its metadata.");
        controller();
        own("broker.rack", Type.STRING, "", 0, "Where the broker stands.");
        own(
                "default.replication.factor",
                Type.INT,
                "1",
                1,
                "Replicas of a topic created without a number of its own.");
        own("delete.topic.enable", Type.BOOLEAN, "true", 0, "Whether topics can be deleted.");
        own("fetch.max.bytes", Type.INT, "57671680", 1024, "The largest fetch answer, in bytes.");
        cleaner();
        replication();
        own(
                "log.initial.task.delay.ms",
                Type.LONG,
                "30000",
                0,
                "How long after its start the broker looks after its logs for the first time.");
        own(
                "log.retention.check.interval.ms",
                Type.LONG,
                "300000",
                1,
                "How often the broker looks for segments to delete.");
        own(
                "log.retention.hours",
                Type.INT,
                "168",
                -1,
                "How long records are kept, where neither the milliseconds nor the minutes are"
                        + " set; -1 for ever.");
        own(
                "log.retention.minutes",
                Type.INT,
                "10080",
                -1,
                "How long records are kept, where the milliseconds are not set; -1 for ever.");
        own(
                "log.roll.hours",
                Type.INT,
                "168",
                1,
                "How long a segment is appended to, where the milliseconds are not set.");
        own(
                "log.roll.jitter.hours",
                Type.INT,
                "0",
                0,
                "A random time taken off, where the milliseconds are not set.");
        own(
                "max.request.partition.size.limit",
                Type.INT,
                "2000",
                1,
                "How many partitions one DescribeTopicPartitions answer may hold.");
        own(
                "num.partitions",
                Type.INT,
                "1",
                1,
                "Partitions of a topic created without a number of its own.");
        for (ConfigKey key : TopicConfigs.all()) {
            String brokerKey = key.brokerKey();
            if (brokerKey != null) {
                OWN_KEYS.put(
                        brokerKey,
                        new ConfigKey(
                                brokerKey,
                                key.type(),
                                key.defaultValue(),
                                null,
                                key.allowed(),
                                key.min(),
                                key.max(),
                                key.documentation()));
            }
        }
    }

    /** What a node does ({@code process.roles}). */
    public enum Roles {
        BROKER,
        CONTROLLER,
        BROKER_AND_CONTROLLER;

        /** Whether it keeps partitions and serves clients. */
        public boolean isBroker() {
            return this != CONTROLLER;
        }

        /** Whether it is a voter of the quorum. */
        public boolean isController() {
            return this != BROKER;
        }
    }

    /**
     * Who a broker is.
     *
     * @param id {@code node.id}
     * @param clusterId 22 characters of URL-safe base64
     * @param roles {@code process.roles}
     * @param listeners where clients and brokers reach it ({@code advertised.listeners}), at least
     *     one; the first is the brokers' own ({@code inter.broker.listener.name}). Of a controller
     *     that is no broker, its controller's listener
     * @param voters the quorum ({@code controller.quorum.voters}), by id, at least one
     */
    public record Identity(
            NodeId id,
            String clusterId,
            Roles roles,
            List<Listener> listeners,
            List<NodeEndpoint> voters) {
        /** Checks that there is a listener and a voter. */
        public Identity {
            Check.that(!listeners.isEmpty(), "node %s has no listener", id);
            Check.that(!voters.isEmpty(), "node %s has no voter", id);
        }

        /** A node that is alone: broker, controller and quorum. */
        public Identity(NodeId id, String clusterId, String host, int port) {
            this(
                    id,
                    clusterId,
                    Roles.BROKER_AND_CONTROLLER,
                    List.of(new Listener("PLAINTEXT", host, port)),
                    List.of(new NodeEndpoint(id, host, port)));
        }

        /** Where other brokers reach it. */
        public String host() {
            return listeners.get(0).host();
        }

        /** Where other brokers reach it. */
        public int port() {
            return listeners.get(0).port();
        }
    }

    private final Identity identity;
    private final Map<String, String> properties;

    private BrokerConfig(Identity identity, Map<String, String> properties) {
        this.identity = identity;
        this.properties = properties;
    }

    /**
     * A broker with all of these properties; those that are not of {@link #keys} are the node's and
     * are only described.
     *
     * @throws ConfigException when a value is not of its key's form
     */
    public static BrokerConfig of(Identity identity, Map<String, String> properties) {
        properties.forEach(
                (name, value) -> {
                    ConfigKey key = OWN_KEYS.get(name);
                    String problem = key == null ? null : key.problemWith(value);
                    if (problem != null) {
                        throw new ConfigException(problem);
                    }
                });
        return new BrokerConfig(identity, new LinkedHashMap<>(properties));
    }

    /** The keys that the broker serves, sorted. */
    public static Collection<String> keys() {
        return Collections.unmodifiableCollection(new TreeSet<>(OWN_KEYS.keySet()));
    }

    /** Who the broker is. */
    public Identity identity() {
        return identity;
    }

    boolean autoCreateTopics() {
        return Boolean.parseBoolean(value("auto.create.topics.enable"));
    }

    /** {@code delete.topic.enable}. */
    public boolean deleteTopics() {
        return Boolean.parseBoolean(value("delete.topic.enable"));
    }

    /** {@code num.partitions}. */
    public int defaultPartitions() {
        return Integer.parseInt(value("num.partitions"));
    }

    /** {@code default.replication.factor}. */
    public short defaultReplicationFactor() {
        return Short.parseShort(value("default.replication.factor"));
    }

    int fetchMaxBytes() {
        return Integer.parseInt(value("fetch.max.bytes"));
    }

    int describePartitionsLimit() {
        return Integer.parseInt(value("max.request.partition.size.limit"));
    }

    long initialTaskDelayMs() {
        return Long.parseLong(value("log.initial.task.delay.ms"));
    }

    long retentionCheckIntervalMs() {
        return Long.parseLong(value("log.retention.check.interval.ms"));
    }

    boolean compacts() {
        return Boolean.parseBoolean(value("log.cleaner.enable"));
    }

    long cleanerBackoffMs() {
        return Long.parseLong(value("log.cleaner.backoff.ms"));
    }

    /** {@code auto.leader.rebalance.enable}. */
    public boolean rebalancesLeaders() {
        return Boolean.parseBoolean(value("auto.leader.rebalance.enable"));
    }

    /** {@code leader.imbalance.check.interval.seconds}, in milliseconds. */
    public long imbalanceCheckIntervalMs() {
        return 1000 * Long.parseLong(value("leader.imbalance.check.interval.seconds"));
    }

    /** {@code broker.heartbeat.interval.ms}. */
    public long heartbeatIntervalMs() {
        return Long.parseLong(value("broker.heartbeat.interval.ms"));
    }

    /** {@code broker.session.timeout.ms}. */
    public long sessionTimeoutMs() {
        return Long.parseLong(value("broker.session.timeout.ms"));
    }

    /** The memory for the keys of a log that is being compacted. */
    int cleanerMapBytes() {
        long bytes = Long.parseLong(value("log.cleaner.dedupe.buffer.size"));
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    int fetchSessionSlots() {
        return Integer.parseInt(value("max.incremental.fetch.session.cache.slots"));
    }

    long highWatermarkCheckpointIntervalMs() {
        return Long.parseLong(value("replica.high.watermark.checkpoint.interval.ms"));
    }

    long replicaLagTimeMaxMs() {
        return Long.parseLong(value("replica.lag.time.max.ms"));
    }

    FetcherSettings fetcherSettings() {
        return new FetcherSettings(
                Integer.parseInt(value("replica.fetch.max.bytes")),
                Integer.parseInt(value("replica.fetch.min.bytes")),
                Integer.parseInt(value("replica.fetch.wait.max.ms")),
                Integer.parseInt(value("replica.fetch.response.max.bytes")),
                Long.parseLong(value("replica.fetch.backoff.ms")),
                Long.parseLong(value("replica.socket.timeout.ms")));
    }

    /** Null for none. */
    @Nullable
    public String rack() {
        String rack = value("broker.rack");
        return rack.isEmpty() ? null : rack;
    }

    /** The value of one of the broker's keys. */
    public String value(String name) {
        String set = properties.get(name);
        if (set != null) {
            return set.trim();
        }
        ConfigKey key = OWN_KEYS.get(name);
        if (key == null) {
            throw new IllegalArgumentException("the broker has no key " + name);
        }
        return key.defaultValue();
    }

    /** Whether a key was set, rather than left at its default. */
    public boolean isSet(String name) {
        return properties.containsKey(name);
    }

    /** The broker's keys, then whatever else was set. */
    List<ConfigKey> described() {
        List<ConfigKey> described = new ArrayList<>(OWN_KEYS.values());
        properties.forEach(
                (name, value) -> {
                    if (!OWN_KEYS.containsKey(name)) {
                        described.add(
                                new ConfigKey(name, Type.STRING, value, null, List.of(), 0, ""));
                    }
                });
        return described;
    }

    private static void controller() {
        own(
                "auto.leader.rebalance.enable",
                Type.BOOLEAN,
                "true",
                0,
                "Whether leadership goes back to the preferred replicas by itself.");
        own(
                "broker.heartbeat.interval.ms",
                Type.INT,
                "2000",
                1,
                "How often a broker tells the controller that it is there.");
        own(
                "broker.session.timeout.ms",
                Type.INT,
                "9000",
                1,
                "How long a broker may be silent before it is fenced.");
        own(
                "leader.imbalance.check.interval.seconds",
                Type.LONG,
                "300",
                1,
                "How often leaders that are not the preferred ones are sought.");
    }

    private static void cleaner() {
        own(
                "log.cleaner.backoff.ms",
                Type.LONG,
                "15000",
                0,
                "How often logs to compact are sought.");
        own(
                "log.cleaner.dedupe.buffer.size",
                Type.LONG,
                "16777216",
                1 << 20,
                "The memory for the keys of a log that is being compacted, in bytes.");
        own("log.cleaner.enable", Type.BOOLEAN, "true", 0, "Whether logs are compacted at all.");
    }

    private static void replication() {
        own(
                "max.incremental.fetch.session.cache.slots",
                Type.INT,
                "1000",
                0,
                "How many readers are remembered, so that they need say only what has changed.");
        own(
                "replica.fetch.backoff.ms",
                Type.INT,
                "1000",
                0,
                "How long a follower waits at most before it asks again after an error.");
        own(
                "replica.fetch.max.bytes",
                Type.INT,
                "1048576",
                0,
                "How much of a partition a follower asks for, in bytes.");
        own(
                "replica.fetch.min.bytes",
                Type.INT,
                "1",
                0,
                "How much there must be before a follower is answered, in bytes.");
        own(
                "replica.fetch.response.max.bytes",
                Type.INT,
                "10485760",
                0,
                "How much a follower is given in one answer, in bytes.");
        own(
                "replica.fetch.wait.max.ms",
                Type.INT,
                "500",
                0,
                "How long a leader waits for something new before it answers a follower.");
        own(
                "replica.high.watermark.checkpoint.interval.ms",
                Type.LONG,
                "5000",
                1,
                "How often the high watermarks are stored.");
        own(
                "replica.lag.time.max.ms",
                Type.LONG,
                "30000",
                1,
                "A follower that has not caught up for so long is no longer in sync.");
        own(
                "replica.socket.timeout.ms",
                Type.INT,
                "30000",
                1,
                "A leader that is silent for so long is given up until it is asked again.");
    }

    private static void own(String name, Type type, String defaultValue, long min, String text) {
        OWN_KEYS.put(name, new ConfigKey(name, type, defaultValue, null, List.of(), min, text));
    }
}
