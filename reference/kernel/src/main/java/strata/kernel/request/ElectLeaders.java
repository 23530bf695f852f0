package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/** ElectLeaders (key 43): elects partitions' leaders anew (KIP-183, KIP-460). */
public final class ElectLeaders {
    /** The preferred leader, if it is in the ISR. */
    public static final byte PREFERRED = 0;

    /** Any live replica, if there is no leader: committed records may be lost. */
    public static final byte UNCLEAN = 1;

    private ElectLeaders() {}

    /**
     * @param electionType {@link #PREFERRED} or {@link #UNCLEAN}; any other number is refused
     * @param topics null for all partitions
     * @param timeoutMs how long the client waits
     */
    public record Request(byte electionType, @Nullable List<TopicPartitions> topics, int timeoutMs)
            implements strata.kernel.request.Request {}

    public record TopicPartitions(String topic, List<Integer> partitions) {}

    /**
     * @param error of the whole request
     */
    public record Response(ErrorCode error, List<TopicResult> topics)
            implements strata.kernel.request.Response {}

    public record TopicResult(String topic, List<PartitionResult> partitions) {}

    public record PartitionResult(int partition, ErrorCode error, @Nullable String errorMessage) {}
}
