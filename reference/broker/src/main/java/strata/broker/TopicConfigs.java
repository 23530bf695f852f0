package strata.broker;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.Nullable;
import strata.kernel.request.DescribeConfigs.Source;
import strata.kernel.request.DescribeConfigs.Type;

/**
 * The configuration keys of topics, with Kafka's names, forms and defaults (Kafka documentation,
 * "Topic Configs"). All are accepted and described; a key whose layer is not present yet has no
 * effect.
 */
public final class TopicConfigs {
    static final String MAX_MESSAGE_BYTES = "max.message.bytes";
    static final String MESSAGE_TIMESTAMP_TYPE = "message.timestamp.type";
    static final String MESSAGE_TIMESTAMP_BEFORE_MAX_MS = "message.timestamp.before.max.ms";
    static final String MESSAGE_TIMESTAMP_AFTER_MAX_MS = "message.timestamp.after.max.ms";
    static final String FLUSH_MESSAGES = "flush.messages";
    static final String CLEANUP_POLICY = "cleanup.policy";
    static final String DELETE_RETENTION_MS = "delete.retention.ms";
    static final String FILE_DELETE_DELAY_MS = "file.delete.delay.ms";
    static final String INDEX_INTERVAL_BYTES = "index.interval.bytes";
    static final String MAX_COMPACTION_LAG_MS = "max.compaction.lag.ms";
    static final String MIN_CLEANABLE_DIRTY_RATIO = "min.cleanable.dirty.ratio";
    static final String MIN_COMPACTION_LAG_MS = "min.compaction.lag.ms";

    /** How many replicas must have a record with acks=all. */
    public static final String MIN_INSYNC_REPLICAS = "min.insync.replicas";

    /** Whether a replica that lacks data may lead when no other is left. */
    public static final String UNCLEAN_LEADER_ELECTION = "unclean.leader.election.enable";

    static final String RETENTION_BYTES = "retention.bytes";
    static final String RETENTION_MS = "retention.ms";
    static final String SEGMENT_BYTES = "segment.bytes";
    static final String SEGMENT_INDEX_BYTES = "segment.index.bytes";
    static final String SEGMENT_JITTER_MS = "segment.jitter.ms";
    static final String SEGMENT_MS = "segment.ms";

    /**
     * A further key of the broker that gives a topic's key its default, where the first is not set.
     *
     * @param unitMs its values count so many milliseconds
     */
    record Synonym(String brokerKey, long unitMs) {}

    private static final long MINUTE_MS = 60_000L;
    private static final long HOUR_MS = 60 * MINUTE_MS;

    /** As in Kafka: {@link #SEGMENT_BYTES}, without its least value; for tests, never described. */
    static final String INTERNAL_SEGMENT_BYTES = "internal.segment.bytes";

    private static final ConfigKey INTERNAL_SEGMENT_SIZE =
            new ConfigKey(INTERNAL_SEGMENT_BYTES, Type.INT, "", null, List.of(), 1, "");

    private static final Map<String, ConfigKey> KEYS = new LinkedHashMap<>();
    // In the order in which they count.
    private static final Map<String, List<Synonym>> SYNONYMS = new LinkedHashMap<>();

    static {
        list(
                CLEANUP_POLICY,
                "delete",
                "log.cleanup.policy",
                List.of("compact", "delete"),
                "What becomes of old segments: deleted, compacted, or both.");
        text(
                "compression.type",
                "producer",
                "compression.type",
                List.of("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
                "How stored batches are compressed; producer keeps them as they came.");
        level("gzip", "-1", -1, 9);
        level("lz4", "9", 1, 17);
        level("zstd", "3", -131072, 22);
        number(
                DELETE_RETENTION_MS,
                Type.LONG,
                "86400000",
                "log.cleaner.delete.retention.ms",
                0,
                "How long tombstones stay in a compacted topic.");
        number(
                FILE_DELETE_DELAY_MS,
                Type.LONG,
                "60000",
                "log.segment.delete.delay.ms",
                0,
                "How long a deleted file stays on disk.");
        number(
                FLUSH_MESSAGES,
                Type.LONG,
                "9223372036854775807",
                "log.flush.interval.messages",
                1,
                "Flush after this many records; 1 acknowledges only what is flushed.");
        number(
                "flush.ms",
                Type.LONG,
                "9223372036854775807",
                "log.flush.interval.ms",
                0,
                "Flush records at the latest after this time.");
        list(
                "follower.replication.throttled.replicas",
                "",
                null,
                List.of(),
                "Replicas whose catching up is throttled on the follower.");
        number(
                INDEX_INTERVAL_BYTES,
                Type.INT,
                "4096",
                "log.index.interval.bytes",
                0,
                "How many bytes of batches lie between two index entries.");
        list(
                "leader.replication.throttled.replicas",
                "",
                null,
                List.of(),
                "Replicas whose catching up is throttled on the leader.");
        number(
                "local.retention.bytes",
                Type.LONG,
                "-2",
                "log.local.retention.bytes",
                -2,
                "With tiered storage: the size kept locally.");
        number(
                "local.retention.ms",
                Type.LONG,
                "-2",
                "log.local.retention.ms",
                -2,
                "With tiered storage: the time kept locally.");
        number(
                MAX_COMPACTION_LAG_MS,
                Type.LONG,
                "9223372036854775807",
                "log.cleaner.max.compaction.lag.ms",
                1,
                "How long a record may stay uncompacted.");
        number(
                MAX_MESSAGE_BYTES,
                Type.INT,
                "1048588",
                "message.max.bytes",
                0,
                "The largest batch that is accepted, in bytes, as compressed.");
        number(
                MESSAGE_TIMESTAMP_AFTER_MAX_MS,
                Type.LONG,
                "3600000",
                "log.message.timestamp.after.max.ms",
                0,
                "How far a record's time may lie after the broker's, in milliseconds.");
        number(
                MESSAGE_TIMESTAMP_BEFORE_MAX_MS,
                Type.LONG,
                "9223372036854775807",
                "log.message.timestamp.before.max.ms",
                0,
                "How far a record's time may lie before the broker's, in milliseconds.");
        text(
                MESSAGE_TIMESTAMP_TYPE,
                "CreateTime",
                "log.message.timestamp.type",
                List.of("CreateTime", "LogAppendTime"),
                "Who stamps records: the producer, or the broker on append.");
        add(
                new ConfigKey(
                        MIN_CLEANABLE_DIRTY_RATIO,
                        Type.DOUBLE,
                        "0.5",
                        "log.cleaner.min.cleanable.ratio",
                        List.of(),
                        0,
                        1,
                        "How much of a log is uncompacted before it is compacted."));
        number(
                MIN_COMPACTION_LAG_MS,
                Type.LONG,
                "0",
                "log.cleaner.min.compaction.lag.ms",
                0,
                "How long a record stays uncompacted at least.");
        number(
                MIN_INSYNC_REPLICAS,
                Type.INT,
                "1",
                MIN_INSYNC_REPLICAS,
                1,
                "How many replicas must have a record with acks=all.");
        bool("preallocate", "false", "log.preallocate", "Allocate a new segment's file at once.");
        bool("remote.log.copy.disable", "false", null, "With tiered storage: copy no more.");
        bool(
                "remote.log.delete.on.disable",
                "false",
                null,
                "With tiered storage: delete the remote copy when it is switched off.");
        bool("remote.storage.enable", "false", null, "Tiered storage, which is not served.");
        number(
                RETENTION_BYTES,
                Type.LONG,
                "-1",
                "log.retention.bytes",
                -1,
                "The size a partition may reach before old segments are deleted; -1 for any.");
        number(
                RETENTION_MS,
                Type.LONG,
                "604800000",
                "log.retention.ms",
                -1,
                "How long records are kept; -1 for ever.");
        number(
                SEGMENT_BYTES,
                Type.INT,
                "1073741824",
                "log.segment.bytes",
                1048576,
                "The size of a segment file.");
        number(
                SEGMENT_INDEX_BYTES,
                Type.INT,
                "10485760",
                "log.index.size.max.bytes",
                4,
                "The size of an index file.");
        number(
                SEGMENT_JITTER_MS,
                Type.LONG,
                "0",
                "log.roll.jitter.ms",
                0,
                "A random time taken off segment.ms, so that partitions do not roll at once.");
        number(
                SEGMENT_MS,
                Type.LONG,
                "604800000",
                "log.roll.ms",
                1,
                "How long a segment is appended to.");
        bool(
                UNCLEAN_LEADER_ELECTION,
                "false",
                UNCLEAN_LEADER_ELECTION,
                "Whether a replica that lacks data may lead when no other is left.");
    }

    static {
        SYNONYMS.put(
                RETENTION_MS,
                List.of(
                        new Synonym("log.retention.minutes", MINUTE_MS),
                        new Synonym("log.retention.hours", HOUR_MS)));
        SYNONYMS.put(SEGMENT_MS, List.of(new Synonym("log.roll.hours", HOUR_MS)));
        SYNONYMS.put(SEGMENT_JITTER_MS, List.of(new Synonym("log.roll.jitter.hours", HOUR_MS)));
    }

    private TopicConfigs() {}

    /** All keys, by name. */
    static Collection<ConfigKey> all() {
        return Collections.unmodifiableCollection(KEYS.values());
    }

    /** A key by its name; null when topics have no such key. */
    public static @Nullable ConfigKey key(String name) {
        return name.equals(INTERNAL_SEGMENT_BYTES) ? INTERNAL_SEGMENT_SIZE : KEYS.get(name);
    }

    /** Why a topic cannot have this setting; null when it can. */
    public static @Nullable String problemWith(String name, @Nullable String value) {
        ConfigKey key = key(name);
        return key == null ? "Unknown topic config name: " + name : key.problemWith(value);
    }

    /** Why a topic cannot have all of these settings together; null when it can. */
    public static @Nullable String problemWith(Map<String, String> set, BrokerConfig broker) {
        for (String name : set.keySet()) {
            if (key(name) == null) {
                return "Unknown topic config name: " + name;
            }
        }
        for (Map.Entry<String, String> entry : set.entrySet()) {
            String problem = problemWith(entry.getKey(), entry.getValue());
            if (problem != null) {
                return problem;
            }
        }
        return conflict(set, broker);
    }

    private static @Nullable String conflict(Map<String, String> set, BrokerConfig broker) {
        if (Boolean.parseBoolean(effective(set, broker, "remote.storage.enable").value())) {
            return "Tiered Storage functionality is disabled in the broker. Topic cannot be"
                    + " configured with remote log storage.";
        }
        String min = effective(set, broker, MIN_COMPACTION_LAG_MS).value();
        String max = effective(set, broker, MAX_COMPACTION_LAG_MS).value();
        return Long.parseLong(min) > Long.parseLong(max)
                ? "conflict topic config setting min.compaction.lag.ms ("
                        + min
                        + ") > max.compaction.lag.ms ("
                        + max
                        + ")"
                : null;
    }

    /** The further keys of the broker for a topic's key, in the order in which they count. */
    static List<Synonym> synonyms(String name) {
        return SYNONYMS.getOrDefault(name, List.of());
    }

    /** A key's value in force, and where it comes from. */
    public record Effective(String value, Source source) {}

    /** The value in force for a topic that has set these keys. */
    public static Effective effective(Map<String, String> set, BrokerConfig broker, String name) {
        ConfigKey key = KEYS.get(name);
        if (key == null) {
            throw new IllegalArgumentException("topics have no key " + name);
        }
        String own = set.get(name);
        if (own != null) {
            return new Effective(key.normalized(own), Source.TOPIC_CONFIG);
        }
        String brokerKey = key.brokerKey();
        if (brokerKey != null && broker.isSet(brokerKey)) {
            return new Effective(broker.value(brokerKey), Source.STATIC_BROKER_CONFIG);
        }
        for (Synonym synonym : synonyms(name)) {
            if (broker.isSet(synonym.brokerKey())) {
                long value = Long.parseLong(broker.value(synonym.brokerKey()));
                // Of a negative one the unit says nothing: it stands for ever.
                String valueMs = Long.toString(value < 0 ? value : value * synonym.unitMs());
                return new Effective(valueMs, Source.STATIC_BROKER_CONFIG);
            }
        }
        return new Effective(key.defaultValue(), Source.DEFAULT_CONFIG);
    }

    private static void level(String codec, String defaultValue, long min, long max) {
        String name = "compression." + codec + ".level";
        String text = "The level of " + codec + ", with compression.type=" + codec + ".";
        add(new ConfigKey(name, Type.INT, defaultValue, name, List.of(), min, max, text));
    }

    private static void list(
            String name,
            String defaultValue,
            @Nullable String brokerKey,
            List<String> allowed,
            String text) {
        add(new ConfigKey(name, Type.LIST, defaultValue, brokerKey, allowed, 0, text));
    }

    private static void text(
            String name,
            String defaultValue,
            @Nullable String brokerKey,
            List<String> allowed,
            String text) {
        add(new ConfigKey(name, Type.STRING, defaultValue, brokerKey, allowed, 0, text));
    }

    private static void bool(
            String name, String defaultValue, @Nullable String brokerKey, String text) {
        add(new ConfigKey(name, Type.BOOLEAN, defaultValue, brokerKey, List.of(), 0, text));
    }

    private static void number(
            String name, Type type, String defaultValue, String brokerKey, long min, String text) {
        add(new ConfigKey(name, type, defaultValue, brokerKey, List.of(), min, text));
    }

    private static void add(ConfigKey key) {
        KEYS.put(key.name(), key);
    }
}
