package strata.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.FetchMetadata;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.utils.AppInfoParser;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.request.Api;
import strata.kernel.request.ApiVersions;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.Metadata;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;
import strata.kernel.request.TransactionSupport;

/** For each version of each API one request, by kafka-clients' own builder, and what it means. */
final class SampleRequests {
    static final Uuid FLIGHTS_UUID = new Uuid(0x1122334455667788L, 0x99aabbccddeeff00L);
    static final TopicId FLIGHTS_ID = new TopicId(0x1122334455667788L, 0x99aabbccddeeff00L);
    static final Uuid WEATHER_UUID = new Uuid(7L, -8L);
    static final TopicId WEATHER_ID = new TopicId(7L, -8L);

    private SampleRequests() {}

    /** A request of kafka-clients, and the kernel's record of the same meaning. */
    record Sample(AbstractRequest kafka, Request kernel) {}

    static Sample of(Api api, short version) {
        return switch (api) {
            case PRODUCE -> produce(version);
            case FETCH -> fetch(version);
            case LIST_OFFSETS -> listOffsets(version);
            case METADATA -> metadata(version);
            case FIND_COORDINATOR -> SampleGroupRequests.findCoordinator(version);
            case API_VERSIONS -> apiVersions(version);
            case CREATE_TOPICS -> SampleTopicRequests.createTopics(version);
            case DELETE_TOPICS -> SampleTopicRequests.deleteTopics(version);
            case DELETE_RECORDS -> SampleAdminRequests.deleteRecords(version);
            case DESCRIBE_CONFIGS -> SampleTopicRequests.describeConfigs(version);
            case ALTER_CONFIGS -> SampleAdminRequests.alterConfigs(version);
            case DESCRIBE_LOG_DIRS -> SampleAdminRequests.describeLogDirs(version);
            case CREATE_PARTITIONS -> SampleAdminRequests.createPartitions(version);
            case INCREMENTAL_ALTER_CONFIGS -> SampleAdminRequests.incrementalAlterConfigs(version);
            case DESCRIBE_CLUSTER -> SampleTopicRequests.describeCluster(version);
            case DESCRIBE_TOPIC_PARTITIONS -> SampleTopicRequests.describeTopicPartitions(version);
            case OFFSET_FOR_LEADER_EPOCH -> SampleClusterRequests.offsetForLeaderEpoch(version);
            case ELECT_LEADERS -> SampleClusterRequests.electLeaders(version);
            case ALTER_PARTITION_REASSIGNMENTS ->
                    SampleClusterRequests.alterPartitionReassignments(version);
            case LIST_PARTITION_REASSIGNMENTS ->
                    SampleClusterRequests.listPartitionReassignments(version);
            case VOTE -> SampleQuorumRequests.vote(version);
            case BEGIN_QUORUM_EPOCH -> SampleQuorumRequests.beginQuorumEpoch(version);
            case END_QUORUM_EPOCH -> SampleQuorumRequests.endQuorumEpoch(version);
            case DESCRIBE_QUORUM -> SampleQuorumRequests.describeQuorum(version);
            case ALTER_PARTITION -> SampleClusterRequests.alterPartition(version);
            case FETCH_SNAPSHOT -> SampleQuorumRequests.fetchSnapshot(version);
            case BROKER_REGISTRATION -> SampleClusterRequests.brokerRegistration(version);
            case BROKER_HEARTBEAT -> SampleClusterRequests.brokerHeartbeat(version);
            case UNREGISTER_BROKER -> SampleClusterRequests.unregisterBroker(version);
            case JOIN_GROUP -> SampleGroupRequests.joinGroup(version);
            case SYNC_GROUP -> SampleGroupRequests.syncGroup(version);
            case HEARTBEAT -> SampleGroupRequests.heartbeat(version);
            case LEAVE_GROUP -> SampleGroupRequests.leaveGroup(version);
            case DESCRIBE_GROUPS -> SampleGroupRequests.describeGroups(version);
            case LIST_GROUPS -> SampleGroupRequests.listGroups(version);
            case DELETE_GROUPS -> SampleGroupRequests.deleteGroups(version);
            case OFFSET_COMMIT -> SampleOffsetRequests.offsetCommit(version);
            case OFFSET_FETCH -> SampleOffsetRequests.offsetFetch(version);
            case OFFSET_DELETE -> SampleOffsetRequests.offsetDelete(version);
            case CONSUMER_GROUP_HEARTBEAT -> SampleGroupRequests.consumerGroupHeartbeat(version);
            case CONSUMER_GROUP_DESCRIBE -> SampleGroupRequests.consumerGroupDescribe(version);
            case INIT_PRODUCER_ID -> SampleTransactionRequests.initProducerId(version);
            case ADD_PARTITIONS_TO_TXN -> SampleTransactionRequests.addPartitionsToTxn(version);
            case ADD_OFFSETS_TO_TXN -> SampleTransactionRequests.addOffsetsToTxn(version);
            case END_TXN -> SampleTransactionRequests.endTxn(version);
            case WRITE_TXN_MARKERS -> SampleTransactionRequests.writeTxnMarkers(version);
            case TXN_OFFSET_COMMIT -> SampleTransactionRequests.txnOffsetCommit(version);
            case DESCRIBE_PRODUCERS -> SampleTransactionRequests.describeProducers(version);
            case DESCRIBE_TRANSACTIONS -> SampleTransactionRequests.describeTransactions(version);
            case LIST_TRANSACTIONS -> SampleTransactionRequests.listTransactions(version);
            case ALLOCATE_PRODUCER_IDS -> SampleTransactionRequests.allocateProducerIds(version);
            case UPDATE_FEATURES -> SampleFeatures.updateFeatures(version);
        };
    }

    static MemoryRecords batch(String value) {
        return MemoryRecords.withRecords(
                Compression.NONE,
                new SimpleRecord(1_700_000_000_000L, value.getBytes(StandardCharsets.UTF_8)));
    }

    private static TopicRef flights(boolean identified) {
        return identified ? TopicRef.identified(FLIGHTS_ID) : TopicRef.named("flights");
    }

    private static TopicRef weather(boolean identified) {
        return identified ? TopicRef.identified(WEATHER_ID) : TopicRef.named("weather");
    }

    private static TopicRef gone(boolean identified) {
        return identified ? TopicRef.identified(new TopicId(0L, 1L)) : TopicRef.named("gone");
    }

    private static Sample produce(short version) {
        MemoryRecords first = batch("first");
        MemoryRecords second = batch("second");
        MemoryRecords third = batch("third");
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(
                new TopicProduceData()
                        .setName("flights")
                        .setTopicId(FLIGHTS_UUID)
                        .setPartitionData(List.of(partition(0, first), partition(5, second))));
        topics.add(
                new TopicProduceData()
                        .setName("weather")
                        .setTopicId(WEATHER_UUID)
                        .setPartitionData(List.of(partition(1, third))));
        ProduceRequestData data =
                new ProduceRequestData()
                        .setAcks((short) -1)
                        .setTimeoutMs(30_000)
                        .setTransactionalId("tx")
                        .setTopicData(topics);
        boolean identified = version >= 13;
        return new Sample(
                ProduceRequest.builder(data).build(version),
                new Produce.Request(
                        (short) -1,
                        30_000,
                        "tx",
                        support(version),
                        List.of(
                                new Produce.TopicData(
                                        flights(identified),
                                        List.of(
                                                new Produce.PartitionData(0, first.buffer()),
                                                new Produce.PartitionData(5, second.buffer()))),
                                new Produce.TopicData(
                                        weather(identified),
                                        List.of(new Produce.PartitionData(1, third.buffer()))))));
    }

    private static TransactionSupport support(short version) {
        return switch (version) {
            case 12, 13 -> TransactionSupport.ADDS_PARTITIONS;
            case 11 -> TransactionSupport.ABORTABLE;
            default -> TransactionSupport.OLD;
        };
    }

    private static PartitionProduceData partition(int index, MemoryRecords records) {
        return new PartitionProduceData().setIndex(index).setRecords(records);
    }

    private static Sample fetch(short version) {
        Map<TopicPartition, FetchRequest.PartitionData> partitions = new LinkedHashMap<>();
        partitions.put(new TopicPartition("flights", 0), fetchData(FLIGHTS_UUID, 1_000L));
        partitions.put(new TopicPartition("flights", 3), fetchData(FLIGHTS_UUID, 2_000L));
        partitions.put(new TopicPartition("weather", 1), fetchData(WEATHER_UUID, 3_000L));
        FetchRequest.Builder builder =
                FetchRequest.Builder.forReplica(version, 2, 17L, 500, 1, partitions)
                        .isolationLevel(org.apache.kafka.common.IsolationLevel.READ_COMMITTED)
                        .setMaxBytes(50 << 20)
                        .metadata(new FetchMetadata(11, 12))
                        .rackId("rack-1");
        if (version >= 7) {
            TopicPartition gone = new TopicPartition("gone", 4);
            builder.removed(List.of(new TopicIdPartition(Uuid.ONE_UUID, gone)));
        }
        boolean identified = version >= 13;
        Fetch.Request kernel =
                new Fetch.Request(
                        2,
                        500,
                        1,
                        50 << 20,
                        IsolationLevel.READ_COMMITTED,
                        version >= 7 ? 11 : 0,
                        version >= 7 ? 12 : -1,
                        List.of(
                                new Fetch.TopicFetch(
                                        flights(identified),
                                        List.of(
                                                fetchOf(0, 1_000L, version),
                                                fetchOf(3, 2_000L, version))),
                                new Fetch.TopicFetch(
                                        weather(identified), List.of(fetchOf(1, 3_000L, version)))),
                        version >= 15 ? 17L : -1L,
                        version >= 7
                                ? List.of(new Fetch.ForgottenTopic(gone(identified), List.of(4)))
                                : List.of(),
                        version >= 11 ? "rack-1" : "",
                        null);
        return new Sample(builder.build(version), kernel);
    }

    private static FetchRequest.PartitionData fetchData(Uuid topic, long offset) {
        return new FetchRequest.PartitionData(
                topic, offset, 900L, 1 << 20, Optional.of(6), Optional.empty());
    }

    private static Fetch.PartitionFetch fetchOf(int partition, long offset, short version) {
        return new Fetch.PartitionFetch(
                partition, version >= 9 ? 6 : -1, offset, -1, version >= 5 ? 900L : -1L, 1 << 20);
    }

    private static Sample listOffsets(short version) {
        ListOffsetsTopic topic =
                new ListOffsetsTopic()
                        .setName("flights")
                        .setPartitions(
                                List.of(
                                        offsetQuery(0, ListOffsetsRequest.LATEST_TIMESTAMP),
                                        offsetQuery(1, ListOffsetsRequest.EARLIEST_TIMESTAMP),
                                        offsetQuery(2, 1_700_000_000_000L)));
        boolean committed = version >= 2;
        ListOffsetsRequest kafka =
                ListOffsetsRequest.Builder.forConsumer(
                                true,
                                committed
                                        ? org.apache.kafka.common.IsolationLevel.READ_COMMITTED
                                        : org.apache.kafka.common.IsolationLevel.READ_UNCOMMITTED)
                        .setTargetTimes(List.of(topic))
                        .build(version);
        int epoch = version >= 4 ? 6 : -1;
        return new Sample(
                kafka,
                new ListOffsets.Request(
                        -1,
                        committed ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED,
                        List.of(
                                new ListOffsets.TopicQuery(
                                        "flights",
                                        List.of(
                                                new ListOffsets.PartitionQuery(0, epoch, -1L),
                                                new ListOffsets.PartitionQuery(1, epoch, -2L),
                                                new ListOffsets.PartitionQuery(
                                                        2, epoch, 1_700_000_000_000L))))));
    }

    private static ListOffsetsPartition offsetQuery(int partition, long timestamp) {
        return new ListOffsetsPartition()
                .setPartitionIndex(partition)
                .setCurrentLeaderEpoch(6)
                .setTimestamp(timestamp);
    }

    private static Sample metadata(short version) {
        if (version >= 12) {
            MetadataRequestData data =
                    new MetadataRequestData()
                            .setAllowAutoTopicCreation(false)
                            .setTopics(
                                    List.of(
                                            new MetadataRequestTopic()
                                                    .setName(null)
                                                    .setTopicId(FLIGHTS_UUID)));
            return new Sample(
                    new MetadataRequest.Builder(data).build(version),
                    new Metadata.Request(List.of(TopicRef.identified(FLIGHTS_ID)), false));
        }
        boolean create = version < 4;
        MetadataRequestData data =
                new MetadataRequestData()
                        .setAllowAutoTopicCreation(create)
                        .setTopics(
                                MetadataRequest.convertToMetadataRequestTopic(
                                        List.of("flights", "weather")));
        return new Sample(
                new MetadataRequest(data, version),
                new Metadata.Request(
                        List.of(TopicRef.named("flights"), TopicRef.named("weather")), create));
    }

    private static Sample apiVersions(short version) {
        boolean named = version >= 3;
        return new Sample(
                new ApiVersionsRequest.Builder(version).build(version),
                new ApiVersions.Request(
                        named ? "apache-kafka-java" : "", named ? AppInfoParser.getVersion() : ""));
    }

    /** The bytes of a request's only batch. */
    static @Nullable ByteBuffer onlyBatch(Produce.Request request) {
        return request.topics().get(0).partitions().get(0).batches();
    }
}
