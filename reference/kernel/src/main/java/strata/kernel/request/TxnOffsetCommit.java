package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/**
 * TxnOffsetCommit (key 28): where a group goes on reading, once a transaction is committed
 * (KIP-98). From version 3 on it says which member of the group it is, so that one that is a member
 * no more is fenced (KIP-447).
 */
public final class TxnOffsetCommit {
    private TxnOffsetCommit() {}

    /**
     * @param generationOrEpoch of the member: its generation, or its member epoch; negative
     *     together with an empty member id for who does not say: that is not fenced
     * @param instanceId null for none
     * @param topics all of them by name
     */
    public record Request(
            Transaction transaction,
            String groupId,
            int generationOrEpoch,
            String memberId,
            @Nullable String instanceId,
            List<OffsetCommit.Topic> topics)
            implements strata.kernel.request.Request {}

    /** Whose transaction it is part of. */
    public record Transaction(
            String transactionalId,
            long producerId,
            short producerEpoch,
            TransactionSupport support) {}

    /**
     * @param topics in the order of the request
     */
    public record Response(List<OffsetCommit.TopicResult> topics)
            implements strata.kernel.request.Response {}

    /** The same error for all that was to be committed. */
    public static Response failed(Request request, ErrorCode error) {
        return new Response(request.topics().stream().map(topic -> failed(topic, error)).toList());
    }

    private static OffsetCommit.TopicResult failed(OffsetCommit.Topic topic, ErrorCode error) {
        return new OffsetCommit.TopicResult(
                topic.topic(),
                topic.partitions().stream()
                        .map(p -> new OffsetCommit.PartitionResult(p.partition(), error))
                        .toList());
    }
}
