package strata.broker;

import java.util.List;
import java.util.Map;
import strata.kernel.Nullable;
import strata.kernel.request.DescribeConfigs.Type;

/**
 * The configuration keys of group coordinators, with Kafka's names, forms and defaults (Kafka
 * documentation, "Broker Configs").
 */
final class GroupKeys {
    private static final List<String> ASSIGNORS =
            List.of(
                    "uniform",
                    "range",
                    "org.apache.kafka.coordinator.group.assignor.UniformAssignor",
                    "org.apache.kafka.coordinator.group.assignor.RangeAssignor");

    // In any case of letters, as far as anybody writes them.
    private static final List<String> MIGRATIONS =
            List.of(
                    "disabled",
                    "upgrade",
                    "downgrade",
                    "bidirectional",
                    "DISABLED",
                    "UPGRADE",
                    "DOWNGRADE",
                    "BIDIRECTIONAL");

    private final Map<String, ConfigKey> keys;

    private GroupKeys(Map<String, ConfigKey> keys) {
        this.keys = keys;
    }

    /** Adds them to a broker's keys. */
    static void addTo(Map<String, ConfigKey> keys) {
        GroupKeys adding = new GroupKeys(keys);
        adding.classic();
        adding.consumer();
        adding.consumerTimes();
        adding.offsets();
    }

    private void classic() {
        number(
                "group.initial.rebalance.delay.ms",
                "3000",
                0,
                "How long an empty group waits for more members once the first has come.");
        number("group.max.session.timeout.ms", "1800000", 1, "The longest session of a member.");
        number("group.max.size", "2147483647", 1, "How many members a group may have.");
        number("group.min.session.timeout.ms", "6000", 1, "The shortest session of a member.");
    }

    private void consumer() {
        own(
                "group.consumer.assignors",
                Type.LIST,
                "uniform,range",
                ASSIGNORS,
                "How the coordinator may share out partitions; the first where a member does not"
                        + " say.");
        number(
                "group.consumer.max.size",
                "2147483647",
                1,
                "How many members a group of the consumer protocol may have.");
        own(
                "group.consumer.migration.policy",
                Type.STRING,
                "bidirectional",
                MIGRATIONS,
                "Which groups may change their protocol while they have members: upgrade (from"
                        + " classic to consumer), downgrade, bidirectional or disabled.");
        number(
                "group.consumer.regex.refresh.interval.ms",
                "600000",
                10_000,
                "How often a group's regular expressions are matched again.");
        own(
                "group.coordinator.rebalance.protocols",
                Type.LIST,
                "classic,consumer",
                List.of("classic", "consumer", "share", "streams"),
                "Which protocols groups may use, of classic and consumer.");
    }

    /** Those that have a least and a greatest value of their own. */
    private void consumerTimes() {
        bounded(
                "assignment.interval.ms",
                List.of("1000", "0", "15000"),
                "How long after partitions were shared out they are shared out again at the"
                        + " earliest.");
        bounded(
                "heartbeat.interval.ms",
                List.of("5000", "5000", "15000"),
                "How often members of the consumer protocol are to be heard of.");
        bounded(
                "session.timeout.ms",
                List.of("45000", "45000", "60000"),
                "How long a member of the consumer protocol may be silent.");
    }

    private void bounded(String name, List<String> defaults, String text) {
        number("group.consumer." + name, defaults.get(0), 0, text);
        number("group.consumer.min." + name, defaults.get(1), 0, "The least of it. " + text);
        number("group.consumer.max." + name, defaults.get(2), 0, "The greatest of it. " + text);
    }

    /**
     * Why values do not go together; null when they do.
     *
     * @param config all values of which are of their keys' forms
     */
    static @Nullable String problemWith(BrokerConfig config) {
        for (String name :
                List.of("assignment.interval.ms", "heartbeat.interval.ms", "session.timeout.ms")) {
            String key = "group.consumer." + name;
            String least = "group.consumer.min." + name;
            String greatest = "group.consumer.max." + name;
            if (number(config, greatest) < number(config, least)) {
                return greatest + " must be greater than or equal to " + least;
            }
            if (number(config, key) < number(config, least)) {
                return key + " must be greater than or equal to " + least;
            }
            if (number(config, key) > number(config, greatest)) {
                return key + " must be less than or equal to " + greatest;
            }
        }
        String heartbeat = "group.consumer.heartbeat.interval.ms";
        String session = "group.consumer.session.timeout.ms";
        return number(config, heartbeat) < number(config, session)
                ? null
                : heartbeat + " must be less than " + session;
    }

    private static int number(BrokerConfig config, String key) {
        return Integer.parseInt(config.value(key));
    }

    private void offsets() {
        number(
                "offset.metadata.max.bytes",
                "4096",
                0,
                "How much a client may store with an offset, in bytes.");
        number(
                "offsets.commit.timeout.ms",
                "5000",
                1,
                "How long a coordinator waits for what it has stored to be committed.");
        keys.put(
                "offsets.retention.check.interval.ms",
                new ConfigKey(
                        "offsets.retention.check.interval.ms",
                        Type.LONG,
                        "600000",
                        null,
                        List.of(),
                        1,
                        "How often offsets that have expired are sought."));
        number(
                "offsets.retention.minutes",
                "10080",
                1,
                "How long the offsets of a group without members are kept.");
        number(
                "offsets.topic.num.partitions",
                "50",
                1,
                "Partitions of __consumer_offsets; they must not change once it is there.");
        keys.put(
                "offsets.topic.replication.factor",
                new ConfigKey(
                        "offsets.topic.replication.factor",
                        Type.SHORT,
                        "3",
                        null,
                        List.of(),
                        1,
                        "Replicas of __consumer_offsets; as many as there are brokers at most."));
        number(
                "offsets.topic.segment.bytes",
                "104857600",
                1,
                "How large a segment of __consumer_offsets grows, in bytes.");
    }

    private void number(String name, String defaultValue, long min, String text) {
        keys.put(name, new ConfigKey(name, Type.INT, defaultValue, null, List.of(), min, text));
    }

    private void own(
            String name, Type type, String defaultValue, List<String> allowed, String text) {
        keys.put(name, new ConfigKey(name, type, defaultValue, null, allowed, 0, text));
    }
}
