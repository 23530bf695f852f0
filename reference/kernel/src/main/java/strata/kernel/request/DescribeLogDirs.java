package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/** DescribeLogDirs (key 35): what the broker keeps in its directories (KIP-113). */
public final class DescribeLogDirs {
    private DescribeLogDirs() {}

    /**
     * @param topics null for all partitions
     */
    public record Request(@Nullable List<TopicQuery> topics)
            implements strata.kernel.request.Request {}

    public record TopicQuery(String topic, List<Integer> partitions) {}

    public record Response(List<Directory> directories) implements strata.kernel.request.Response {}

    /**
     * @param path absolute
     * @param topics those of which a partition was asked for and is here
     * @param totalBytes of the volume; -1 when not known (KIP-827)
     * @param usableBytes what this process may still write; -1 when not known (KIP-827)
     */
    public record Directory(
            ErrorCode error,
            String path,
            List<TopicDescription> topics,
            long totalBytes,
            long usableBytes) {}

    public record TopicDescription(String topic, List<PartitionDescription> partitions) {}

    /**
     * @param sizeInBytes of the log's record batches
     * @param offsetLag how far the replica's log end is behind the high watermark, in offsets
     */
    public record PartitionDescription(int partition, long sizeInBytes, long offsetLag) {}
}
