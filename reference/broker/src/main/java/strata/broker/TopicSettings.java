package strata.broker;

import java.util.ArrayList;
import java.util.List;
import strata.broker.metadata.TopicState;
import strata.kernel.log.TimestampType;
import strata.kernel.segments.SegmentSettings;

/**
 * What of a topic's configuration its partitions act on, resolved: the topic's own value, else the
 * broker's, else the default.
 *
 * @param maxMessageBytes the largest batch
 * @param timestampType who stamps
 * @param timestampBeforeMaxMs how far a record's time may lie in the past
 * @param timestampAfterMaxMs how far a record's time may lie in the future
 * @param flushMessages flush after this many records; with 1 nothing is acknowledged or shown
 *     before it is flushed
 * @param minInsyncReplicas how many replicas must have a record with acks=all
 * @param segments what its log in segments acts on
 */
record TopicSettings(
        int maxMessageBytes,
        TimestampType timestampType,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs,
        long flushMessages,
        int minInsyncReplicas,
        SegmentSettings segments) {

    static TopicSettings of(TopicState topic, BrokerConfig broker) {
        boolean byBroker =
                value(topic, broker, TopicConfigs.MESSAGE_TIMESTAMP_TYPE)
                        .equals(TimestampType.LOG_APPEND_TIME.configName());
        return new TopicSettings(
                Integer.parseInt(value(topic, broker, TopicConfigs.MAX_MESSAGE_BYTES)),
                byBroker ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                number(topic, broker, TopicConfigs.MESSAGE_TIMESTAMP_BEFORE_MAX_MS),
                number(topic, broker, TopicConfigs.MESSAGE_TIMESTAMP_AFTER_MAX_MS),
                number(topic, broker, TopicConfigs.FLUSH_MESSAGES),
                (int) number(topic, broker, "min.insync.replicas"),
                segments(topic, broker));
    }

    private static SegmentSettings segments(TopicState topic, BrokerConfig broker) {
        List<String> policies = new ArrayList<>();
        for (String policy : value(topic, broker, TopicConfigs.CLEANUP_POLICY).split(",", -1)) {
            policies.add(policy.trim());
        }
        return new SegmentSettings(
                segmentBytes(topic, broker),
                number(topic, broker, TopicConfigs.SEGMENT_MS),
                number(topic, broker, TopicConfigs.SEGMENT_JITTER_MS),
                (int) number(topic, broker, TopicConfigs.SEGMENT_INDEX_BYTES),
                (int) number(topic, broker, TopicConfigs.INDEX_INTERVAL_BYTES),
                number(topic, broker, TopicConfigs.FILE_DELETE_DELAY_MS),
                new SegmentSettings.Retention(
                        policies.contains("delete"),
                        number(topic, broker, TopicConfigs.RETENTION_MS),
                        number(topic, broker, TopicConfigs.RETENTION_BYTES)),
                new SegmentSettings.Compaction(
                        policies.contains("compact"),
                        Double.parseDouble(
                                value(topic, broker, TopicConfigs.MIN_CLEANABLE_DIRTY_RATIO)),
                        number(topic, broker, TopicConfigs.DELETE_RETENTION_MS),
                        number(topic, broker, TopicConfigs.MIN_COMPACTION_LAG_MS),
                        number(topic, broker, TopicConfigs.MAX_COMPACTION_LAG_MS)));
    }

    private static int segmentBytes(TopicState topic, BrokerConfig broker) {
        String internal = topic.configs().get(TopicConfigs.INTERNAL_SEGMENT_BYTES);
        return internal != null
                ? Integer.parseInt(internal.trim())
                : (int) number(topic, broker, TopicConfigs.SEGMENT_BYTES);
    }

    /** Whether every record needs a key, for all but the last of each key go some day. */
    boolean needsKeys() {
        return segments.compaction().enabled();
    }

    /** Whether only flushed records count as there. */
    boolean flushesEveryAppend() {
        return flushMessages == 1;
    }

    private static long number(TopicState topic, BrokerConfig broker, String name) {
        return Long.parseLong(value(topic, broker, name));
    }

    private static String value(TopicState topic, BrokerConfig broker, String name) {
        return TopicConfigs.effective(topic.configs(), broker, name).value();
    }
}
