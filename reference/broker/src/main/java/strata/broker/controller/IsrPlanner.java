package strata.broker.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules.Election;
import strata.kernel.replication.ElectionRules.Wish;
import strata.kernel.replication.FencingRules;
import strata.kernel.replication.FencingRules.IsrChange;
import strata.kernel.replication.IsrProposal;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.AlterPartition.PartitionChange;
import strata.kernel.request.AlterPartition.PartitionResult;
import strata.kernel.request.AlterPartition.Recovery;
import strata.kernel.request.AlterPartition.TopicChange;
import strata.kernel.request.AlterPartition.TopicResult;

/** Leaders' changes of their ISRs (KIP-497), which may complete reassignments. */
final class IsrPlanner {
    private final MetadataImage image;
    private final PartitionPlans partitions;
    private final FencingRules fencing;

    IsrPlanner(MetadataImage image, PartitionPlans partitions, FencingRules fencing) {
        this.image = image;
        this.partitions = partitions;
        this.fencing = fencing;
    }

    /** The facts of the changes that are made, and the answer to all. */
    record Plan(List<MetadataRecord> facts, AlterPartition.Response response) {}

    Plan plan(AlterPartition.Request request) {
        BrokerRegistered sender =
                request.brokerId() < 0 ? null : image.broker(new NodeId(request.brokerId()));
        ErrorCode error = fencing.heartbeat(sender, request.brokerEpoch());
        if (error != ErrorCode.NONE) {
            return new Plan(List.of(), new AlterPartition.Response(error, List.of()));
        }
        List<MetadataRecord> facts = new ArrayList<>();
        List<TopicResult> topics = new ArrayList<>();
        NodeId id = new NodeId(request.brokerId());
        for (TopicChange topic : request.topics()) {
            List<PartitionResult> results = new ArrayList<>();
            for (PartitionChange change : topic.partitions()) {
                results.add(change(id, image.topic(topic.topic()), change, facts));
            }
            topics.add(new TopicResult(topic.topic(), results));
        }
        return new Plan(facts, new AlterPartition.Response(ErrorCode.NONE, topics));
    }

    private PartitionResult change(
            NodeId sender,
            @Nullable TopicState topic,
            PartitionChange change,
            List<MetadataRecord> facts) {
        if (topic == null) {
            return PartitionResult.failed(change.partition(), ErrorCode.UNKNOWN_TOPIC_ID);
        }
        PartitionChanged now = partition(topic, change.partition());
        if (change.newIsr().stream().anyMatch(member -> member.brokerId() < 0)) {
            return PartitionResult.failed(change.partition(), ErrorCode.INVALID_REQUEST);
        }
        ErrorCode error = fencing.isrChange(now, asked(sender, change), image::broker);
        if (error != ErrorCode.NONE || now == null) {
            return PartitionResult.failed(change.partition(), error);
        }
        List<NodeId> isr =
                change.newIsr().stream().map(member -> new NodeId(member.brokerId())).toList();
        boolean recovering = change.recovery() == Recovery.RECOVERING;
        PartitionChanged next = next(topic, now, isr, recovering);
        if (!next.equals(now)) {
            facts.add(next);
        }
        if (!Objects.equals(next.leader(), now.leader())) {
            // The change completed a reassignment that takes the leadership from the sender.
            return PartitionResult.failed(change.partition(), ErrorCode.NEW_LEADER_ELECTED);
        }
        return new PartitionResult(
                change.partition(),
                ErrorCode.NONE,
                next.leader(),
                next.leaderEpoch(),
                next.isr(),
                next.recovering() ? Recovery.RECOVERING : Recovery.RECOVERED,
                next.partitionEpoch());
    }

    private PartitionChanged next(
            TopicState topic, PartitionChanged now, List<NodeId> isr, boolean recovering) {
        PartitionChanged edited = PartitionEdit.of(now).recovering(recovering).state();
        PartitionChanged completed = Reassignment.completed(edited, isr);
        return completed == null
                ? partitions.decide(topic, now, edited, Wish.isr(isr))
                : partitions.decide(
                        topic, now, completed, new Wish(isr, Election.IF_NEEDED, List.of(), true));
    }

    private static IsrChange asked(NodeId sender, PartitionChange change) {
        List<IsrProposal.Member> members = new ArrayList<>();
        for (AlterPartition.IsrMember member : change.newIsr()) {
            members.add(
                    new IsrProposal.Member(new NodeId(member.brokerId()), member.brokerEpoch()));
        }
        return new IsrChange(
                sender,
                change.leaderEpoch(),
                change.partitionEpoch(),
                members,
                change.recovery() == Recovery.RECOVERING);
    }

    private static @Nullable PartitionChanged partition(TopicState topic, int number) {
        return number < 0 || number >= topic.partitions().size()
                ? null
                : topic.partitions().get(number);
    }
}
