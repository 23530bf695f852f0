package strata.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import strata.broker.metadata.MetadataSpec;
import strata.broker.replica.FetcherSettings;
import strata.kernel.Check;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.QuorumTimeouts;
import strata.kernel.request.DescribeConfigs.Type;
import strata.kernel.request.Listener;
import strata.kernel.request.NodeEndpoint;
import strata.kernel.transactions.ProducerStatesSpec;

/**
 * A broker's configuration: who it is, and its settings under Kafka's keys.
 *
 * <p>Invariant: every value of a key in {@link #keys} is of the key's form.
 */
public final class BrokerConfig {
    private static final Map<String, ConfigKey> OWN_KEYS = BrokerKeys.all();

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
     * @throws ConfigException when a value is not of its key's form, or values do not go together
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
        BrokerConfig config = new BrokerConfig(identity, new LinkedHashMap<>(properties));
        String problem = GroupKeys.problemWith(config);
        if (problem != null) {
            throw new ConfigException(problem);
        }
        return config;
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

    /** What of producers a partition keeps. */
    ProducerStatesSpec.Settings producerSettings() {
        return new ProducerStatesSpec.Settings(
                Long.parseLong(value("producer.id.expiration.ms")),
                Boolean.parseBoolean(value("transaction.partition.verification.enable")));
    }

    long producerExpirationCheckIntervalMs() {
        return Long.parseLong(value("producer.id.expiration.check.interval.ms"));
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

    MetadataSpec.Settings metadataSettings() {
        return new MetadataSpec.Settings(
                new QuorumTimeouts(
                        Long.parseLong(value("controller.quorum.election.timeout.ms")),
                        Long.parseLong(value("controller.quorum.fetch.timeout.ms")),
                        Long.parseLong(value("controller.quorum.election.backoff.max.ms")),
                        Long.parseLong(value("controller.quorum.retry.backoff.ms"))),
                Long.parseLong(value("controller.quorum.request.timeout.ms")),
                Long.parseLong(value("metadata.log.max.record.bytes.between.snapshots")));
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
}
