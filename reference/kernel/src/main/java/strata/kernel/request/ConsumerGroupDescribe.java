package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;

/** ConsumerGroupDescribe (key 69): groups of the consumer protocol and their members (KIP-848). */
public final class ConsumerGroupDescribe {
    private ConsumerGroupDescribe() {}

    public record Request(List<String> groups) implements strata.kernel.request.Request {}

    public record Response(List<Group> groups) implements strata.kernel.request.Response {}

    /**
     * @param message what is wrong; null for nothing
     * @param state {@code Empty}, {@code Assigning}, {@code Reconciling}, {@code Stable} or {@code
     *     Dead}
     * @param assignor empty for none
     */
    public record Group(
            ErrorCode error,
            @Nullable String message,
            String groupId,
            String state,
            int groupEpoch,
            int assignmentEpoch,
            String assignor,
            List<Member> members) {

        /** Nothing but an error. */
        public static Group failed(String groupId, ErrorCode error, @Nullable String message) {
            return new Group(error, message, groupId, "", 0, 0, "", List.of());
        }
    }

    /**
     * @param expression null for none
     * @param assignment what it has
     * @param target what it is to have
     * @param isClassic whether it speaks the classic protocol
     */
    public record Member(
            String memberId,
            @Nullable String instanceId,
            @Nullable String rack,
            int memberEpoch,
            String clientId,
            String clientHost,
            List<String> topics,
            @Nullable String expression,
            List<TopicPartitions> assignment,
            List<TopicPartitions> target,
            boolean isClassic) {}

    /** Partitions of a topic. */
    public record TopicPartitions(TopicId topicId, String topic, List<Integer> partitions) {}
}
