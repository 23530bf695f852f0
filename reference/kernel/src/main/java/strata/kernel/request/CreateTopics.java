package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;

/** CreateTopics (key 19). */
public final class CreateTopics {
    private CreateTopics() {}

    /**
     * @param timeoutMs how long the client waits
     * @param validateOnly check and answer, create nothing
     */
    public record Request(List<NewTopic> topics, int timeoutMs, boolean validateOnly)
            implements strata.kernel.request.Request {}

    /**
     * @param partitionCount -1 for the broker's {@code num.partitions}, or with assignments
     * @param replicationFactor -1 for {@code default.replication.factor}, or with assignments
     * @param assignments replicas by hand; none for the broker's choice
     * @param configs in the order given
     */
    public record NewTopic(
            String name,
            int partitionCount,
            short replicationFactor,
            List<Assignment> assignments,
            List<Config> configs) {}

    /**
     * @param value null is an error
     */
    public record Config(String name, @Nullable String value) {}

    public record Assignment(int partition, List<NodeId> replicas) {}

    public record Response(List<TopicResult> topics) implements strata.kernel.request.Response {}

    /**
     * @param id {@link TopicId#ZERO} on an error or with {@code validateOnly}
     * @param partitionCount -1 on an error
     * @param replicationFactor -1 on an error
     * @param configs the topic's configuration; empty on an error
     */
    public record TopicResult(
            String name,
            TopicId id,
            ErrorCode error,
            @Nullable String errorMessage,
            int partitionCount,
            short replicationFactor,
            List<DescribeConfigs.Entry> configs) {

        /** A topic that was not created. */
        public static TopicResult failed(String name, ErrorCode error, String why) {
            return new TopicResult(name, TopicId.ZERO, error, why, -1, (short) -1, List.of());
        }
    }
}
