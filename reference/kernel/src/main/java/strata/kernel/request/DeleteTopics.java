package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;

/** DeleteTopics (key 20). */
public final class DeleteTopics {
    private DeleteTopics() {}

    /**
     * @param timeoutMs how long the client waits
     */
    public record Request(List<TopicRef> topics, int timeoutMs)
            implements strata.kernel.request.Request {}

    public record Response(List<TopicResult> topics) implements strata.kernel.request.Response {}

    /**
     * @param name null when asked by an id that is not known
     */
    public record TopicResult(
            @Nullable String name, TopicId id, ErrorCode error, @Nullable String errorMessage) {}
}
