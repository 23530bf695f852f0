package strata.broker;

import strata.kernel.log.TimestampType;

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
 */
record TopicSettings(
        int maxMessageBytes,
        TimestampType timestampType,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs,
        long flushMessages) {

    static TopicSettings of(TopicState topic, BrokerConfig broker) {
        boolean byBroker =
                value(topic, broker, TopicConfigs.MESSAGE_TIMESTAMP_TYPE)
                        .equals(TimestampType.LOG_APPEND_TIME.configName());
        return new TopicSettings(
                Integer.parseInt(value(topic, broker, TopicConfigs.MAX_MESSAGE_BYTES)),
                byBroker ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                number(topic, broker, TopicConfigs.MESSAGE_TIMESTAMP_BEFORE_MAX_MS),
                number(topic, broker, TopicConfigs.MESSAGE_TIMESTAMP_AFTER_MAX_MS),
                number(topic, broker, TopicConfigs.FLUSH_MESSAGES));
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
