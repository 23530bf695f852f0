package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/** CreatePartitions (key 37): gives topics more partitions (KIP-195). */
public final class CreatePartitions {
    private CreatePartitions() {}

    /**
     * @param timeoutMs how long the client waits
     * @param validateOnly check and answer, create nothing
     */
    public record Request(List<NewPartitions> topics, int timeoutMs, boolean validateOnly)
            implements strata.kernel.request.Request {}

    /**
     * @param totalCount how many partitions the topic is to have, those it has included
     * @param assignments for each new partition its replicas, the preferred leader first, as the
     *     numbers that the client gave: there may be no such node; null for the broker's choice
     */
    public record NewPartitions(
            String topic, int totalCount, @Nullable List<List<Integer>> assignments) {}

    public record Response(List<TopicResult> topics) implements strata.kernel.request.Response {}

    public record TopicResult(String topic, ErrorCode error, @Nullable String errorMessage) {}
}
