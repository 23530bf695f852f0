package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResultCollection;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResultCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.DeleteRecords;

/** DeleteRecords, versions 0 to 2, which differ only in how lengths are written. */
final class DeleteRecordsCodec {
    private DeleteRecordsCodec() {}

    static DeleteRecords.Request read(FrameReader from, short version) {
        DeleteRecordsRequestData data = new DeleteRecordsRequestData(from, version);
        List<DeleteRecords.TopicDeletion> topics = new ArrayList<>(data.topics().size());
        for (DeleteRecordsTopic topic : data.topics()) {
            List<DeleteRecords.PartitionDeletion> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (DeleteRecordsPartition partition : topic.partitions()) {
                partitions.add(
                        new DeleteRecords.PartitionDeletion(
                                partition.partitionIndex(), partition.offset()));
            }
            topics.add(new DeleteRecords.TopicDeletion(topic.name(), partitions));
        }
        return new DeleteRecords.Request(topics, data.timeoutMs());
    }

    static ApiMessage write(DeleteRecords.Response response) {
        DeleteRecordsTopicResultCollection topics =
                new DeleteRecordsTopicResultCollection(Unhashed.capacity(response.topics().size()));
        for (DeleteRecords.TopicResult topic : response.topics()) {
            DeleteRecordsTopicResult result =
                    new DeleteRecordsTopicResult().setPartitions(write(topic.partitions()));
            Unhashed.add(topics, result, DeleteRecordsTopicResult::setName, topic.topic());
        }
        return new DeleteRecordsResponseData().setTopics(topics);
    }

    private static DeleteRecordsPartitionResultCollection write(
            List<DeleteRecords.PartitionResult> partitions) {
        DeleteRecordsPartitionResultCollection results =
                new DeleteRecordsPartitionResultCollection(Unhashed.capacity(partitions.size()));
        for (DeleteRecords.PartitionResult partition : partitions) {
            DeleteRecordsPartitionResult result =
                    new DeleteRecordsPartitionResult()
                            .setLowWatermark(partition.lowWatermark())
                            .setErrorCode(partition.error().number());
            Unhashed.add(
                    results,
                    result,
                    DeleteRecordsPartitionResult::setPartitionIndex,
                    partition.partition());
        }
        return results;
    }
}
