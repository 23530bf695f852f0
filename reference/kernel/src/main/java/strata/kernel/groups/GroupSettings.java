package strata.kernel.groups;

import java.util.List;

/**
 * How coordinators behave, with Kafka's keys. Milliseconds.
 *
 * @param classic of the classic protocol
 * @param consumer of the consumer protocol
 * @param offsets of committed offsets
 */
public record GroupSettings(Classic classic, Consumer consumer, Offsets offsets) {
    /**
     * The classic protocol.
     *
     * @param minSessionTimeoutMs {@code group.min.session.timeout.ms}
     * @param maxSessionTimeoutMs {@code group.max.session.timeout.ms}
     * @param initialRebalanceDelayMs {@code group.initial.rebalance.delay.ms}: how long an empty
     *     group waits for more members once the first has come; at least 0
     * @param maxSize {@code group.max.size}: members a group
     */
    public record Classic(
            int minSessionTimeoutMs,
            int maxSessionTimeoutMs,
            int initialRebalanceDelayMs,
            int maxSize) {
        /** Kafka's defaults. */
        public static final Classic DEFAULT =
                new Classic(6_000, 1_800_000, 3_000, Integer.MAX_VALUE);
    }

    /**
     * The consumer protocol (KIP-848).
     *
     * @param sessionTimeoutMs {@code group.consumer.session.timeout.ms}
     * @param heartbeatIntervalMs {@code group.consumer.heartbeat.interval.ms}
     * @param maxSize {@code group.consumer.max.size}
     * @param assignors {@code group.consumer.assignors}, by name; the first is the default
     * @param migration {@code group.consumer.migration.policy}
     * @param regexRefreshIntervalMs {@code group.consumer.regex.refresh.interval.ms}
     * @param assignmentIntervalMs {@code group.consumer.assignment.interval.ms}: how long after a
     *     target assignment the next one may be made at the earliest (KIP-1263); at least 0
     */
    public record Consumer(
            int sessionTimeoutMs,
            int heartbeatIntervalMs,
            int maxSize,
            List<String> assignors,
            Migration migration,
            int regexRefreshIntervalMs,
            int assignmentIntervalMs) {

        /** With Kafka's default of {@code group.consumer.assignment.interval.ms}. */
        public Consumer(
                int sessionTimeoutMs,
                int heartbeatIntervalMs,
                int maxSize,
                List<String> assignors,
                Migration migration,
                int regexRefreshIntervalMs) {
            this(
                    sessionTimeoutMs,
                    heartbeatIntervalMs,
                    maxSize,
                    assignors,
                    migration,
                    regexRefreshIntervalMs,
                    1_000);
        }

        /** Kafka's defaults. */
        public static final Consumer DEFAULT =
                new Consumer(
                        45_000,
                        5_000,
                        Integer.MAX_VALUE,
                        List.of("uniform", "range"),
                        Migration.BIDIRECTIONAL,
                        600_000);
    }

    /** Which groups may change their protocol while they have members. */
    public enum Migration {
        DISABLED,
        /** From classic to consumer. */
        UPGRADE,
        /** From consumer to classic, when the last member of the consumer protocol leaves. */
        DOWNGRADE,
        BIDIRECTIONAL;

        /** Whether a classic group may become one of the consumer protocol. */
        public boolean upgrades() {
            return this == UPGRADE || this == BIDIRECTIONAL;
        }

        /** Whether a group of the consumer protocol may become a classic one. */
        public boolean downgrades() {
            return this == DOWNGRADE || this == BIDIRECTIONAL;
        }
    }

    /**
     * Committed offsets.
     *
     * @param metadataMaxBytes {@code offset.metadata.max.bytes}
     * @param retentionMs {@code offsets.retention.minutes}, in milliseconds
     */
    public record Offsets(int metadataMaxBytes, long retentionMs) {
        /** Kafka's defaults. */
        public static final Offsets DEFAULT = new Offsets(4_096, 7L * 24 * 60 * 60 * 1_000);
    }

    /** Kafka's defaults. */
    public static final GroupSettings DEFAULT =
            new GroupSettings(Classic.DEFAULT, Consumer.DEFAULT, Offsets.DEFAULT);
}
