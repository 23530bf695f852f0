package strata.wire;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicRef;
import strata.kernel.request.Api;
import strata.kernel.request.EpochEndOffset;
import strata.kernel.request.Fetch;
import strata.kernel.request.LeaderAndEpoch;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.Metadata;
import strata.kernel.request.Produce;
import strata.kernel.request.Response;

/** For each version of each API one answer of the kernel, and kafka-clients' message for it. */
final class SampleResponses {
    private static final LeaderAndEpoch LEADER = new LeaderAndEpoch(new NodeId(3), 7);
    private static final List<Metadata.Broker> LEADERS =
            List.of(new Metadata.Broker(new NodeId(3), "three.example", 9092, "rack-3"));

    private SampleResponses() {}

    /** An answer of the kernel, and the message that a Kafka broker would send for it. */
    record Sample(Response kernel, ApiMessage kafka) {}

    static Sample of(Api api, short version) {
        return switch (api) {
            case PRODUCE -> produce(version);
            case FETCH -> fetch(version);
            case LIST_OFFSETS -> listOffsets(version);
            case METADATA -> SampleTopicResponses.metadata(version);
            case FIND_COORDINATOR -> SampleGroupResponses.findCoordinator(version);
            case API_VERSIONS -> SampleFeatures.apiVersions(version);
            case CREATE_TOPICS -> SampleTopicResponses.createTopics();
            case DELETE_TOPICS -> SampleTopicResponses.deleteTopics(version);
            case DELETE_RECORDS -> SampleAdminResponses.deleteRecords();
            case DESCRIBE_CONFIGS -> SampleTopicResponses.describeConfigs();
            case ALTER_CONFIGS -> SampleAdminResponses.alterConfigs();
            case DESCRIBE_LOG_DIRS -> SampleAdminResponses.describeLogDirs();
            case CREATE_PARTITIONS -> SampleAdminResponses.createPartitions();
            case INCREMENTAL_ALTER_CONFIGS -> SampleAdminResponses.incrementalAlterConfigs();
            case DESCRIBE_CLUSTER -> SampleTopicResponses.describeCluster(version);
            case DESCRIBE_TOPIC_PARTITIONS -> SampleTopicResponses.describeTopicPartitions();
            case OFFSET_FOR_LEADER_EPOCH -> SampleClusterResponses.offsetForLeaderEpoch();
            case ELECT_LEADERS -> SampleClusterResponses.electLeaders(version);
            case ALTER_PARTITION_REASSIGNMENTS ->
                    SampleClusterResponses.alterPartitionReassignments();
            case LIST_PARTITION_REASSIGNMENTS ->
                    SampleClusterResponses.listPartitionReassignments();
            case VOTE -> SampleQuorumResponses.vote(version);
            case BEGIN_QUORUM_EPOCH -> SampleQuorumResponses.beginQuorumEpoch(version);
            case END_QUORUM_EPOCH -> SampleQuorumResponses.endQuorumEpoch(version);
            case DESCRIBE_QUORUM -> SampleQuorumResponses.describeQuorum(version);
            case ALTER_PARTITION -> SampleClusterResponses.alterPartition();
            case FETCH_SNAPSHOT -> SampleQuorumResponses.fetchSnapshot(version);
            case BROKER_REGISTRATION -> SampleClusterResponses.brokerRegistration();
            case BROKER_HEARTBEAT -> SampleClusterResponses.brokerHeartbeat();
            case UNREGISTER_BROKER -> SampleClusterResponses.unregisterBroker();
            case JOIN_GROUP -> SampleGroupResponses.joinGroup(version);
            case SYNC_GROUP -> SampleGroupResponses.syncGroup(version);
            case HEARTBEAT -> SampleGroupResponses.heartbeat();
            case LEAVE_GROUP -> SampleGroupResponses.leaveGroup(version);
            case DESCRIBE_GROUPS -> SampleGroupResponses.describeGroups(version);
            case LIST_GROUPS -> SampleGroupResponses.listGroups();
            case DELETE_GROUPS -> SampleGroupResponses.deleteGroups();
            case OFFSET_COMMIT -> SampleOffsetResponses.offsetCommit(version);
            case OFFSET_FETCH -> SampleOffsetResponses.offsetFetch(version);
            case OFFSET_DELETE -> SampleOffsetResponses.offsetDelete();
            case CONSUMER_GROUP_HEARTBEAT -> SampleGroupResponses.consumerGroupHeartbeat(version);
            case CONSUMER_GROUP_DESCRIBE -> SampleGroupResponses.consumerGroupDescribe(version);
            case INIT_PRODUCER_ID -> SampleTransactionResponses.initProducerId(version);
            case ADD_PARTITIONS_TO_TXN -> SampleTransactionResponses.addPartitionsToTxn(version);
            case ADD_OFFSETS_TO_TXN -> SampleTransactionResponses.addOffsetsToTxn(version);
            case END_TXN -> SampleTransactionResponses.endTxn(version);
            case WRITE_TXN_MARKERS -> SampleTransactionResponses.writeTxnMarkers();
            case TXN_OFFSET_COMMIT -> SampleTransactionResponses.txnOffsetCommit(version);
            case DESCRIBE_PRODUCERS -> SampleTransactionResponses.describeProducers();
            case DESCRIBE_TRANSACTIONS -> SampleTransactionResponses.describeTransactions();
            case LIST_TRANSACTIONS -> SampleTransactionResponses.listTransactions();
            case ALLOCATE_PRODUCER_IDS -> SampleTransactionResponses.allocateProducerIds();
            case UPDATE_FEATURES -> SampleFeatures.updatedFeatures();
        };
    }

    static TopicRef flights(boolean identified) {
        return identified
                ? TopicRef.identified(SampleRequests.FLIGHTS_ID)
                : TopicRef.named("flights");
    }

    private static Sample produce(short version) {
        Produce.Response kernel =
                new Produce.Response(
                        List.of(
                                new Produce.TopicResult(
                                        flights(version >= 13),
                                        List.of(
                                                new Produce.PartitionResult(
                                                        0, ErrorCode.NONE, 42L, -1L, 3L, null),
                                                Produce.PartitionResult.failed(
                                                        1, ErrorCode.INVALID_RECORD, "no record"),
                                                Produce.PartitionResult.failed(
                                                                2,
                                                                ErrorCode.NOT_LEADER_OR_FOLLOWER,
                                                                null)
                                                        .withLeader(LEADER)))),
                        LEADERS);
        TopicProduceResponse topic =
                new TopicProduceResponse()
                        .setName("flights")
                        .setTopicId(SampleRequests.FLIGHTS_UUID)
                        .setPartitionResponses(
                                List.of(
                                        new PartitionProduceResponse()
                                                .setIndex(0)
                                                .setBaseOffset(42L)
                                                .setLogStartOffset(3L),
                                        new PartitionProduceResponse()
                                                .setIndex(1)
                                                .setErrorCode((short) 87)
                                                .setBaseOffset(-1L)
                                                .setErrorMessage("no record"),
                                        moved(version)));
        ProduceResponseData kafka = new ProduceResponseData();
        kafka.responses().add(topic);
        if (version >= 10) {
            kafka.nodeEndpoints()
                    .add(
                            new ProduceResponseData.NodeEndpoint()
                                    .setNodeId(3)
                                    .setHost("three.example")
                                    .setPort(9092)
                                    .setRack("rack-3"));
        }
        return new Sample(kernel, kafka);
    }

    private static PartitionProduceResponse moved(short version) {
        PartitionProduceResponse moved =
                new PartitionProduceResponse()
                        .setIndex(2)
                        .setErrorCode((short) 6)
                        .setBaseOffset(-1L)
                        .setErrorMessage(null);
        if (version >= 10) {
            moved.setCurrentLeader(
                    new ProduceResponseData.LeaderIdAndEpoch().setLeaderId(3).setLeaderEpoch(7));
        }
        return moved;
    }

    private static Sample fetch(short version) {
        MemoryRecords batch = SampleRequests.batch("value");
        Fetch.Response kernel =
                new Fetch.Response(
                        ErrorCode.NONE,
                        version >= 7 ? 9 : 0,
                        List.of(
                                new Fetch.TopicResult(
                                        flights(version >= 13),
                                        List.of(
                                                new Fetch.PartitionResult(
                                                        0,
                                                        ErrorCode.NONE,
                                                        100L,
                                                        90L,
                                                        3L,
                                                        List.of(
                                                                new Fetch.AbortedTransaction(
                                                                        5L, 80L)),
                                                        slice(batch)),
                                                Fetch.PartitionResult.failed(
                                                        1, ErrorCode.OFFSET_OUT_OF_RANGE),
                                                new Fetch.PartitionResult(
                                                        2,
                                                        ErrorCode.NONE,
                                                        7L,
                                                        7L,
                                                        0L,
                                                        null,
                                                        slice(batch)),
                                                elsewhere(version)))),
                        LEADERS);
        FetchableTopicResponse topic =
                new FetchableTopicResponse()
                        .setTopic("flights")
                        .setTopicId(SampleRequests.FLIGHTS_UUID)
                        .setPartitions(
                                List.of(
                                        partition(0, 100L, 90L, 3L)
                                                .setAbortedTransactions(
                                                        List.of(
                                                                new FetchResponseData
                                                                                .AbortedTransaction()
                                                                        .setProducerId(5L)
                                                                        .setFirstOffset(80L)))
                                                .setRecords(batch),
                                        partition(1, -1L, -1L, -1L)
                                                .setErrorCode((short) 1)
                                                .setRecords(MemoryRecords.EMPTY),
                                        partition(2, 7L, 7L, 0L).setRecords(batch),
                                        kafkaElsewhere(version)));
        FetchResponseData kafka =
                new FetchResponseData()
                        .setSessionId(version >= 7 ? 9 : 0)
                        .setResponses(List.of(topic));
        if (version >= 16) {
            kafka.nodeEndpoints()
                    .add(
                            new FetchResponseData.NodeEndpoint()
                                    .setNodeId(3)
                                    .setHost("three.example")
                                    .setPort(9092)
                                    .setRack("rack-3"));
        }
        return new Sample(kernel, kafka);
    }

    /** Nothing but where to go on. */
    private static Fetch.PartitionResult elsewhere(short version) {
        return new Fetch.PartitionResult(
                3,
                ErrorCode.NONE,
                7L,
                7L,
                version >= 5 ? 1L : -1L,
                null,
                null,
                new EpochEndOffset(5, 1L << 40),
                LEADER,
                new EpochEndOffset(4, 1L << 39),
                new NodeId(2));
    }

    private static FetchResponseData.PartitionData kafkaElsewhere(short version) {
        FetchResponseData.PartitionData elsewhere =
                partition(3, 7L, 7L, 1L)
                        .setRecords(MemoryRecords.EMPTY)
                        .setPreferredReadReplica(version >= 11 ? 2 : -1);
        if (version < 12) {
            return elsewhere;
        }
        return elsewhere
                .setDivergingEpoch(
                        new FetchResponseData.EpochEndOffset().setEpoch(5).setEndOffset(1L << 40))
                .setCurrentLeader(
                        new FetchResponseData.LeaderIdAndEpoch().setLeaderId(3).setLeaderEpoch(7))
                .setSnapshotId(
                        new FetchResponseData.SnapshotId().setEpoch(4).setEndOffset(1L << 39));
    }

    private static FetchResponseData.PartitionData partition(
            int index, long highWatermark, long lastStable, long logStart) {
        return new FetchResponseData.PartitionData()
                .setPartitionIndex(index)
                .setHighWatermark(highWatermark)
                .setLastStableOffset(lastStable)
                .setLogStartOffset(logStart)
                .setAbortedTransactions(null);
    }

    static MemorySlice slice(MemoryRecords records) {
        ByteBuffer buffer = records.buffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return new MemorySlice(bytes);
    }

    private static Sample listOffsets(short version) {
        ListOffsets.Response kernel =
                new ListOffsets.Response(
                        List.of(
                                new ListOffsets.TopicResult(
                                        "flights",
                                        List.of(
                                                new ListOffsets.PartitionResult(
                                                        0, ErrorCode.NONE, 1_700L, 42L, 6),
                                                ListOffsets.PartitionResult.failed(
                                                        1, ErrorCode.NOT_LEADER_OR_FOLLOWER)))));
        ListOffsetsResponseData kafka =
                new ListOffsetsResponseData()
                        .setTopics(
                                List.of(
                                        new ListOffsetsTopicResponse()
                                                .setName("flights")
                                                .setPartitions(
                                                        List.of(
                                                                new ListOffsetsPartitionResponse()
                                                                        .setPartitionIndex(0)
                                                                        .setTimestamp(1_700L)
                                                                        .setOffset(42L)
                                                                        .setLeaderEpoch(
                                                                                version >= 4
                                                                                        ? 6
                                                                                        : -1),
                                                                new ListOffsetsPartitionResponse()
                                                                        .setPartitionIndex(1)
                                                                        .setErrorCode(
                                                                                (short) 6)))));
        return new Sample(kernel, kafka);
    }
}
