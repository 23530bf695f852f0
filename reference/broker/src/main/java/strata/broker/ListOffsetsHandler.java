package strata.broker;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.ListOffsets.PartitionQuery;
import strata.kernel.request.ListOffsets.PartitionResult;

/** Answers ListOffsets. */
final class ListOffsetsHandler {
    private final PartitionFinder finder;
    private final CorruptionLog corruption;

    ListOffsetsHandler(PartitionFinder finder, CorruptionLog corruption) {
        this.finder = finder;
        this.corruption = corruption;
    }

    ListOffsets.Response handle(ListOffsets.Request request) {
        Set<TopicPartition> twice = askedTwice(request);
        List<ListOffsets.TopicResult> topics = new ArrayList<>();
        for (ListOffsets.TopicQuery topic : request.topics()) {
            List<PartitionResult> results = new ArrayList<>();
            for (PartitionQuery query : topic.partitions()) {
                boolean once =
                        !twice.contains(new TopicPartition(topic.topic(), query.partition()));
                results.add(
                        once
                                ? find(topic.topic(), query)
                                : PartitionResult.failed(
                                        query.partition(), ErrorCode.INVALID_REQUEST));
            }
            topics.add(new ListOffsets.TopicResult(topic.topic(), results));
        }
        return new ListOffsets.Response(topics);
    }

    /** Nobody could tell the answers apart. */
    private static Set<TopicPartition> askedTwice(ListOffsets.Request request) {
        Set<TopicPartition> seen = new LinkedHashSet<>();
        Set<TopicPartition> twice = new LinkedHashSet<>();
        for (ListOffsets.TopicQuery topic : request.topics()) {
            for (PartitionQuery query : topic.partitions()) {
                TopicPartition partition = new TopicPartition(topic.topic(), query.partition());
                if (!seen.add(partition)) {
                    twice.add(partition);
                }
            }
        }
        return twice;
    }

    private PartitionResult find(String topic, PartitionQuery query) {
        if (query.refusal() != null) {
            return PartitionResult.failed(query.partition(), query.refusal().error());
        }
        PartitionFinder.Found found = finder.find(TopicRef.named(topic), query.partition());
        Partition partition = found.partition();
        if (partition == null) {
            return PartitionResult.failed(query.partition(), found.error());
        }
        ErrorCode epochError = PartitionFinder.epochError(partition, query.currentLeaderEpoch());
        if (epochError != ErrorCode.NONE) {
            return PartitionResult.failed(query.partition(), epochError);
        }
        try {
            return find(partition, query);
        } catch (CorruptDataException e) {
            corruption.met(partition.name(), e);
            return PartitionResult.failed(query.partition(), ErrorCode.CORRUPT_MESSAGE);
        }
    }

    private static PartitionResult find(Partition partition, PartitionQuery query) {
        PartitionLog log = partition.log();
        long end = partition.highWatermark();
        if (query.timestamp() >= 0) {
            return found(query, log.offsetForTimestamp(query.timestamp(), end));
        }
        if (query.timestamp() == ListOffsets.LATEST) {
            return at(query, end, partition.leaderEpoch());
        }
        if (query.timestamp() == ListOffsets.EARLIEST
                || query.timestamp() == ListOffsets.EARLIEST_LOCAL) {
            return at(query, log.logStartOffset(), partition.leaderEpoch());
        }
        if (query.timestamp() == ListOffsets.MAX_TIMESTAMP) {
            return found(query, log.offsetOfMaxTimestamp(end));
        }
        // Latest tiered, and whatever else is said of tiers: there are none.
        return at(query, -1L, -1);
    }

    private static PartitionResult at(PartitionQuery query, long offset, int leaderEpoch) {
        return new PartitionResult(query.partition(), ErrorCode.NONE, -1L, offset, leaderEpoch);
    }

    private static PartitionResult found(PartitionQuery query, @Nullable TimestampedOffset found) {
        if (found == null) {
            return at(query, -1L, -1);
        }
        return new PartitionResult(
                query.partition(),
                ErrorCode.NONE,
                found.timestampMs(),
                found.offset(),
                found.leaderEpoch());
    }
}
