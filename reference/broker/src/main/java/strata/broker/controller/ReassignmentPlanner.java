package strata.broker.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
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
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.AlterPartitionReassignments.PartitionReassignment;
import strata.kernel.request.AlterPartitionReassignments.PartitionResult;
import strata.kernel.request.AlterPartitionReassignments.TopicReassignment;
import strata.kernel.request.AlterPartitionReassignments.TopicResult;
import strata.kernel.request.ListPartitionReassignments;
import strata.kernel.request.ListPartitionReassignments.TopicQuery;
import strata.kernel.request.ListPartitionReassignments.TopicReassignments;

/** Moves partitions to other brokers (KIP-455), and says which are moving. */
final class ReassignmentPlanner {
    private final MetadataImage image;
    private final PartitionPlans partitions;

    ReassignmentPlanner(MetadataImage image, PartitionPlans partitions) {
        this.image = image;
        this.partitions = partitions;
    }

    /** The facts of the changes that are made, and the answer to all. */
    record Plan(List<MetadataRecord> facts, AlterPartitionReassignments.Response response) {}

    Plan plan(AlterPartitionReassignments.Request request) {
        List<MetadataRecord> facts = new ArrayList<>();
        List<TopicResult> topics = new ArrayList<>();
        for (TopicReassignment topic : request.topics()) {
            List<PartitionResult> results = new ArrayList<>();
            for (PartitionReassignment wanted : topic.partitions()) {
                Refusal refusal =
                        change(
                                topic.topic(),
                                wanted,
                                request.allowReplicationFactorChange(),
                                facts);
                results.add(
                        refusal == null
                                ? new PartitionResult(wanted.partition(), ErrorCode.NONE, null)
                                : new PartitionResult(
                                        wanted.partition(), refusal.error(), refusal.why()));
            }
            topics.add(new TopicResult(topic.topic(), results));
        }
        return new Plan(
                facts,
                new AlterPartitionReassignments.Response(
                        ErrorCode.NONE, null, request.allowReplicationFactorChange(), topics));
    }

    private @Nullable Refusal change(
            String name,
            PartitionReassignment wanted,
            boolean otherFactorAllowed,
            List<MetadataRecord> facts) {
        TopicState topic = image.topic(name);
        if (topic == null) {
            return unknown("Unable to find a topic named " + name + ".");
        }
        int number = wanted.partition();
        if (number < 0 || number >= topic.partitions().size()) {
            return unknown("Unable to find partition " + name + ":" + number + ".");
        }
        PartitionChanged now = topic.partitions().get(number);
        List<Integer> target = wanted.replicas();
        if (target == null) {
            return cancel(topic, now, facts);
        }
        Refusal refusal = targetRefusal(now, target, otherFactorAllowed);
        if (refusal != null) {
            return refusal;
        }
        PartitionChanged begun = Reassignment.begun(now, target.stream().map(NodeId::new).toList());
        PartitionChanged completed = Reassignment.completed(begun, now.isr());
        add(
                now,
                completed == null
                        ? partitions.decide(topic, now, begun, Wish.isr(now.isr()))
                        : partitions.decide(topic, now, completed, toldAnew(now)),
                facts);
        return null;
    }

    private @Nullable Refusal cancel(
            TopicState topic, PartitionChanged now, List<MetadataRecord> facts) {
        if (!now.isReassigning()) {
            return new Refusal(
                    ErrorCode.NO_REASSIGNMENT_IN_PROGRESS,
                    "No partition reassignment is in progress.");
        }
        PartitionChanged cancelled = Reassignment.cancelled(now);
        PartitionChanged next = partitions.decide(topic, now, cancelled, toldAnew(now));
        boolean leaderLost = now.leader() != null && next.leader() == null;
        boolean unclean = next.recovering() && !now.recovering();
        if ((leaderLost || unclean) && !partitions.uncleanElections(topic)) {
            return new Refusal(
                    ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                    "Unable to revert partition assignment for "
                            + topic.name()
                            + ":"
                            + now.partition()
                            + " because it would require an unclean leader election.");
        }
        add(now, next, facts);
        return null;
    }

    /** Replicas go: whoever leads is to begin anew with those that stay. */
    private static Wish toldAnew(PartitionChanged now) {
        return new Wish(now.isr(), Election.IF_NEEDED, List.of(), now.leader() != null);
    }

    private static void add(
            PartitionChanged now, PartitionChanged next, List<MetadataRecord> facts) {
        if (!next.equals(now)) {
            facts.add(next);
        }
    }

    private @Nullable Refusal targetRefusal(
            PartitionChanged now, List<Integer> target, boolean otherFactorAllowed) {
        Refusal refusal = Placement.handRefusal(image, target);
        if (refusal != null) {
            return refusal;
        }
        int factor = Reassignment.original(now).size();
        return otherFactorAllowed || factor == target.size()
                ? null
                : new Refusal(
                        ErrorCode.INVALID_REPLICATION_FACTOR,
                        "The replication factor is changed from "
                                + factor
                                + " to "
                                + target.size());
    }

    private static Refusal unknown(String why) {
        return new Refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, why);
    }

    /** Which partitions are moving. */
    ListPartitionReassignments.Response list(ListPartitionReassignments.Request request) {
        List<TopicReassignments> moving = new ArrayList<>();
        List<TopicQuery> asked = request.topics();
        if (asked == null) {
            for (TopicState topic : image.topics()) {
                addMoving(topic, null, moving);
            }
        } else {
            for (TopicQuery query : asked) {
                TopicState topic = image.topic(query.topic());
                if (topic != null) {
                    addMoving(topic, query.partitions(), moving);
                }
            }
        }
        return new ListPartitionReassignments.Response(ErrorCode.NONE, null, moving);
    }

    private static void addMoving(
            TopicState topic, @Nullable List<Integer> asked, List<TopicReassignments> moving) {
        TreeSet<Integer> wanted = asked == null ? null : new TreeSet<>(asked);
        List<ListPartitionReassignments.Reassignment> found = new ArrayList<>();
        for (PartitionChanged p : topic.partitions()) {
            if (p.isReassigning() && (wanted == null || wanted.contains(p.partition()))) {
                found.add(
                        new ListPartitionReassignments.Reassignment(
                                p.partition(), p.replicas(), p.adding(), p.removing()));
            }
        }
        if (!found.isEmpty()) {
            moving.add(new TopicReassignments(topic.name(), found));
        }
    }
}
