package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopicCollection;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.CreatePartitions;

/** CreatePartitions, versions 0 to 3, which differ only in how lengths are written. */
final class CreatePartitionsCodec {
    private CreatePartitionsCodec() {}

    static CreatePartitions.Request read(FrameReader from, short version) {
        // As CreatePartitionsRequestData has it, which hashes topics: see Unhashed.
        boolean flexible = ServedVersions.CREATE_PARTITIONS.isFlexible(version);
        int count = from.readCollectionSize(flexible);
        List<CreatePartitions.NewPartitions> topics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String topic = from.readString(flexible);
            int totalCount = from.readInt();
            List<List<Integer>> assignments = readAssignments(from, version, flexible);
            from.skipTaggedFields(flexible);
            topics.add(new CreatePartitions.NewPartitions(topic, totalCount, assignments));
        }
        int timeoutMs = from.readInt();
        boolean validateOnly = from.readByte() != 0;
        from.skipTaggedFields(flexible);
        return new CreatePartitions.Request(topics, timeoutMs, validateOnly);
    }

    private static @Nullable List<List<Integer>> readAssignments(
            FrameReader from, short version, boolean flexible) {
        int count = from.readNullableCollectionSize(flexible);
        if (count < 0) {
            return null;
        }
        List<List<Integer>> assignments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            assignments.add(new CreatePartitionsAssignment(from, version).brokerIds());
        }
        return assignments;
    }

    static ApiMessage write(CreatePartitions.Response response) {
        List<CreatePartitionsTopicResult> results = new ArrayList<>(response.topics().size());
        for (CreatePartitions.TopicResult topic : response.topics()) {
            results.add(
                    new CreatePartitionsTopicResult()
                            .setName(topic.topic())
                            .setErrorCode(topic.error().number())
                            .setErrorMessage(KernelTypes.message(topic.errorMessage())));
        }
        return new CreatePartitionsResponseData().setResults(results);
    }

    static ApiMessage ask(CreatePartitions.Request request) {
        CreatePartitionsTopicCollection topics =
                new CreatePartitionsTopicCollection(Unhashed.capacity(request.topics().size()));
        for (CreatePartitions.NewPartitions topic : request.topics()) {
            CreatePartitionsTopic asked =
                    new CreatePartitionsTopic()
                            .setCount(topic.totalCount())
                            .setAssignments(ask(topic.assignments()));
            Unhashed.add(topics, asked, CreatePartitionsTopic::setName, topic.topic());
        }
        return new CreatePartitionsRequestData()
                .setTopics(topics)
                .setTimeoutMs(request.timeoutMs())
                .setValidateOnly(request.validateOnly());
    }

    private static @Nullable List<CreatePartitionsAssignment> ask(
            @Nullable List<List<Integer>> assignments) {
        if (assignments == null) {
            return null;
        }
        List<CreatePartitionsAssignment> asked = new ArrayList<>(assignments.size());
        for (List<Integer> replicas : assignments) {
            asked.add(new CreatePartitionsAssignment().setBrokerIds(replicas));
        }
        return asked;
    }

    static CreatePartitions.Response answer(FrameReader from, short version) {
        CreatePartitionsResponseData data = new CreatePartitionsResponseData(from, version);
        List<CreatePartitions.TopicResult> topics = new ArrayList<>(data.results().size());
        for (CreatePartitionsTopicResult topic : data.results()) {
            topics.add(
                    new CreatePartitions.TopicResult(
                            topic.name(),
                            ErrorCode.ofNumber(topic.errorCode()),
                            topic.errorMessage()));
        }
        return new CreatePartitions.Response(topics);
    }
}
