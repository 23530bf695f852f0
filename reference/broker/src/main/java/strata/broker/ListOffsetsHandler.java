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
import strata.kernel.replication.LeaderReplica;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.ListOffsets.PartitionQuery;
import strata.kernel.request.ListOffsets.PartitionResult;

/** Answers ListOffsets. */
final class ListOffsetsHandler {
    // Kafka's own tool for looking at any replica.
    private static final int DEBUGGING_CONSUMER = -2;

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
                                ? find(topic.topic(), query, request)
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

    private PartitionResult find(String topic, PartitionQuery query, ListOffsets.Request request) {
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
        LeaderReplica leader = partition.leader();
        if (leader == null && request.replicaId() != DEBUGGING_CONSUMER) {
            return PartitionResult.failed(query.partition(), ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }
        try {
            return find(partition, query, request);
        } catch (CorruptDataException e) {
            corruption.met(partition.name(), e);
            return PartitionResult.failed(query.partition(), ErrorCode.CORRUPT_MESSAGE);
        }
    }

    private static PartitionResult find(
            Partition partition, PartitionQuery query, ListOffsets.Request request) {
        PartitionLog log = partition.log();
        boolean byFollower = request.replicaId() >= 0;
        long highWatermark = partition.highWatermark();
        long end = byFollower ? log.logEndOffset() : end(partition, request.isolation());
        LeaderReplica leader = partition.leader();
        // KIP-207: right after an election the high watermark may be one that readers have seen
        // surpassed; until it has reached the new epoch, nobody is told of an end.
        boolean endUnknown =
                !byFollower && leader != null && highWatermark < leader.epochStartOffset();
        if (query.timestamp() >= 0) {
            return found(query, log.offsetForTimestamp(query.timestamp(), end), endUnknown);
        }
        if (query.timestamp() == ListOffsets.LATEST) {
            return endUnknown
                    ? PartitionResult.failed(query.partition(), ErrorCode.OFFSET_NOT_AVAILABLE)
                    : at(query, end, partition.leaderEpoch());
        }
        if (query.timestamp() == ListOffsets.EARLIEST
                || query.timestamp() == ListOffsets.EARLIEST_LOCAL) {
            long start = log.logStartOffset();
            return at(query, start, epochOf(partition, start));
        }
        if (query.timestamp() == ListOffsets.MAX_TIMESTAMP) {
            return found(query, log.offsetOfMaxTimestamp(end), endUnknown);
        }
        // Latest tiered, and whatever else is said of tiers: there are none.
        return at(query, -1L, -1);
    }

    private static long end(Partition partition, IsolationLevel isolation) {
        return isolation == IsolationLevel.READ_COMMITTED
                ? partition.lastStableOffset()
                : partition.highWatermark();
    }

    private static int epochOf(Partition partition, long offset) {
        // An empty log will begin with the present epoch.
        return partition.epochs().entries().isEmpty()
                ? partition.leaderEpoch()
                : partition.epochs().epochAt(offset);
    }

    private static PartitionResult at(PartitionQuery query, long offset, int leaderEpoch) {
        return new PartitionResult(query.partition(), ErrorCode.NONE, -1L, offset, leaderEpoch);
    }

    private static PartitionResult found(
            PartitionQuery query, @Nullable TimestampedOffset found, boolean endUnknown) {
        if (found == null) {
            return endUnknown
                    ? PartitionResult.failed(query.partition(), ErrorCode.OFFSET_NOT_AVAILABLE)
                    : at(query, -1L, -1);
        }
        return new PartitionResult(
                query.partition(),
                ErrorCode.NONE,
                found.timestampMs(),
                found.offset(),
                found.leaderEpoch());
    }
}
