package strata.broker.replica;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import strata.broker.Partition;
import strata.kernel.ErrorCode;
import strata.kernel.Lane;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.replication.FetchPosition;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.ListOffsets.PartitionResult;
import strata.kernel.request.Response;

/**
 * Asks leaders where their logs begin and end, for followers whose offsets the leaders do not have:
 * first for the one, then for the other, as one request cannot ask both of a partition.
 */
final class RangeAsking {
    /** Where a leader's log begins and ends. */
    record Range(long startOffset, long endOffset) {}

    /**
     * @param position what the follower had asked for
     * @param startOffset null while the beginning is asked for
     */
    private record Asked(
            ReplicaFetcher fetcher,
            FollowedPartition followed,
            FetchPosition position,
            @Nullable Long startOffset) {}

    private final NodeContext context;
    private final LongSupplier correlations;
    private final Map<Long, Asked> underWay = new LinkedHashMap<>();

    RangeAsking(NodeContext context, LongSupplier correlations) {
        this.context = context;
        this.correlations = correlations;
    }

    void ask(ReplicaFetcher fetcher, FollowedPartition followed, FetchPosition position) {
        ask(new Asked(fetcher, followed, position, null));
    }

    private void ask(Asked asked) {
        Partition partition = asked.followed().partition();
        ListOffsets.PartitionQuery query =
                new ListOffsets.PartitionQuery(
                        partition.name().partition(),
                        asked.followed().replica().leaderEpoch(),
                        asked.startOffset() == null ? ListOffsets.EARLIEST : ListOffsets.LATEST);
        ListOffsets.Request request =
                new ListOffsets.Request(
                        context.self().number(),
                        IsolationLevel.READ_UNCOMMITTED,
                        List.of(
                                new ListOffsets.TopicQuery(
                                        partition.name().topic(), List.of(query))));
        long correlation = correlations.getAsLong();
        underWay.put(correlation, asked);
        context.peers().ask(asked.fetcher().leader(), Lane.REPLICA_FETCH, correlation, request);
    }

    /**
     * An answer on the fetchers' lane.
     *
     * @return the fetcher whose question it answers; null when it answers none
     */
    @Nullable
    ReplicaFetcher answered(long correlation, Response response) {
        Asked asked = underWay.remove(correlation);
        if (asked == null) {
            return null;
        }
        PartitionResult result = onlyResult(response);
        if (result == null || result.error() != ErrorCode.NONE) {
            asked.fetcher().rangeUnknown(asked.followed());
        } else if (asked.startOffset() == null) {
            ask(new Asked(asked.fetcher(), asked.followed(), asked.position(), result.offset()));
        } else {
            Range range = new Range(asked.startOffset(), result.offset());
            asked.fetcher().rangeKnown(asked.followed(), asked.position(), range);
        }
        return asked.fetcher();
    }

    private static @Nullable PartitionResult onlyResult(Response response) {
        if (response instanceof ListOffsets.Response r
                && r.topics().size() == 1
                && r.topics().get(0).partitions().size() == 1) {
            return r.topics().get(0).partitions().get(0);
        }
        return null;
    }

    /** The connection to a leader has gone. */
    void laneClosed(ReplicaFetcher fetcher) {
        List<Asked> gone = new ArrayList<>();
        for (Asked asked : underWay.values()) {
            if (asked.fetcher().equals(fetcher)) {
                gone.add(asked);
            }
        }
        underWay.values().removeAll(gone);
        gone.forEach(asked -> fetcher.rangeUnknown(asked.followed()));
    }
}
