package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;

/**
 * Fetch, versions 4 to 18. From 7 on an answer has an error of its own and sessions exist
 * (KIP-227), from 13 on topics are identified (KIP-516), from 15 on the follower stands in a tagged
 * field (KIP-903). What a session would forget, the consumer's rack and the cluster's id are passed
 * over.
 */
final class FetchCodec {
    private static final short FIRST_WITH_STORAGE_ERROR = 6;
    private static final short FIRST_WITH_TOPIC_IDS = 13;
    private static final short FIRST_WITH_REPLICA_STATE = 15;

    private FetchCodec() {}

    static Fetch.Request read(FrameReader from, short version) {
        FetchRequestData data = new FetchRequestData(from, version);
        List<Fetch.TopicFetch> topics = new ArrayList<>(data.topics().size());
        for (FetchTopic topic : data.topics()) {
            topics.add(new Fetch.TopicFetch(ref(topic, version), partitions(topic)));
        }
        IsolationLevel isolation = KernelTypes.isolation(data.isolationLevel());
        if (isolation == null) {
            throw new RefusedRequest(write(unknownIsolation(data, version), version));
        }
        return new Fetch.Request(
                version >= FIRST_WITH_REPLICA_STATE
                        ? data.replicaState().replicaId()
                        : data.replicaId(),
                data.maxWaitMs(),
                data.minBytes(),
                data.maxBytes(),
                isolation,
                data.sessionId(),
                data.sessionEpoch(),
                topics);
    }

    private static TopicRef ref(FetchTopic topic, short version) {
        return version >= FIRST_WITH_TOPIC_IDS
                ? TopicRef.identified(KernelTypes.topicId(topic.topicId()))
                : TopicRef.named(topic.topic());
    }

    private static List<Fetch.PartitionFetch> partitions(FetchTopic topic) {
        List<Fetch.PartitionFetch> partitions = new ArrayList<>(topic.partitions().size());
        for (FetchPartition partition : topic.partitions()) {
            partitions.add(
                    new Fetch.PartitionFetch(
                            partition.partition(),
                            partition.currentLeaderEpoch(),
                            partition.fetchOffset(),
                            partition.lastFetchedEpoch(),
                            partition.logStartOffset(),
                            partition.partitionMaxBytes()));
        }
        return partitions;
    }

    /** Kafka's answer: before version 13 in every partition, from then on without any. */
    private static Fetch.Response unknownIsolation(FetchRequestData data, short version) {
        List<Fetch.TopicResult> topics = new ArrayList<>();
        if (version < FIRST_WITH_TOPIC_IDS) {
            for (FetchTopic topic : data.topics()) {
                List<Fetch.PartitionResult> partitions = new ArrayList<>();
                for (FetchPartition partition : topic.partitions()) {
                    partitions.add(
                            Fetch.PartitionResult.failed(
                                    partition.partition(), ErrorCode.UNKNOWN_SERVER_ERROR));
                }
                topics.add(new Fetch.TopicResult(ref(topic, version), partitions));
            }
        }
        return new Fetch.Response(ErrorCode.UNKNOWN_SERVER_ERROR, data.sessionId(), topics);
    }

    static ApiMessage write(Fetch.Response response, short version) {
        List<FetchableTopicResponse> topics = new ArrayList<>(response.topics().size());
        for (Fetch.TopicResult topic : response.topics()) {
            List<PartitionData> partitions = new ArrayList<>(topic.partitions().size());
            for (Fetch.PartitionResult partition : topic.partitions()) {
                partitions.add(write(partition, version));
            }
            FetchableTopicResponse result = new FetchableTopicResponse().setPartitions(partitions);
            if (version >= FIRST_WITH_TOPIC_IDS) {
                result.setTopicId(KernelTypes.uuid(topic.topic()));
            } else {
                result.setTopic(KernelTypes.name(topic.topic()));
            }
            topics.add(result);
        }
        FetchResponseData data =
                new FetchResponseData()
                        .setErrorCode(response.error().number())
                        .setResponses(topics);
        if (response.sessionId() != 0) {
            // Not ignorable: a session that a version before 7 was given would be a bug.
            data.setSessionId(response.sessionId());
        }
        return data;
    }

    private static PartitionData write(Fetch.PartitionResult partition, short version) {
        return new PartitionData()
                .setPartitionIndex(partition.partition())
                .setErrorCode(known(partition.error(), version).number())
                .setHighWatermark(partition.highWatermark())
                .setLastStableOffset(partition.lastStableOffset())
                .setLogStartOffset(partition.logStartOffset())
                .setAbortedTransactions(aborted(partition.abortedTransactions()))
                .setRecords(
                        partition.records() == null
                                ? FileSliceRecords.NONE
                                : new FileSliceRecords(partition.records()));
    }

    /** An old client gives up on KAFKA_STORAGE_ERROR, but asks for metadata on the other one. */
    private static ErrorCode known(ErrorCode error, short version) {
        return error == ErrorCode.KAFKA_STORAGE_ERROR && version < FIRST_WITH_STORAGE_ERROR
                ? ErrorCode.NOT_LEADER_OR_FOLLOWER
                : error;
    }

    private static @Nullable List<FetchResponseData.AbortedTransaction> aborted(
            @Nullable List<Fetch.AbortedTransaction> transactions) {
        if (transactions == null) {
            return null;
        }
        List<FetchResponseData.AbortedTransaction> aborted = new ArrayList<>(transactions.size());
        for (Fetch.AbortedTransaction transaction : transactions) {
            aborted.add(
                    new FetchResponseData.AbortedTransaction()
                            .setProducerId(transaction.producerId())
                            .setFirstOffset(transaction.firstOffset()));
        }
        return aborted;
    }
}
