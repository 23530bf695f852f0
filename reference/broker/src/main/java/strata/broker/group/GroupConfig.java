package strata.broker.group;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import strata.broker.BrokerConfig;
import strata.kernel.groups.GroupSettings;

/** What the broker's configuration says of groups. */
final class GroupConfig {
    private static final String KAFKA_ASSIGNORS = "org.apache.kafka.coordinator.group.assignor.";

    private final BrokerConfig config;
    private final boolean consumerProtocol;

    GroupConfig(BrokerConfig config) {
        this.config = config;
        consumerProtocol =
                Arrays.stream(config.value("group.coordinator.rebalance.protocols").split(",", -1))
                        .anyMatch(element -> element.trim().equals("consumer"));
    }

    /** How coordinators behave. */
    GroupSettings settings() {
        return new GroupSettings(
                new GroupSettings.Classic(
                        number("group.min.session.timeout.ms"),
                        number("group.max.session.timeout.ms"),
                        number("group.initial.rebalance.delay.ms"),
                        number("group.max.size")),
                new GroupSettings.Consumer(
                        number("group.consumer.session.timeout.ms"),
                        number("group.consumer.heartbeat.interval.ms"),
                        number("group.consumer.max.size"),
                        assignors(),
                        GroupSettings.Migration.valueOf(
                                config.value("group.consumer.migration.policy")
                                        .toUpperCase(Locale.ROOT)),
                        number("group.consumer.regex.refresh.interval.ms"),
                        number("group.consumer.assignment.interval.ms")),
                new GroupSettings.Offsets(
                        number("offset.metadata.max.bytes"),
                        60_000L * number("offsets.retention.minutes")));
    }

    /** By their names; Kafka's own may be given by their classes, too. */
    private List<String> assignors() {
        List<String> names = new ArrayList<>();
        for (String element : config.value("group.consumer.assignors").split(",", -1)) {
            names.add(
                    switch (element.trim()) {
                        case KAFKA_ASSIGNORS + "UniformAssignor" -> "uniform";
                        case KAFKA_ASSIGNORS + "RangeAssignor" -> "range";
                        default -> element.trim();
                    });
        }
        return names;
    }

    /** Whether groups of the consumer protocol are served. */
    boolean hasConsumerProtocol() {
        return consumerProtocol;
    }

    /** {@code offsets.commit.timeout.ms}. */
    int writeTimeoutMs() {
        return number("offsets.commit.timeout.ms");
    }

    /** {@code offsets.retention.check.interval.ms}. */
    long expiryIntervalMs() {
        return Long.parseLong(config.value("offsets.retention.check.interval.ms"));
    }

    private int number(String key) {
        return Integer.parseInt(config.value(key));
    }
}
