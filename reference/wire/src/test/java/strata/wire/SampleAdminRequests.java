package strata.wire;

import java.util.List;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.requests.AlterConfigsRequest;
import org.apache.kafka.common.requests.CreatePartitionsRequest;
import org.apache.kafka.common.requests.DeleteRecordsRequest;
import org.apache.kafka.common.requests.DescribeLogDirsRequest;
import org.apache.kafka.common.requests.IncrementalAlterConfigsRequest;
import strata.kernel.request.AlterConfigs;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.DescribeLogDirs;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.IncrementalAlterConfigs.Change;
import strata.wire.SampleRequests.Sample;

/** The samples of {@link SampleRequests} that change what there is, or ask what is on disk. */
final class SampleAdminRequests {
    private static final byte TOPIC = 2;
    private static final byte BROKER = 4;

    private SampleAdminRequests() {}

    static Sample alterConfigs(short version) {
        AlterConfigsRequestData data = new AlterConfigsRequestData().setValidateOnly(true);
        AlterConfigsRequestData.AlterConfigsResource flights =
                new AlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType(TOPIC)
                        .setResourceName("flights");
        flights.configs()
                .add(
                        new AlterConfigsRequestData.AlterableConfig()
                                .setName("retention.ms")
                                .setValue("1000"));
        flights.configs()
                .add(
                        new AlterConfigsRequestData.AlterableConfig()
                                .setName("segment.bytes")
                                .setValue(null));
        data.resources().add(flights);
        data.resources()
                .add(
                        new AlterConfigsRequestData.AlterConfigsResource()
                                .setResourceType(BROKER)
                                .setResourceName(""));
        return new Sample(
                new AlterConfigsRequest(data, version),
                new AlterConfigs.Request(
                        List.of(
                                new AlterConfigs.Resource(
                                        TOPIC,
                                        "flights",
                                        List.of(
                                                new AlterConfigs.Config("retention.ms", "1000"),
                                                new AlterConfigs.Config("segment.bytes", null))),
                                new AlterConfigs.Resource(BROKER, "", List.of())),
                        true));
    }

    static Sample incrementalAlterConfigs(short version) {
        IncrementalAlterConfigsRequestData data =
                new IncrementalAlterConfigsRequestData().setValidateOnly(true);
        IncrementalAlterConfigsRequestData.AlterConfigsResource flights =
                new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType(TOPIC)
                        .setResourceName("flights");
        flights.configs()
                .add(
                        new IncrementalAlterConfigsRequestData.AlterableConfig()
                                .setName("cleanup.policy")
                                .setConfigOperation((byte) 2)
                                .setValue("compact"));
        flights.configs()
                .add(
                        new IncrementalAlterConfigsRequestData.AlterableConfig()
                                .setName("retention.ms")
                                .setConfigOperation((byte) 1)
                                .setValue(null));
        data.resources().add(flights);
        data.resources()
                .add(
                        new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                                .setResourceType((byte) -1)
                                .setResourceName(""));
        return new Sample(
                new IncrementalAlterConfigsRequest.Builder(data).build(version),
                new IncrementalAlterConfigs.Request(
                        List.of(
                                new IncrementalAlterConfigs.Resource(
                                        TOPIC,
                                        "flights",
                                        List.of(
                                                new Change(
                                                        "cleanup.policy", Change.APPEND, "compact"),
                                                new Change("retention.ms", Change.DELETE, null))),
                                new IncrementalAlterConfigs.Resource((byte) -1, "", List.of())),
                        true));
    }

    static Sample createPartitions(short version) {
        CreatePartitionsRequestData data =
                new CreatePartitionsRequestData().setTimeoutMs(15_000).setValidateOnly(true);
        data.topics()
                .add(
                        new CreatePartitionsTopic()
                                .setName("flights")
                                .setCount(6)
                                .setAssignments(null));
        data.topics()
                .add(
                        new CreatePartitionsTopic()
                                .setName("by-hand")
                                .setCount(-3)
                                .setAssignments(
                                        List.of(
                                                new CreatePartitionsAssignment()
                                                        .setBrokerIds(List.of(1, -2)),
                                                new CreatePartitionsAssignment())));
        return new Sample(
                new CreatePartitionsRequest.Builder(data).build(version),
                new CreatePartitions.Request(
                        List.of(
                                new CreatePartitions.NewPartitions("flights", 6, null),
                                new CreatePartitions.NewPartitions(
                                        "by-hand", -3, List.of(List.of(1, -2), List.of()))),
                        15_000,
                        true));
    }

    static Sample deleteRecords(short version) {
        DeleteRecordsRequestData data =
                new DeleteRecordsRequestData()
                        .setTimeoutMs(15_000)
                        .setTopics(
                                List.of(
                                        new DeleteRecordsTopic()
                                                .setName("flights")
                                                .setPartitions(
                                                        List.of(
                                                                deletion(0, 1L << 40),
                                                                deletion(-7, -1L))),
                                        new DeleteRecordsTopic().setName("weather")));
        return new Sample(
                new DeleteRecordsRequest.Builder(data).build(version),
                new DeleteRecords.Request(
                        List.of(
                                new DeleteRecords.TopicDeletion(
                                        "flights",
                                        List.of(
                                                new DeleteRecords.PartitionDeletion(0, 1L << 40),
                                                new DeleteRecords.PartitionDeletion(
                                                        -7, DeleteRecords.HIGH_WATERMARK))),
                                new DeleteRecords.TopicDeletion("weather", List.of())),
                        15_000));
    }

    private static DeleteRecordsPartition deletion(int partition, long offset) {
        return new DeleteRecordsPartition().setPartitionIndex(partition).setOffset(offset);
    }

    /** Odd versions ask for some partitions, even ones for all. */
    static Sample describeLogDirs(short version) {
        DescribeLogDirsRequestData data = new DescribeLogDirsRequestData().setTopics(null);
        DescribeLogDirs.Request kernel = new DescribeLogDirs.Request(null);
        if (version % 2 == 1) {
            data = new DescribeLogDirsRequestData();
            data.topics()
                    .add(
                            new DescribableLogDirTopic()
                                    .setTopic("flights")
                                    .setPartitions(List.of(0, 5, -1)));
            data.topics().add(new DescribableLogDirTopic().setTopic("weather"));
            kernel =
                    new DescribeLogDirs.Request(
                            List.of(
                                    new DescribeLogDirs.TopicQuery("flights", List.of(0, 5, -1)),
                                    new DescribeLogDirs.TopicQuery("weather", List.of())));
        }
        return new Sample(new DescribeLogDirsRequest.Builder(data).build(version), kernel);
    }
}
