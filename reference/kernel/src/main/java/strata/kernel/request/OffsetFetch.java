package strata.kernel.request;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;

/** OffsetFetch (key 9): where groups go on reading. */
public final class OffsetFetch {
    private OffsetFetch() {}

    /**
     * @param groups before version 8 exactly one
     * @param requireStable whether to be told UNSTABLE_OFFSET_COMMIT where a transaction is about
     *     to change an offset (KIP-447)
     */
    public record Request(List<Group> groups, boolean requireStable)
            implements strata.kernel.request.Request {}

    /**
     * @param memberId of the consumer protocol; null for none
     * @param memberEpoch of the consumer protocol; -1 for none
     * @param topics which; null for all that the group has offsets of
     */
    public record Group(
            String groupId,
            @Nullable String memberId,
            int memberEpoch,
            @Nullable List<Topic> topics) {}

    public record Topic(TopicRef topic, List<Integer> partitions) {}

    /**
     * @param groups in the order of the request
     */
    public record Response(List<GroupResult> groups) implements strata.kernel.request.Response {}

    /**
     * @param topics each named and identified, as the answer's version may need either
     */
    public record GroupResult(String groupId, ErrorCode error, List<TopicResult> topics) {
        /** Nothing but an error. */
        public static GroupResult failed(String groupId, ErrorCode error) {
            return new GroupResult(groupId, error, List.of());
        }

        /** Nothing but an error, for each partition too: version 1 knows no other place for it. */
        public static GroupResult failed(Group asked, ErrorCode error) {
            List<TopicResult> topics = new ArrayList<>();
            for (Topic topic : asked.topics() == null ? List.<Topic>of() : asked.topics()) {
                List<PartitionResult> partitions = new ArrayList<>(topic.partitions().size());
                topic.partitions().forEach(p -> partitions.add(PartitionResult.none(p, error)));
                topics.add(
                        switch (topic.topic()) {
                            case TopicRef.Named named ->
                                    new TopicResult(named.name(), TopicId.ZERO, partitions);
                            case TopicRef.Identified identified ->
                                    new TopicResult("", identified.id(), partitions);
                        });
            }
            return new GroupResult(asked.groupId(), error, topics);
        }
    }

    /**
     * @param name empty where the request spoke of an id that is not known
     * @param id {@link TopicId#ZERO} where it is not known
     */
    public record TopicResult(String name, TopicId id, List<PartitionResult> partitions) {}

    /**
     * @param offset -1 for none committed
     * @param leaderEpoch of the last record read; -1 for unknown
     * @param metadata empty for none
     */
    public record PartitionResult(
            int partition, long offset, int leaderEpoch, String metadata, ErrorCode error) {
        /** No offset. */
        public static PartitionResult none(int partition, ErrorCode error) {
            return new PartitionResult(partition, -1L, -1, "", error);
        }
    }
}
