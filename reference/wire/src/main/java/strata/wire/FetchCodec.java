package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.NodeEndpointCollection;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.request.EpochEndOffset;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.LeaderAndEpoch;
import strata.kernel.request.Metadata;

/**
 * Fetch, versions 4 to 18. From 7 on an answer has an error of its own and sessions exist
 * (KIP-227), from 11 on consumers are sent to other replicas (KIP-392), from 12 on an answer tells
 * of diverging logs, leaders and snapshots (KIP-595), from 13 on topics are identified (KIP-516),
 * from 15 on the follower stands in a tagged field (KIP-903), from 16 on the answer says where the
 * leaders are (KIP-951). Directories are passed over.
 */
final class FetchCodec {
    private static final short FIRST_WITH_STORAGE_ERROR = 6;
    private static final short FIRST_WITH_READ_REPLICA = 11;
    private static final short FIRST_WITH_EPOCHS = 12;
    private static final short FIRST_WITH_TOPIC_IDS = 13;
    private static final short FIRST_WITH_REPLICA_STATE = 15;
    private static final short FIRST_WITH_ENDPOINTS = 16;
    private static final long NO_BROKER_EPOCH = -1L;

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
                topics,
                version >= FIRST_WITH_REPLICA_STATE
                        ? data.replicaState().replicaEpoch()
                        : NO_BROKER_EPOCH,
                forgotten(data, version),
                data.rackId(),
                data.clusterId());
    }

    private static List<Fetch.ForgottenTopic> forgotten(FetchRequestData data, short version) {
        if (data.forgottenTopicsData().isEmpty()) {
            return List.of();
        }
        List<Fetch.ForgottenTopic> topics = new ArrayList<>(data.forgottenTopicsData().size());
        for (FetchRequestData.ForgottenTopic topic : data.forgottenTopicsData()) {
            topics.add(
                    new Fetch.ForgottenTopic(
                            ref(topic.topic(), topic.topicId(), version), topic.partitions()));
        }
        return topics;
    }

    private static TopicRef ref(FetchTopic topic, short version) {
        return ref(topic.topic(), topic.topicId(), version);
    }

    private static TopicRef ref(String name, Uuid id, short version) {
        return version >= FIRST_WITH_TOPIC_IDS
                ? TopicRef.identified(KernelTypes.topicId(id))
                : TopicRef.named(name);
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
                            partition.partitionMaxBytes(),
                            partition.highWatermark()));
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
        if (version >= FIRST_WITH_ENDPOINTS && !response.endpoints().isEmpty()) {
            data.setNodeEndpoints(endpoints(response.endpoints()));
        }
        return data;
    }

    private static NodeEndpointCollection endpoints(List<Metadata.Broker> brokers) {
        NodeEndpointCollection endpoints =
                new NodeEndpointCollection(Unhashed.capacity(brokers.size()));
        for (Metadata.Broker broker : brokers) {
            endpoints.add(
                    new FetchResponseData.NodeEndpoint()
                            .setNodeId(broker.id().number())
                            .setHost(broker.host())
                            .setPort(broker.port())
                            .setRack(broker.rack()));
        }
        return endpoints;
    }

    private static PartitionData write(Fetch.PartitionResult partition, short version) {
        PartitionData data =
                new PartitionData()
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
        if (version >= FIRST_WITH_READ_REPLICA) {
            data.setPreferredReadReplica(KernelTypes.number(partition.preferredReadReplica()));
        }
        if (version >= FIRST_WITH_EPOCHS) {
            writeEpochs(partition, data);
        }
        return data;
    }

    private static void writeEpochs(Fetch.PartitionResult partition, PartitionData data) {
        EpochEndOffset diverging = partition.divergingEpoch();
        if (diverging != null) {
            data.setDivergingEpoch(
                    new FetchResponseData.EpochEndOffset()
                            .setEpoch(diverging.epoch())
                            .setEndOffset(diverging.endOffset()));
        }
        LeaderAndEpoch leader = partition.currentLeader();
        if (leader != null) {
            data.setCurrentLeader(
                    new FetchResponseData.LeaderIdAndEpoch()
                            .setLeaderId(KernelTypes.number(leader.leader()))
                            .setLeaderEpoch(leader.epoch()));
        }
        EpochEndOffset snapshot = partition.snapshot();
        if (snapshot != null) {
            data.setSnapshotId(
                    new FetchResponseData.SnapshotId()
                            .setEpoch(snapshot.epoch())
                            .setEndOffset(snapshot.endOffset()));
        }
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

    /**
     * The version in which a node asks: the newest, or the last with names for topics.
     *
     * @param newest the newest
     */
    static short versionFor(Fetch.Request request, short newest) {
        for (Fetch.TopicFetch topic : request.topics()) {
            if (topic.topic() instanceof TopicRef.Named) {
                return FIRST_WITH_TOPIC_IDS - 1;
            }
        }
        for (Fetch.ForgottenTopic topic : request.forgotten()) {
            if (topic.topic() instanceof TopicRef.Named) {
                return FIRST_WITH_TOPIC_IDS - 1;
            }
        }
        return newest;
    }

    static ApiMessage ask(Fetch.Request request, short version) {
        List<FetchTopic> topics = new ArrayList<>(request.topics().size());
        for (Fetch.TopicFetch topic : request.topics()) {
            FetchTopic asked = new FetchTopic().setPartitions(ask(topic.partitions()));
            if (version >= FIRST_WITH_TOPIC_IDS) {
                asked.setTopicId(KernelTypes.uuid(topic.topic()));
            } else {
                asked.setTopic(KernelTypes.name(topic.topic()));
            }
            topics.add(asked);
        }
        FetchRequestData data =
                new FetchRequestData()
                        .setClusterId(request.clusterId())
                        .setMaxWaitMs(request.maxWaitMs())
                        .setMinBytes(request.minBytes())
                        .setMaxBytes(request.maxBytes())
                        .setIsolationLevel(KernelTypes.number(request.isolation()))
                        .setSessionId(request.sessionId())
                        .setSessionEpoch(request.sessionEpoch())
                        .setTopics(topics)
                        .setForgottenTopicsData(forget(request.forgotten(), version))
                        .setRackId(request.rackId());
        if (version >= FIRST_WITH_REPLICA_STATE) {
            data.replicaState()
                    .setReplicaId(request.replicaId())
                    .setReplicaEpoch(request.brokerEpoch());
        } else {
            data.setReplicaId(request.replicaId());
        }
        return data;
    }

    private static List<FetchPartition> ask(List<Fetch.PartitionFetch> partitions) {
        List<FetchPartition> asked = new ArrayList<>(partitions.size());
        for (Fetch.PartitionFetch partition : partitions) {
            asked.add(
                    new FetchPartition()
                            .setPartition(partition.partition())
                            .setCurrentLeaderEpoch(partition.currentLeaderEpoch())
                            .setFetchOffset(partition.fetchOffset())
                            .setLastFetchedEpoch(partition.lastFetchedEpoch())
                            .setLogStartOffset(partition.logStartOffset())
                            .setPartitionMaxBytes(partition.maxBytes())
                            .setHighWatermark(partition.highWatermark()));
        }
        return asked;
    }

    private static List<FetchRequestData.ForgottenTopic> forget(
            List<Fetch.ForgottenTopic> topics, short version) {
        List<FetchRequestData.ForgottenTopic> forgotten = new ArrayList<>(topics.size());
        for (Fetch.ForgottenTopic topic : topics) {
            FetchRequestData.ForgottenTopic element =
                    new FetchRequestData.ForgottenTopic().setPartitions(topic.partitions());
            if (version >= FIRST_WITH_TOPIC_IDS) {
                element.setTopicId(KernelTypes.uuid(topic.topic()));
            } else {
                element.setTopic(KernelTypes.name(topic.topic()));
            }
            forgotten.add(element);
        }
        return forgotten;
    }

    static Fetch.Response answer(FrameReader from, short version) {
        FetchResponseData data = new FetchResponseData(from, version);
        List<Fetch.TopicResult> topics = new ArrayList<>(data.responses().size());
        for (FetchableTopicResponse topic : data.responses()) {
            List<Fetch.PartitionResult> partitions = new ArrayList<>(topic.partitions().size());
            for (PartitionData partition : topic.partitions()) {
                partitions.add(answer(partition));
            }
            TopicRef ref = ref(topic.topic(), topic.topicId(), version);
            topics.add(new Fetch.TopicResult(ref, partitions));
        }
        List<Metadata.Broker> endpoints = List.of();
        if (!data.nodeEndpoints().isEmpty()) {
            endpoints = new ArrayList<>(data.nodeEndpoints().size());
            for (FetchResponseData.NodeEndpoint endpoint : data.nodeEndpoints()) {
                endpoints.add(
                        new Metadata.Broker(
                                KernelTypes.node(endpoint.nodeId()),
                                endpoint.host(),
                                endpoint.port(),
                                endpoint.rack()));
            }
        }
        return new Fetch.Response(
                ErrorCode.ofNumber(data.errorCode()), data.sessionId(), topics, endpoints);
    }

    private static Fetch.PartitionResult answer(PartitionData partition) {
        FetchResponseData.EpochEndOffset diverging = partition.divergingEpoch();
        FetchResponseData.LeaderIdAndEpoch leader = partition.currentLeader();
        FetchResponseData.SnapshotId snapshot = partition.snapshotId();
        return new Fetch.PartitionResult(
                partition.partitionIndex(),
                ErrorCode.ofNumber(partition.errorCode()),
                partition.highWatermark(),
                partition.lastStableOffset(),
                partition.logStartOffset(),
                transactions(partition.abortedTransactions()),
                FrameSlice.of(partition.records()),
                diverging.epoch() < 0
                        ? null
                        : new EpochEndOffset(diverging.epoch(), diverging.endOffset()),
                leader.leaderEpoch() < 0
                        ? null
                        : new LeaderAndEpoch(
                                KernelTypes.nodeOrNone(leader.leaderId()), leader.leaderEpoch()),
                snapshot.epoch() < 0
                        ? null
                        : new EpochEndOffset(snapshot.epoch(), snapshot.endOffset()),
                KernelTypes.nodeOrNone(partition.preferredReadReplica()));
    }

    private static @Nullable List<Fetch.AbortedTransaction> transactions(
            @Nullable List<FetchResponseData.AbortedTransaction> aborted) {
        if (aborted == null) {
            return null;
        }
        List<Fetch.AbortedTransaction> transactions = new ArrayList<>(aborted.size());
        for (FetchResponseData.AbortedTransaction transaction : aborted) {
            transactions.add(
                    new Fetch.AbortedTransaction(
                            transaction.producerId(), transaction.firstOffset()));
        }
        return transactions;
    }
}
