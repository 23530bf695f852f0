package strata.wire;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
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
import strata.kernel.TopicRef;
import strata.kernel.request.Api;
import strata.kernel.request.ApiVersions;
import strata.kernel.request.Fetch;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.Produce;
import strata.kernel.request.Response;

/** For each version of each API one answer of the kernel, and kafka-clients' message for it. */
final class SampleResponses {
    private SampleResponses() {}

    /** An answer of the kernel, and the message that a Kafka broker would send for it. */
    record Sample(Response kernel, ApiMessage kafka) {}

    static Sample of(Api api, short version) {
        return switch (api) {
            case PRODUCE -> produce(version);
            case FETCH -> fetch(version);
            case LIST_OFFSETS -> listOffsets(version);
            case METADATA -> SampleTopicResponses.metadata(version);
            case FIND_COORDINATOR -> SampleTopicResponses.findCoordinator();
            case API_VERSIONS -> apiVersions();
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
            default -> throw new IllegalArgumentException("no sample yet: " + api);
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
                                                        1,
                                                        ErrorCode.INVALID_RECORD,
                                                        "no record")))));
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
                                                .setErrorMessage("no record")));
        ProduceResponseData kafka = new ProduceResponseData();
        kafka.responses().add(topic);
        return new Sample(kernel, kafka);
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
                                                        slice(batch))))));
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
                                        partition(2, 7L, 7L, 0L).setRecords(batch)));
        return new Sample(
                kernel,
                new FetchResponseData()
                        .setSessionId(version >= 7 ? 9 : 0)
                        .setResponses(List.of(topic)));
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

    private static Sample apiVersions() {
        ApiVersionsResponseData kafka = new ApiVersionsResponseData();
        kafka.apiKeys().add(range(0, 0, 13));
        kafka.apiKeys().add(range(1, 4, 18));
        kafka.apiKeys().add(range(2, 1, 11));
        kafka.apiKeys().add(range(3, 0, 13));
        kafka.apiKeys().add(range(10, 0, 0));
        kafka.apiKeys().add(range(18, 0, 4));
        kafka.apiKeys().add(range(19, 2, 7));
        kafka.apiKeys().add(range(20, 1, 6));
        kafka.apiKeys().add(range(21, 0, 2));
        kafka.apiKeys().add(range(32, 1, 4));
        kafka.apiKeys().add(range(33, 0, 2));
        kafka.apiKeys().add(range(35, 1, 5));
        kafka.apiKeys().add(range(37, 0, 3));
        kafka.apiKeys().add(range(44, 0, 1));
        kafka.apiKeys().add(range(60, 0, 2));
        kafka.apiKeys().add(range(75, 0, 0));
        return new Sample(new ApiVersions.Response(Frames.SERVED), kafka);
    }

    private static ApiVersion range(int key, int oldest, int newest) {
        return new ApiVersion()
                .setApiKey((short) key)
                .setMinVersion((short) oldest)
                .setMaxVersion((short) newest);
    }
}
