package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResultCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.TopicRef;
import strata.kernel.request.DeleteTopics;

/**
 * DeleteTopics, versions 1 to 6. Before 6 there are only names, from 6 on each topic has a name or
 * an id (KIP-516).
 */
final class DeleteTopicsCodec {
    private static final short FIRST_WITH_TOPIC_IDS = 6;

    private DeleteTopicsCodec() {}

    static DeleteTopics.Request read(FrameReader from, short version) {
        DeleteTopicsRequestData data = new DeleteTopicsRequestData(from, version);
        List<TopicRef> topics = new ArrayList<>();
        if (version < FIRST_WITH_TOPIC_IDS) {
            for (String name : data.topicNames()) {
                topics.add(TopicRef.named(name));
            }
        } else {
            for (DeleteTopicState topic : data.topics()) {
                topics.add(ref(topic, data));
            }
        }
        return new DeleteTopics.Request(topics, data.timeoutMs());
    }

    private static TopicRef ref(DeleteTopicState topic, DeleteTopicsRequestData data) {
        boolean identified = !topic.topicId().equals(Uuid.ZERO_UUID);
        if (identified == (topic.name() != null)) {
            throw new RefusedRequest(ambiguous(data));
        }
        return identified
                ? TopicRef.identified(KernelTypes.topicId(topic.topicId()))
                : TopicRef.named(topic.name());
    }

    /**
     * Deletes nothing where one topic has a name and an id, or neither. Kafka refuses that topic
     * alone; but who asks so may not mean the others either.
     */
    private static ApiMessage ambiguous(DeleteTopicsRequestData data) {
        DeletableTopicResultCollection results =
                new DeletableTopicResultCollection(Unhashed.capacity(data.topics().size()));
        for (DeleteTopicState topic : data.topics()) {
            DeletableTopicResult result =
                    new DeletableTopicResult()
                            .setTopicId(topic.topicId())
                            .setErrorCode(ErrorCode.INVALID_REQUEST.number())
                            .setErrorMessage(
                                    "Each topic needs a name or an id, and not both; nothing was"
                                            + " deleted.");
            Unhashed.add(results, result, DeletableTopicResult::setName, topic.name());
        }
        return new DeleteTopicsResponseData().setResponses(results);
    }

    static ApiMessage write(DeleteTopics.Response response) {
        DeletableTopicResultCollection results =
                new DeletableTopicResultCollection(Unhashed.capacity(response.topics().size()));
        for (DeleteTopics.TopicResult topic : response.topics()) {
            DeletableTopicResult result =
                    new DeletableTopicResult()
                            .setTopicId(KernelTypes.uuid(topic.id()))
                            .setErrorCode(topic.error().number())
                            .setErrorMessage(KernelTypes.message(topic.errorMessage()));
            Unhashed.add(results, result, DeletableTopicResult::setName, topic.name());
        }
        return new DeleteTopicsResponseData().setResponses(results);
    }

    static ApiMessage ask(DeleteTopics.Request request) {
        List<DeleteTopicState> topics = new ArrayList<>(request.topics().size());
        for (TopicRef topic : request.topics()) {
            topics.add(
                    switch (topic) {
                        case TopicRef.Named named -> new DeleteTopicState().setName(named.name());
                        case TopicRef.Identified identified ->
                                new DeleteTopicState()
                                        .setName(null)
                                        .setTopicId(KernelTypes.uuid(identified.id()));
                    });
        }
        return new DeleteTopicsRequestData().setTopics(topics).setTimeoutMs(request.timeoutMs());
    }

    static DeleteTopics.Response answer(FrameReader from, short version) {
        // As DeleteTopicsResponseData has it, which hashes topics: see Unhashed.
        boolean flexible = ServedVersions.DELETE_TOPICS.isFlexible(version);
        from.readInt(); // How long the client is throttled.
        int count = from.readCollectionSize(flexible);
        List<DeleteTopics.TopicResult> topics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            DeletableTopicResult topic = new DeletableTopicResult(from, version);
            topics.add(
                    new DeleteTopics.TopicResult(
                            topic.name(),
                            KernelTypes.topicId(topic.topicId()),
                            ErrorCode.ofNumber(topic.errorCode()),
                            topic.errorMessage()));
        }
        from.skipTaggedFields(flexible);
        return new DeleteTopics.Response(topics);
    }
}
