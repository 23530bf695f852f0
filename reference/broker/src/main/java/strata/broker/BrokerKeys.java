package strata.broker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.request.DescribeConfigs.Type;

/**
 * The configuration keys of brokers and controllers, with Kafka's names, forms and defaults (Kafka
 * documentation, "Broker Configs"). Those that give a topic's key its default are there, too.
 */
final class BrokerKeys {
    private static final Map<String, ConfigKey> OWN_KEYS = new LinkedHashMap<>();

    private BrokerKeys() {}

    /** By name. */
    static Map<String, ConfigKey> all() {
        return OWN_KEYS;
    }

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
        GroupKeys.addTo(OWN_KEYS);
        TransactionKeys.addTo(OWN_KEYS);
        replication();
        quorum();
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

    private static void quorum() {
        own(
                "controller.quorum.election.backoff.max.ms",
                Type.INT,
                "1000",
                1,
                "How long a candidate that has lost waits at most before it tries again.");
        own(
                "controller.quorum.election.timeout.ms",
                Type.INT,
                "1000",
                1,
                "How long a candidate waits for votes.");
        own(
                "controller.quorum.fetch.timeout.ms",
                Type.INT,
                "2000",
                1,
                "How long a voter goes without an answer of the leader before it seeks election.");
        own(
                "controller.quorum.request.timeout.ms",
                Type.INT,
                "2000",
                1,
                "How long a node of the quorum waits for an answer.");
        own(
                "controller.quorum.retry.backoff.ms",
                Type.INT,
                "20",
                1,
                "How long a node of the quorum waits before it asks again what has failed.");
        own(
                "metadata.log.max.record.bytes.between.snapshots",
                Type.LONG,
                "20971520",
                1,
                "After so many bytes of metadata they are summed up in a snapshot.");
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
