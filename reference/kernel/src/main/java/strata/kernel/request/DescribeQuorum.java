package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;

/**
 * DescribeQuorum (key 55): how the metadata log's replicas stand (KIP-595, KIP-836). It is about
 * the metadata log alone: {@code wire} refuses other partitions.
 */
public final class DescribeQuorum {
    private DescribeQuorum() {}

    public record Request() implements strata.kernel.request.Request {}

    /**
     * @param errorMessage for a person; null when there is nothing to add
     * @param leader null while there is none
     * @param highWatermark -1 when not known
     * @param nodes where the voters are to be reached
     */
    public record Response(
            ErrorCode error,
            @Nullable String errorMessage,
            @Nullable NodeId leader,
            int leaderEpoch,
            long highWatermark,
            List<ReplicaState> voters,
            List<ReplicaState> observers,
            List<Node> nodes)
            implements strata.kernel.request.Response {

        /** Nothing is told. */
        public static Response failed(ErrorCode error, @Nullable String why) {
            return new Response(error, why, null, -1, -1L, List.of(), List.of(), List.of());
        }
    }

    /**
     * @param logEndOffset as of its last fetch; -1 when not known
     * @param lastFetchTimestamp milliseconds since 1970; -1 when not known
     * @param lastCaughtUpTimestamp when it last had all that the leader had, milliseconds since
     *     1970; -1 when not known
     */
    public record ReplicaState(
            NodeId replica,
            long logEndOffset,
            long lastFetchTimestamp,
            long lastCaughtUpTimestamp) {}

    public record Node(NodeId id, List<Listener> listeners) {}
}
