package strata.wire;

import java.util.List;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import strata.kernel.ErrorCode;
import strata.kernel.request.AlterConfigs;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.DescribeLogDirs;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.wire.SampleResponses.Sample;

/** The samples of {@link SampleResponses} that change what there is, or tell what is on disk. */
final class SampleAdminResponses {
    private static final byte TOPIC = 2;
    private static final List<AlterConfigs.ResourceResult> ALTERED =
            List.of(
                    new AlterConfigs.ResourceResult(ErrorCode.NONE, null, TOPIC, "flights"),
                    new AlterConfigs.ResourceResult(
                            ErrorCode.INVALID_CONFIG, "No such key.", (byte) 99, "weather"));

    private SampleAdminResponses() {}

    static Sample alterConfigs() {
        return new Sample(
                new AlterConfigs.Response(ALTERED),
                new AlterConfigsResponseData()
                        .setResponses(
                                List.of(
                                        new AlterConfigsResponseData.AlterConfigsResourceResponse()
                                                .setErrorMessage(null)
                                                .setResourceType(TOPIC)
                                                .setResourceName("flights"),
                                        new AlterConfigsResponseData.AlterConfigsResourceResponse()
                                                .setErrorCode((short) 40)
                                                .setErrorMessage("No such key.")
                                                .setResourceType((byte) 99)
                                                .setResourceName("weather"))));
    }

    static Sample incrementalAlterConfigs() {
        return new Sample(
                new IncrementalAlterConfigs.Response(ALTERED),
                new IncrementalAlterConfigsResponseData()
                        .setResponses(
                                List.of(
                                        new IncrementalAlterConfigsResponseData
                                                        .AlterConfigsResourceResponse()
                                                .setErrorMessage(null)
                                                .setResourceType(TOPIC)
                                                .setResourceName("flights"),
                                        new IncrementalAlterConfigsResponseData
                                                        .AlterConfigsResourceResponse()
                                                .setErrorCode((short) 40)
                                                .setErrorMessage("No such key.")
                                                .setResourceType((byte) 99)
                                                .setResourceName("weather"))));
    }

    static Sample createPartitions() {
        return new Sample(
                new CreatePartitions.Response(
                        List.of(
                                new CreatePartitions.TopicResult("flights", ErrorCode.NONE, null),
                                new CreatePartitions.TopicResult(
                                        "weather", ErrorCode.INVALID_PARTITIONS, "Not more."))),
                new CreatePartitionsResponseData()
                        .setResults(
                                List.of(
                                        new CreatePartitionsTopicResult()
                                                .setName("flights")
                                                .setErrorMessage(null),
                                        new CreatePartitionsTopicResult()
                                                .setName("weather")
                                                .setErrorCode((short) 37)
                                                .setErrorMessage("Not more."))));
    }

    static Sample deleteRecords() {
        DeleteRecordsResponseData kafka = new DeleteRecordsResponseData();
        DeleteRecordsTopicResult flights = new DeleteRecordsTopicResult().setName("flights");
        flights.partitions()
                .add(
                        new DeleteRecordsPartitionResult()
                                .setPartitionIndex(3)
                                .setLowWatermark(1L << 40));
        flights.partitions()
                .add(
                        new DeleteRecordsPartitionResult()
                                .setPartitionIndex(0)
                                .setLowWatermark(-1)
                                .setErrorCode((short) 44));
        kafka.topics().add(flights);
        kafka.topics().add(new DeleteRecordsTopicResult().setName("weather"));
        return new Sample(
                new DeleteRecords.Response(
                        List.of(
                                new DeleteRecords.TopicResult(
                                        "flights",
                                        List.of(
                                                new DeleteRecords.PartitionResult(
                                                        3, 1L << 40, ErrorCode.NONE),
                                                DeleteRecords.PartitionResult.failed(
                                                        0, ErrorCode.POLICY_VIOLATION))),
                                new DeleteRecords.TopicResult("weather", List.of()))),
                kafka);
    }

    static Sample describeLogDirs() {
        return new Sample(
                new DescribeLogDirs.Response(
                        List.of(
                                new DescribeLogDirs.Directory(
                                        ErrorCode.NONE,
                                        "/var/strata",
                                        List.of(
                                                new DescribeLogDirs.TopicDescription(
                                                        "flights",
                                                        List.of(
                                                                new DescribeLogDirs
                                                                        .PartitionDescription(
                                                                        5, 1L << 40, 17)))),
                                        1L << 41,
                                        1L << 39))),
                new DescribeLogDirsResponseData()
                        .setResults(
                                List.of(
                                        new DescribeLogDirsResult()
                                                .setLogDir("/var/strata")
                                                .setTopics(
                                                        List.of(
                                                                new DescribeLogDirsTopic()
                                                                        .setName("flights")
                                                                        .setPartitions(
                                                                                List.of(kafka()))))
                                                .setTotalBytes(1L << 41)
                                                .setUsableBytes(1L << 39))));
    }

    private static DescribeLogDirsPartition kafka() {
        return new DescribeLogDirsPartition()
                .setPartitionIndex(5)
                .setPartitionSize(1L << 40)
                .setOffsetLag(17);
    }
}
