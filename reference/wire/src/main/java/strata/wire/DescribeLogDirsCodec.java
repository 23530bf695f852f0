package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.DescribeLogDirs;

/**
 * DescribeLogDirs, versions 1 to 5. From 4 on the answer tells the volume's size and room
 * (KIP-827); from 5 on whether a directory takes no new partitions (KIP-1066), which none of
 * Strata's does.
 */
final class DescribeLogDirsCodec {
    private DescribeLogDirsCodec() {}

    static DescribeLogDirs.Request read(FrameReader from, short version) {
        // As DescribeLogDirsRequestData has it, which hashes topics: see Unhashed.
        boolean flexible = ServedVersions.DESCRIBE_LOG_DIRS.isFlexible(version);
        int count = from.readNullableCollectionSize(flexible);
        if (count < 0) {
            from.skipTaggedFields(flexible);
            return new DescribeLogDirs.Request(null);
        }
        List<DescribeLogDirs.TopicQuery> topics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String topic = from.readString(flexible);
            int partitionCount = from.readCollectionSize(flexible);
            List<Integer> partitions = new ArrayList<>(partitionCount);
            for (int j = 0; j < partitionCount; j++) {
                partitions.add(from.readInt());
            }
            from.skipTaggedFields(flexible);
            topics.add(new DescribeLogDirs.TopicQuery(topic, partitions));
        }
        from.skipTaggedFields(flexible);
        return new DescribeLogDirs.Request(topics);
    }

    static ApiMessage write(DescribeLogDirs.Response response) {
        List<DescribeLogDirsResult> results = new ArrayList<>(response.directories().size());
        for (DescribeLogDirs.Directory directory : response.directories()) {
            List<DescribeLogDirsTopic> topics = new ArrayList<>(directory.topics().size());
            for (DescribeLogDirs.TopicDescription topic : directory.topics()) {
                topics.add(
                        new DescribeLogDirsTopic()
                                .setName(topic.topic())
                                .setPartitions(write(topic.partitions())));
            }
            results.add(
                    new DescribeLogDirsResult()
                            .setErrorCode(directory.error().number())
                            .setLogDir(directory.path())
                            .setTopics(topics)
                            .setTotalBytes(directory.totalBytes())
                            .setUsableBytes(directory.usableBytes()));
        }
        return new DescribeLogDirsResponseData().setResults(results);
    }

    private static List<DescribeLogDirsPartition> write(
            List<DescribeLogDirs.PartitionDescription> descriptions) {
        List<DescribeLogDirsPartition> partitions = new ArrayList<>(descriptions.size());
        for (DescribeLogDirs.PartitionDescription partition : descriptions) {
            partitions.add(
                    new DescribeLogDirsPartition()
                            .setPartitionIndex(partition.partition())
                            .setPartitionSize(partition.sizeInBytes())
                            .setOffsetLag(partition.offsetLag()));
        }
        return partitions;
    }
}
