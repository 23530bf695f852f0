package strata.broker.controller;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import strata.broker.BrokerConfig;
import strata.broker.ConfigDescriber;
import strata.broker.TopicConfigs;
import strata.broker.TopicName;
import strata.broker.metadata.MetadataImage;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.Refusal;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.metadata.MetadataRecord.TopicConfigChanged;
import strata.kernel.metadata.MetadataRecord.TopicCreated;
import strata.kernel.request.CreateTopics.Assignment;
import strata.kernel.request.CreateTopics.Config;
import strata.kernel.request.CreateTopics.NewTopic;
import strata.kernel.request.CreateTopics.TopicResult;

/** Checks new topics and places their partitions. */
final class TopicPlanner {
    // As Kafka's controller: what one request may add, so that its batch stays of a sane size.
    static final int MAX_PARTITIONS_PER_REQUEST = 10_000;

    private final MetadataImage image;
    private final BrokerConfig config;
    private final Chance chance;

    /**
     * What is left to chance.
     *
     * @param topicIds must differ from those of any other controller
     */
    record Chance(RandomSource topicIds, RandomSource placement) {
        static Chance of(RandomSource random) {
            return new Chance(random.fork("topic ids"), random.fork("placement"));
        }
    }

    TopicPlanner(MetadataImage image, BrokerConfig config, Chance chance) {
        this.image = image;
        this.config = config;
        this.chance = chance;
    }

    Plan newPlan() {
        return new Plan();
    }

    /** The topics of one request: the facts of those that can be made. */
    final class Plan {
        private final List<MetadataRecord> facts = new ArrayList<>();
        // Names in use, by their collision form.
        private final Map<String, String> taken = new LinkedHashMap<>();
        private int partitions;

        private Plan() {
            image.topics().forEach(t -> taken.put(TopicName.collisionForm(t.name()), t.name()));
        }

        List<MetadataRecord> facts() {
            return Collections.unmodifiableList(facts);
        }

        /** Adds a topic, or says why it cannot be made. */
        TopicResult add(NewTopic topic) {
            Refusal refusal = refusalOf(topic);
            if (refusal != null) {
                return TopicResult.failed(topic.name(), refusal.error(), refusal.why());
            }
            List<List<NodeId>> replicas = place(topic);
            if (partitions + replicas.size() > MAX_PARTITIONS_PER_REQUEST) {
                return TopicResult.failed(
                        topic.name(),
                        ErrorCode.POLICY_VIOLATION,
                        "Excessively large number of partitions per request.");
            }
            partitions += replicas.size();
            taken.put(TopicName.collisionForm(topic.name()), topic.name());
            TopicId id = TopicId.random(chance.topicIds());
            facts.add(new TopicCreated(topic.name(), id));
            Map<String, String> configs = new TreeMap<>();
            for (Config entry : topic.configs()) {
                String value = Objects.requireNonNull(entry.value());
                configs.put(entry.name(), value);
                facts.add(new TopicConfigChanged(id, entry.name(), value));
            }
            for (int partition = 0; partition < replicas.size(); partition++) {
                List<NodeId> nodes = replicas.get(partition);
                List<NodeId> isr = Placement.inSync(image, nodes);
                facts.add(new PartitionChanged(id, partition, nodes, isr, isr.get(0), 0, 0));
            }
            return new TopicResult(
                    topic.name(),
                    id,
                    ErrorCode.NONE,
                    null,
                    replicas.size(),
                    (short) replicas.get(0).size(),
                    ConfigDescriber.topicEntries(configs, config, null));
        }

        private @Nullable Refusal refusalOf(NewTopic topic) {
            String badName = TopicName.problemWith(topic.name());
            if (badName != null) {
                return new Refusal(ErrorCode.INVALID_TOPIC_EXCEPTION, badName);
            }
            if (image.topic(topic.name()) != null) {
                return new Refusal(
                        ErrorCode.TOPIC_ALREADY_EXISTS,
                        "Topic '" + topic.name() + "' already exists.");
            }
            String other = taken.get(TopicName.collisionForm(topic.name()));
            if (other != null) {
                return new Refusal(
                        ErrorCode.INVALID_TOPIC_EXCEPTION,
                        "Topic '" + topic.name() + "' collides with existing topic: " + other);
            }
            Refusal placement =
                    topic.assignments().isEmpty() ? countRefusal(topic) : handRefusal(topic);
            return placement != null ? placement : configRefusal(topic);
        }
    }

    private @Nullable Refusal countRefusal(NewTopic topic) {
        if (topic.partitionCount() == 0 || topic.partitionCount() < -1) {
            return new Refusal(
                    ErrorCode.INVALID_PARTITIONS,
                    "Number of partitions was set to an invalid non-positive value.");
        }
        if (topic.partitionCount() > MAX_PARTITIONS_PER_REQUEST) {
            return new Refusal(
                    ErrorCode.POLICY_VIOLATION,
                    "Excessively large number of partitions per request.");
        }
        if (topic.replicationFactor() == 0 || topic.replicationFactor() < -1) {
            return new Refusal(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "Replication factor must be larger than 0, or -1 to use the default value.");
        }
        return new Placement(image, chance.placement()).refusal(replicationFactor(topic));
    }

    private @Nullable Refusal handRefusal(NewTopic topic) {
        if (topic.partitionCount() != -1 || topic.replicationFactor() != -1) {
            return new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "A manual partition assignment was specified, but numPartitions or"
                            + " replicationFactor was not set to -1.");
        }
        List<List<NodeId>> byHand = byHand(topic);
        if (byHand == null) {
            return new Refusal(
                    ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                    "partitions should be a consecutive 0-based integer sequence");
        }
        int factor = byHand.get(0).size();
        for (int partition = 0; partition < byHand.size(); partition++) {
            List<NodeId> replicas = byHand.get(partition);
            List<Integer> numbers = replicas.stream().map(NodeId::number).toList();
            Refusal refusal = Placement.handRefusal(image, numbers, factor);
            if (refusal != null) {
                return refusal;
            }
            if (Placement.inSync(image, replicas).isEmpty()) {
                return Placement.noneServes(partition);
            }
        }
        return null;
    }

    private @Nullable Refusal configRefusal(NewTopic topic) {
        Map<String, String> set = new TreeMap<>();
        for (Config entry : topic.configs()) {
            String value = entry.value();
            String problem = TopicConfigs.problemWith(entry.name(), value);
            if (problem != null || value == null) {
                return new Refusal(ErrorCode.INVALID_CONFIG, String.valueOf(problem));
            }
            Refusal tooLong = ConfigPlanner.lengthRefusal(entry.name(), value);
            if (tooLong != null) {
                return tooLong;
            }
            set.put(entry.name(), value);
        }
        String problem = TopicConfigs.problemWith(set, config);
        return problem == null ? null : new Refusal(ErrorCode.INVALID_CONFIG, problem);
    }

    /** By partition: the replicas, the preferred leader first. */
    private List<List<NodeId>> place(NewTopic topic) {
        if (!topic.assignments().isEmpty()) {
            return Objects.requireNonNull(byHand(topic));
        }
        int count =
                topic.partitionCount() == -1 ? config.defaultPartitions() : topic.partitionCount();
        return new Placement(image, chance.placement()).place(count, replicationFactor(topic));
    }

    private int replicationFactor(NewTopic topic) {
        return topic.replicationFactor() == -1
                ? config.defaultReplicationFactor()
                : topic.replicationFactor();
    }

    /** The assignments in partition order; null when they are not 0, 1, 2, … . */
    private static @Nullable List<List<NodeId>> byHand(NewTopic topic) {
        Map<Integer, List<NodeId>> sorted = new TreeMap<>();
        for (Assignment assignment : topic.assignments()) {
            sorted.put(assignment.partition(), assignment.replicas());
        }
        int expected = 0;
        for (int partition : sorted.keySet()) {
            if (partition != expected++) {
                return null;
            }
        }
        return expected == topic.assignments().size() ? List.copyOf(sorted.values()) : null;
    }
}
