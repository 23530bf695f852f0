package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;

/** OffsetCommit (key 8): where a group goes on reading. */
public final class OffsetCommit {
    private OffsetCommit() {}

    /**
     * @param generationOrEpoch of the member: its generation, or its member epoch; negative
     *     together with an empty member id for who is no member
     * @param instanceId null for none
     * @param retentionMs for how long, where an old client asks for that (versions 2 to 4); -1 for
     *     the cluster's own time
     * @param toldOfEpochs whether the version can be told GROUP_ID_NOT_FOUND and STALE_MEMBER_EPOCH
     *     (9 on): to an older one a group that is not there is ILLEGAL_GENERATION, and a member of
     *     the consumer protocol has to use a newer one
     */
    public record Request(
            String groupId,
            int generationOrEpoch,
            String memberId,
            @Nullable String instanceId,
            long retentionMs,
            boolean toldOfEpochs,
            List<Topic> topics)
            implements strata.kernel.request.Request {}

    public record Topic(TopicRef topic, List<Partition> partitions) {}

    /**
     * @param leaderEpoch of the last record read; -1 for unknown
     * @param metadata the client's own; null for none
     */
    public record Partition(
            int partition, long offset, int leaderEpoch, @Nullable String metadata) {}

    /**
     * @param topics in the order of the request
     */
    public record Response(List<TopicResult> topics) implements strata.kernel.request.Response {}

    public record TopicResult(TopicRef topic, List<PartitionResult> partitions) {}

    public record PartitionResult(int partition, ErrorCode error) {}

    /** The same error for all that was to be committed. */
    public static Response failed(Request request, ErrorCode error) {
        return new Response(
                request.topics().stream()
                        .map(
                                topic ->
                                        new TopicResult(
                                                topic.topic(),
                                                topic.partitions().stream()
                                                        .map(
                                                                p ->
                                                                        new PartitionResult(
                                                                                p.partition(),
                                                                                error))
                                                        .toList()))
                        .toList());
    }
}
