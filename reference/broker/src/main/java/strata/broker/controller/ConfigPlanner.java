package strata.broker.controller;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.broker.BrokerConfig;
import strata.broker.ConfigKey;
import strata.broker.TopicConfigs;
import strata.broker.TopicName;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.TopicConfigChanged;
import strata.kernel.request.AlterConfigs;
import strata.kernel.request.AlterConfigs.ResourceResult;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.DescribeConfigs.Resource;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.IncrementalAlterConfigs.Change;

/**
 * Checks changes of configuration. Topics can be changed; a broker's configuration is what it was
 * started with.
 */
final class ConfigPlanner {
    // What the metadata log and DescribeConfigs can hold.
    private static final int VALUE_MAX_BYTES = Short.MAX_VALUE;
    // Kafka's tool for reassignments takes them back at its end, whether they were set or not.
    private static final Set<String> THROTTLES =
            new LinkedHashSet<>(
                    List.of(
                            "leader.replication.throttled.rate",
                            "follower.replication.throttled.rate",
                            "replica.alter.log.dirs.io.max.bytes.per.second"));

    private final MetadataImage image;
    private final BrokerConfig config;
    private final PartitionPlans partitions;

    ConfigPlanner(MetadataImage image, BrokerConfig config, PartitionPlans partitions) {
        this.image = image;
        this.config = config;
        this.partitions = partitions;
    }

    /** What one request comes to: the facts of the resources that can be changed, all answers. */
    record Plan(List<MetadataRecord> facts, List<ResourceResult> results) {}

    /**
     * What is wanted of a resource.
     *
     * @param replacesAll a key that is not named goes back to its default
     */
    private record Wanted(byte type, String name, List<Change> changes, boolean replacesAll) {}

    Plan plan(AlterConfigs.Request request) {
        List<Wanted> wanted = new ArrayList<>();
        for (AlterConfigs.Resource resource : request.resources()) {
            List<Change> changes = new ArrayList<>();
            for (AlterConfigs.Config entry : resource.configs()) {
                changes.add(new Change(entry.name(), Change.SET, entry.value()));
            }
            wanted.add(new Wanted(resource.type(), resource.name(), changes, true));
        }
        Plan plan = plan(wanted);
        // Kafka's own client cannot read an answer to this request that names a resource twice.
        return new Plan(plan.facts(), new ArrayList<>(new LinkedHashSet<>(plan.results())));
    }

    Plan plan(IncrementalAlterConfigs.Request request) {
        List<Wanted> wanted = new ArrayList<>();
        for (IncrementalAlterConfigs.Resource resource : request.resources()) {
            wanted.add(new Wanted(resource.type(), resource.name(), resource.changes(), false));
        }
        return plan(wanted);
    }

    private Plan plan(List<Wanted> resources) {
        Map<String, Integer> mentions = new LinkedHashMap<>();
        resources.forEach(each -> mentions.merge(each.type() + " " + each.name(), 1, Integer::sum));
        Plan plan = new Plan(new ArrayList<>(), new ArrayList<>());
        for (Wanted wanted : resources) {
            Refusal refusal =
                    mentions.getOrDefault(wanted.type() + " " + wanted.name(), 0) > 1
                            ? invalid("Each resource must appear at most once.")
                            : change(wanted, plan.facts());
            plan.results()
                    .add(
                            new ResourceResult(
                                    refusal == null ? ErrorCode.NONE : refusal.error(),
                                    refusal == null ? null : refusal.why(),
                                    wanted.type(),
                                    wanted.name()));
        }
        return plan;
    }

    private @Nullable Refusal change(Wanted wanted, List<MetadataRecord> facts) {
        Set<String> names = new LinkedHashSet<>();
        Set<String> asked = new LinkedHashSet<>();
        List<String> nulls = new ArrayList<>();
        for (Change change : wanted.changes()) {
            if (!names.add(change.name())) {
                return invalid("Error due to duplicate config keys");
            }
            if (change.value() == null && change.operation() != Change.DELETE) {
                nulls.add(change.name());
            }
            if (change.operation() != Change.DELETE || !THROTTLES.contains(change.name())) {
                asked.add(change.name());
            }
        }
        if (!nulls.isEmpty()) {
            return invalid("Null value not supported for : " + String.join(", ", nulls));
        }
        return switch (wanted.type()) {
            case Resource.TOPIC -> changeTopic(wanted, facts);
            case Resource.BROKER -> brokerRefusal(wanted.name(), asked);
            default -> invalid("Unknown resource type " + wanted.type());
        };
    }

    private @Nullable Refusal changeTopic(Wanted wanted, List<MetadataRecord> facts) {
        TopicState topic = image.topic(wanted.name());
        Map<String, String> before = topic == null ? Collections.emptyMap() : topic.configs();
        Map<String, String> after = new TreeMap<>();
        if (!wanted.replacesAll()) {
            after.putAll(before);
        }
        for (Change change : wanted.changes()) {
            Refusal refusal = make(change, after);
            if (refusal != null) {
                return refusal;
            }
        }
        if (wanted.name().isEmpty()) {
            return invalid("Default topic resources are not allowed.");
        }
        String badName = TopicName.problemWith(wanted.name());
        if (badName != null) {
            return new Refusal(ErrorCode.INVALID_TOPIC_EXCEPTION, badName);
        }
        String problem = TopicConfigs.problemWith(after, config);
        if (problem != null) {
            return new Refusal(ErrorCode.INVALID_CONFIG, problem);
        }
        if (topic == null) {
            return new Refusal(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "The topic '" + wanted.name() + "' does not exist.");
        }
        Set<String> touched = new TreeSet<>(before.keySet());
        touched.addAll(after.keySet());
        List<TopicConfigChanged> changes = new ArrayList<>();
        for (String key : touched) {
            if (!Objects.equals(before.get(key), after.get(key))) {
                changes.add(new TopicConfigChanged(topic.id(), key, after.get(key)));
            }
        }
        facts.addAll(changes);
        facts.addAll(partitions.reconfigured(topic, changes));
        return null;
    }

    /** Makes one change to what a topic has set, or says why it cannot be made. */
    private static @Nullable Refusal make(Change change, Map<String, String> set) {
        String name = change.name();
        if (change.operation() == Change.DELETE) {
            set.remove(name);
            return null;
        }
        String value = Objects.requireNonNull(change.value());
        switch (change.operation()) {
            case Change.SET -> set.put(name, value);
            case Change.APPEND, Change.SUBTRACT -> {
                boolean appends = change.operation() == Change.APPEND;
                ConfigKey key = TopicConfigs.key(name);
                if (key == null || key.type() != DescribeConfigs.Type.LIST) {
                    return new Refusal(
                            ErrorCode.INVALID_CONFIG,
                            "Can't "
                                    + (appends ? "APPEND" : "SUBTRACT")
                                    + " to key "
                                    + name
                                    + " because its type is not LIST.");
                }
                List<String> elements = parts(set.getOrDefault(name, key.defaultValue()));
                // As in Kafka, a comma at the end says nothing.
                for (String element : value.split(",", 0)) {
                    if (!appends) {
                        elements.remove(element);
                    } else if (!elements.contains(element)) {
                        elements.add(element);
                    }
                }
                set.put(name, String.join(",", elements));
            }
            default -> {
                return invalid("Unknown operations type " + change.operation());
            }
        }
        return lengthRefusal(name, Objects.requireNonNull(set.get(name)));
    }

    /** A list's elements as they were written, blanks and all. */
    private static List<String> parts(String value) {
        List<String> parts = new ArrayList<>();
        for (String part : value.split(",", -1)) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** Why a value cannot be stored; null when it can. */
    static @Nullable Refusal lengthRefusal(String name, String value) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        return bytes <= VALUE_MAX_BYTES
                ? null
                : new Refusal(
                        ErrorCode.INVALID_CONFIG,
                        "The value of " + name + " has " + bytes + " bytes, which is too long.");
    }

    /**
     * @param name of the broker; empty for all brokers
     */
    private @Nullable Refusal brokerRefusal(String name, Set<String> keys) {
        if (!name.isEmpty()) {
            try {
                int number = Integer.parseInt(name);
                int self = config.identity().id().number();
                boolean known = number >= 0 && image.broker(new NodeId(number)) != null;
                if (number != self && !known) {
                    return invalid(
                            "Unexpected broker id, expected " + self + ", but received " + name);
                }
            } catch (NumberFormatException e) {
                return invalid("Node id must be an integer, but it is: " + name);
            }
        }
        return keys.isEmpty()
                ? null
                : invalid("Cannot update these configs dynamically: " + new ArrayList<>(keys));
    }

    private static Refusal invalid(String why) {
        return new Refusal(ErrorCode.INVALID_REQUEST, why);
    }
}
