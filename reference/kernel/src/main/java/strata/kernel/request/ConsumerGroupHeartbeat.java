package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;

/** ConsumerGroupHeartbeat (key 68): all that a member of the consumer protocol says (KIP-848). */
public final class ConsumerGroupHeartbeat {
    private ConsumerGroupHeartbeat() {}

    /** The member epoch of who joins. */
    public static final int JOIN = 0;

    /** The member epoch of who leaves. */
    public static final int LEAVE = -1;

    /** The member epoch of a static member that leaves and means to come back. */
    public static final int LEAVE_FOR_A_WHILE = -2;

    /**
     * @param memberId the member's own; empty in version 0 for one that has none yet
     * @param memberEpoch its own, or {@link #JOIN}, {@link #LEAVE}, {@link #LEAVE_FOR_A_WHILE}
     * @param instanceId null for none, or as before
     * @param rack null for none, or as before
     * @param rebalanceTimeoutMs -1 for as before
     * @param topics that it has subscribed to by name; null for as before
     * @param expression that it has subscribed to, empty for none any more; null for as before
     * @param assignor that it prefers; null for none, or as before
     * @param owned what it has; null for as before
     * @param ownId whether the member has to bring its id (version 1 on)
     */
    public record Request(
            String groupId,
            String memberId,
            int memberEpoch,
            @Nullable String instanceId,
            @Nullable String rack,
            int rebalanceTimeoutMs,
            @Nullable List<String> topics,
            @Nullable String expression,
            @Nullable String assignor,
            @Nullable List<TopicPartitions> owned,
            boolean ownId)
            implements strata.kernel.request.Request {}

    /** Partitions of a topic. */
    public record TopicPartitions(TopicId topicId, List<Integer> partitions) {}

    /**
     * @param message what is wrong; null for nothing
     * @param memberId null with an error
     * @param memberEpoch 0 with an error
     * @param assignment what it may read from now on; null for as before
     */
    public record Response(
            ErrorCode error,
            @Nullable String message,
            @Nullable String memberId,
            int memberEpoch,
            int heartbeatIntervalMs,
            @Nullable List<TopicPartitions> assignment)
            implements strata.kernel.request.Response {

        /** Refused. */
        public static Response failed(ErrorCode error, @Nullable String message) {
            return new Response(error, message, null, 0, 0, null);
        }
    }
}
