package strata.broker;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.TopicRef;
import strata.kernel.replication.EpochEnd;
import strata.kernel.request.OffsetForLeaderEpoch;
import strata.kernel.request.OffsetForLeaderEpoch.PartitionQuery;
import strata.kernel.request.OffsetForLeaderEpoch.PartitionResult;

/** Answers OffsetForLeaderEpoch: readers find out whether what they have read still stands. */
final class EpochsHandler {
    private final PartitionFinder finder;

    EpochsHandler(PartitionFinder finder) {
        this.finder = finder;
    }

    OffsetForLeaderEpoch.Response handle(OffsetForLeaderEpoch.Request request) {
        List<OffsetForLeaderEpoch.TopicResult> topics = new ArrayList<>();
        for (OffsetForLeaderEpoch.TopicQuery topic : request.topics()) {
            List<PartitionResult> results = new ArrayList<>();
            for (PartitionQuery query : topic.partitions()) {
                results.add(find(topic.topic(), query));
            }
            topics.add(new OffsetForLeaderEpoch.TopicResult(topic.topic(), results));
        }
        return new OffsetForLeaderEpoch.Response(topics);
    }

    private PartitionResult find(String topic, PartitionQuery query) {
        PartitionFinder.Found found = finder.find(TopicRef.named(topic), query.partition());
        Partition partition = found.partition();
        if (partition == null) {
            return PartitionResult.failed(query.partition(), found.error());
        }
        ErrorCode epochError = PartitionFinder.epochError(partition, query.currentLeaderEpoch());
        if (epochError != ErrorCode.NONE) {
            return PartitionResult.failed(query.partition(), epochError);
        }
        if (partition.leader() == null) {
            return PartitionResult.failed(query.partition(), ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }
        EpochEnd end =
                partition.epochs().endOf(query.leaderEpoch(), partition.log().logEndOffset());
        return new PartitionResult(query.partition(), ErrorCode.NONE, end.epoch(), end.endOffset());
    }
}
