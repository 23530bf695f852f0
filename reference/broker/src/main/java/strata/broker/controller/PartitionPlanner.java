package strata.broker.controller;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.Refusal;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.CreatePartitions.NewPartitions;
import strata.kernel.request.CreatePartitions.TopicResult;

/** Checks new partitions of topics that there are, and places them. */
final class PartitionPlanner {
    private final MetadataImage image;
    private final RandomSource placement;

    PartitionPlanner(MetadataImage image, RandomSource placement) {
        this.image = image;
        this.placement = placement;
    }

    /** What one request comes to: the facts of the topics that can grow, and all answers. */
    record Plan(List<MetadataRecord> facts, List<TopicResult> results) {}

    Plan plan(CreatePartitions.Request request) {
        Plan plan = new Plan(new ArrayList<>(), new ArrayList<>());
        Map<String, Integer> mentions = new LinkedHashMap<>();
        request.topics().forEach(topic -> mentions.merge(topic.topic(), 1, Integer::sum));
        for (NewPartitions topic : request.topics()) {
            Integer count = mentions.remove(topic.topic());
            if (count == null) {
                // Kafka answers once for a name that is given twice.
                continue;
            }
            Refusal refusal =
                    count > 1
                            ? new Refusal(ErrorCode.INVALID_REQUEST, "Duplicate topic name.")
                            : grow(topic, request.timeoutMs(), plan.facts());
            plan.results().add(result(topic.topic(), refusal));
        }
        return plan;
    }

    private static TopicResult result(String topic, @Nullable Refusal refusal) {
        if (refusal == null) {
            return new TopicResult(topic, ErrorCode.NONE, null);
        }
        // As in Kafka, some refusals have nothing to say but their code.
        String why = refusal.why().isEmpty() ? null : refusal.why();
        return new TopicResult(topic, refusal.error(), why);
    }

    private @Nullable Refusal grow(
            NewPartitions wanted, int timeoutMs, List<MetadataRecord> facts) {
        if (timeoutMs <= 0) {
            return new Refusal(ErrorCode.REQUEST_TIMED_OUT, "");
        }
        TopicState topic = image.topic(wanted.topic());
        if (topic == null) {
            return new Refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "");
        }
        int present = topic.partitions().size();
        int additional = wanted.totalCount() - present;
        Refusal refusal = countRefusal(wanted, present, facts.size());
        int factor = topic.partitions().get(0).replicas().size();
        Placement places = new Placement(image, placement);
        if (refusal == null) {
            refusal =
                    wanted.assignments() == null
                            ? places.refusal(factor)
                            : handRefusal(wanted.assignments(), present, additional, factor);
        }
        if (refusal != null) {
            return refusal;
        }
        List<List<NodeId>> placed =
                wanted.assignments() == null
                        ? places.place(additional, factor)
                        : byHand(wanted.assignments());
        for (int i = 0; i < placed.size(); i++) {
            List<NodeId> nodes = placed.get(i);
            List<NodeId> isr = Placement.inSync(image, nodes);
            facts.add(new PartitionChanged(topic.id(), present + i, nodes, isr, isr.get(0), 0, 0));
        }
        return null;
    }

    private static @Nullable Refusal countRefusal(
            NewPartitions wanted, int present, int plannedBefore) {
        int total = wanted.totalCount();
        if (total == present) {
            return new Refusal(
                    ErrorCode.INVALID_PARTITIONS,
                    "Topic already has " + present + " partition(s).");
        }
        if (total < present) {
            return new Refusal(
                    ErrorCode.INVALID_PARTITIONS,
                    "The topic "
                            + wanted.topic()
                            + " currently has "
                            + present
                            + " partition(s); "
                            + total
                            + " would not be an increase.");
        }
        return total - present > TopicPlanner.MAX_PARTITIONS_PER_REQUEST - plannedBefore
                ? new Refusal(
                        ErrorCode.POLICY_VIOLATION,
                        "Excessively large number of partitions per request.")
                : null;
    }

    private @Nullable Refusal handRefusal(
            List<List<Integer>> assignments, int present, int additional, int factor) {
        if (assignments.size() != additional) {
            return Placement.misplaced(
                    "Attempted to add "
                            + additional
                            + " additional partition(s), but only "
                            + assignments.size()
                            + " assignment(s) were specified.");
        }
        for (int i = 0; i < additional; i++) {
            Refusal refusal = Placement.handRefusal(image, assignments.get(i), factor);
            if (refusal != null) {
                return refusal;
            }
            List<NodeId> replicas = assignments.get(i).stream().map(NodeId::new).toList();
            if (Placement.inSync(image, replicas).isEmpty()) {
                return Placement.noneServes(present + i);
            }
        }
        return null;
    }

    private static List<List<NodeId>> byHand(List<List<Integer>> assignments) {
        return assignments.stream()
                .map(replicas -> replicas.stream().map(NodeId::new).toList())
                .toList();
    }
}
