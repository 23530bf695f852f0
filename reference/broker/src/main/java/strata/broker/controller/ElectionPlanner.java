package strata.broker.controller;

import java.util.ArrayList;
import java.util.List;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules.Election;
import strata.kernel.replication.ElectionRules.Wish;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.ElectLeaders.PartitionResult;
import strata.kernel.request.ElectLeaders.TopicPartitions;
import strata.kernel.request.ElectLeaders.TopicResult;

/** Elections that somebody asks for (KIP-183, KIP-460), and those for the sake of balance. */
final class ElectionPlanner {
    private final MetadataImage image;
    private final PartitionPlans partitions;

    ElectionPlanner(MetadataImage image, PartitionPlans partitions) {
        this.image = image;
        this.partitions = partitions;
    }

    /** The facts of the elections that are held, and the answer to all. */
    record Plan(List<MetadataRecord> facts, ElectLeaders.Response response) {}

    Plan plan(ElectLeaders.Request request) {
        byte type = request.electionType();
        if (type != ElectLeaders.PREFERRED && type != ElectLeaders.UNCLEAN) {
            return new Plan(
                    List.of(), new ElectLeaders.Response(ErrorCode.INVALID_REQUEST, List.of()));
        }
        Election election = type == ElectLeaders.UNCLEAN ? Election.UNCLEAN : Election.PREFERRED;
        List<MetadataRecord> facts = new ArrayList<>();
        List<TopicResult> topics = new ArrayList<>();
        List<TopicPartitions> asked = request.topics();
        if (asked == null) {
            for (TopicState topic : image.topics()) {
                topics.add(all(topic, election, facts));
            }
        } else {
            for (TopicPartitions topic : asked) {
                List<PartitionResult> results = new ArrayList<>();
                for (int partition : topic.partitions()) {
                    Refusal refusal = elect(topic.topic(), partition, election, facts);
                    results.add(result(partition, refusal));
                }
                topics.add(new TopicResult(topic.topic(), results));
            }
        }
        return new Plan(facts, new ElectLeaders.Response(ErrorCode.NONE, topics));
    }

    /** All of a topic; nothing is said of those that need no election. */
    private TopicResult all(TopicState topic, Election election, List<MetadataRecord> facts) {
        List<PartitionResult> results = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions().size(); partition++) {
            Refusal refusal = elect(topic.name(), partition, election, facts);
            if (refusal == null || refusal.error() != ErrorCode.ELECTION_NOT_NEEDED) {
                results.add(result(partition, refusal));
            }
        }
        return new TopicResult(topic.name(), results);
    }

    private @Nullable Refusal elect(
            String name, int partition, Election election, List<MetadataRecord> facts) {
        TopicState topic = image.topic(name);
        if (topic == null) {
            return new Refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "No such topic as " + name);
        }
        if (partition < 0 || partition >= topic.partitions().size()) {
            return new Refusal(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "No such partition as " + name + "-" + partition);
        }
        PartitionChanged now = topic.partitions().get(partition);
        NodeId preferred = now.replicas().get(0);
        boolean asItShouldBe =
                election == Election.PREFERRED
                        ? preferred.equals(now.leader())
                        : now.leader() != null;
        if (asItShouldBe) {
            return new Refusal(
                    ErrorCode.ELECTION_NOT_NEEDED,
                    "Leader election not needed for topic partition.");
        }
        PartitionChanged next =
                partitions.decide(topic, now, new Wish(now.isr(), election, List.of(), false));
        if (next.equals(now)) {
            return election == Election.PREFERRED
                    ? new Refusal(
                            ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE,
                            "The preferred leader was not available.")
                    : new Refusal(
                            ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE,
                            "Eligible topic partition leaders are not available.");
        }
        facts.add(next);
        return null;
    }

    private static PartitionResult result(int partition, @Nullable Refusal refusal) {
        return refusal == null
                ? new PartitionResult(partition, ErrorCode.NONE, null)
                : new PartitionResult(partition, refusal.error(), refusal.why());
    }

    /** Leadership goes back to preferred leaders that are in sync. */
    List<MetadataRecord> balance(int atMost) {
        List<MetadataRecord> facts = new ArrayList<>();
        for (TopicState topic : image.topics()) {
            for (PartitionChanged now : topic.partitions()) {
                boolean imbalanced =
                        now.leader() != null && !now.leader().equals(now.replicas().get(0));
                if (!imbalanced || facts.size() >= atMost) {
                    continue;
                }
                Wish wish = new Wish(now.isr(), Election.PREFERRED, List.of(), false);
                PartitionChanged next = partitions.decide(topic, now, wish);
                if (!next.equals(now)) {
                    facts.add(next);
                }
            }
        }
        return facts;
    }
}
