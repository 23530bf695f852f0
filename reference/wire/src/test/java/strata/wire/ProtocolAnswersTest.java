package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.CreateTopicsResponse;
import org.apache.kafka.common.requests.DeleteTopicsRequest;
import org.apache.kafka.common.requests.DeleteTopicsResponse;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.TopicRef;
import strata.kernel.request.Api;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.Metadata;
import strata.kernel.request.Produce;
import strata.wire.DecodeResult.Answer;
import strata.wire.DecodeResult.Decoded;
import strata.wire.DecodeResult.Rejected;

/**
 * What the protocol alone decides: which bytes are answered without the broker, and which never.
 */
final class ProtocolAnswersTest {
    private static AbstractResponse answerTo(AbstractRequest request) {
        DecodeResult result = Frames.decode(Frames.frame(request));
        assertThat(result).isInstanceOf(Answer.class);
        return AbstractResponse.parseResponse(
                Frames.bytes(((Answer) result).response()),
                new RequestHeader(
                        request.apiKey(),
                        request.version(),
                        Frames.CLIENT_ID,
                        Frames.CORRELATION_ID));
    }

    private static String rejection(ByteBuffer frame) {
        DecodeResult result = Frames.decode(frame);
        assertThat(result).isInstanceOf(Rejected.class);
        return ((Rejected) result).why();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 99, Short.MAX_VALUE, -1})
    void apiVersionsOfAnUnknownVersionIsAnsweredInVersion0WithTheKnownOnes(int version) {
        boolean flexible = version >= 3;
        ByteBuffer frame =
                Frames.unhex(
                        "0012",
                        String.format("%04x", version & 0xffff),
                        "00000001 ffff",
                        flexible ? "00 7f7f7f7f" : "");

        Answer answer = (Answer) Frames.decode(frame);

        assertThat(Frames.hex(Frames.bytes(answer.response())))
                .isEqualTo("00000001" + "0023" + "00000001" + "001200000004");
    }

    @ParameterizedTest
    @CsvSource({"'',1.0", "kafka,''", "-kafka,1", "kafka,1_0", "ka fka,1"})
    void aClientWithAnInvalidSoftwareNameIsTold(String name, String version) {
        ApiVersionsRequestData data =
                new ApiVersionsRequestData()
                        .setClientSoftwareName(name)
                        .setClientSoftwareVersion(version);

        AbstractResponse answer = answerTo(new ApiVersionsRequest(data, (short) 3));

        assertThat(((ApiVersionsResponse) answer).data().errorCode())
                .isEqualTo(Errors.INVALID_REQUEST.code());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void produceBefore3IsRejectedAlthoughItIsAdvertised(int version) {
        ByteBuffer frame = Frames.unhex("0000", "000" + version, "00000001 ffff 0001");

        assertThat(rejection(frame))
                .isEqualTo("Produce version " + version + " is not served, 3 to 13 are");
    }

    @ParameterizedTest
    @MethodSource("versionsNextToTheServed")
    void aVersionThatIsNotServedIsRejected(Api api, int version) {
        ByteBuffer frame =
                ByteBuffer.allocate(64).putShort(api.key()).putShort((short) version).clear();

        assertThat(rejection(frame)).contains("version " + version + " is not served");
    }

    static Stream<Arguments> versionsNextToTheServed() {
        return EnumSet.complementOf(EnumSet.of(Api.API_VERSIONS)).stream()
                .flatMap(
                        api ->
                                Stream.of(
                                                ServedVersions.of(api).oldest() - 1,
                                                ServedVersions.of(api).newest() + 1)
                                        .map(version -> Arguments.of(api, version)));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 29, 93, 1000, -1})
    void anApiKeyThatIsNotServedIsRejected(int key) {
        ByteBuffer frame = ByteBuffer.allocate(64).putShort((short) key).clear();

        assertThat(rejection(frame)).isEqualTo("API key " + key + " (version 0) is not served");
    }

    @Test
    void anApiThatThisNodeDoesNotServeIsRejected() {
        ProtocolCodec codec = new ProtocolCodec(EnumSet.of(Api.API_VERSIONS, Api.METADATA));
        ByteBuffer produce = Frames.frame(SampleRequests.of(Api.PRODUCE, (short) 9).kafka());

        assertThat(codec.decode(produce, Frames.HOST)).isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 7, 9})
    void aFrameTooShortForAHeaderIsRejected(int size) {
        ByteBuffer frame = ByteBuffer.allocate(16).putShort(0, (short) 3).limit(size);

        assertThat(rejection(frame)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("strata.wire.Frames#everyVersion")
    void everyRequestThatLacksItsLastByteIsRejected(Frames.Versioned at) {
        ByteBuffer frame = Frames.frame(SampleRequests.of(at.api(), at.version()).kafka());
        ByteBuffer cut = frame.slice(0, frame.remaining() - 1);

        assertThat(rejection(cut)).contains("cannot be read");
    }

    @ParameterizedTest
    @MethodSource("strata.wire.Frames#everyVersion")
    void bytesAfterTheLastFieldArePassedOverAsKafkaDoes(Frames.Versioned at) {
        ByteBuffer frame = Frames.frame(SampleRequests.of(at.api(), at.version()).kafka());
        ByteBuffer longer =
                ByteBuffer.allocate(frame.remaining() + 3).put(frame.duplicate()).clear();

        assertThat(Frames.decode(longer)).isEqualTo(Frames.decode(frame));
    }

    @Test
    void aClientWithoutANameHasAnEmptyOne() {
        ByteBuffer frame = Frames.unhex("0012 0000 00000001 ffff");

        assertThat(((Decoded) Frames.decode(frame)).client().clientId()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11})
    void metadataByIdBefore12IsRefusedAsKafkaDoes(int version) {
        MetadataRequestData data =
                new MetadataRequestData()
                        .setTopics(
                                List.of(
                                        new MetadataRequestTopic()
                                                .setName(null)
                                                .setTopicId(SampleRequests.FLIGHTS_UUID)));

        AbstractResponse answer = answerTo(new MetadataRequest(data, (short) version));

        assertThat(((MetadataResponse) answer).data().topics())
                .singleElement()
                .satisfies(
                        topic -> {
                            assertThat(topic.errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
                            assertThat(topic.topicId()).isEqualTo(SampleRequests.FLIGHTS_UUID);
                        });
    }

    @Test
    void metadataOfATopicWithoutNameAndIdIsRefusedAsKafkaDoes() {
        MetadataRequestData data =
                new MetadataRequestData()
                        .setTopics(List.of(new MetadataRequestTopic().setName(null)));

        AbstractResponse answer = answerTo(new MetadataRequest(data, (short) 12));

        assertThat(((MetadataResponse) answer).data().topics())
                .singleElement()
                .extracting(MetadataResponseTopic::errorCode)
                .isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
    }

    @Test
    void metadataThatGivesIdsMeansItsIdsOnly() {
        MetadataRequestData data =
                new MetadataRequestData()
                        .setTopics(
                                List.of(
                                        new MetadataRequestTopic().setName("weather"),
                                        new MetadataRequestTopic()
                                                .setName(null)
                                                .setTopicId(SampleRequests.FLIGHTS_UUID)));

        Decoded decoded =
                (Decoded) Frames.decode(Frames.frame(new MetadataRequest(data, (short) 12)));

        assertThat(((Metadata.Request) decoded.request()).topics())
                .containsExactly(TopicRef.identified(SampleRequests.FLIGHTS_ID));
    }

    @ParameterizedTest
    @CsvSource({"4,1", "12,1", "13,0", "18,0"})
    void fetchWithAnUnknownIsolationIsAnsweredAsKafkaDoes(int version, int topics) {
        FetchRequestData data =
                new FetchRequestData()
                        .setIsolationLevel((byte) 2)
                        .setTopics(
                                List.of(
                                        new FetchTopic()
                                                .setTopic("flights")
                                                .setPartitions(List.of(new FetchPartition()))));
        FetchRequest request = new FetchRequest(data, (short) version);
        AbstractResponse kafka = request.getErrorResponse(new IllegalArgumentException());

        FetchResponse answer = (FetchResponse) answerTo(request);

        assertThat(answer.data().responses()).hasSize(topics);
        assertThat(answer.errorCounts()).containsKey(Errors.UNKNOWN_SERVER_ERROR);
        assertThat(kafka.errorCounts()).containsKey(Errors.UNKNOWN_SERVER_ERROR);
    }

    @Test
    void listOffsetsWithAnUnknownIsolationIsAnsweredAsKafkaDoes() {
        ByteBuffer frame = Frames.frame(SampleRequests.of(Api.LIST_OFFSETS, (short) 2).kafka());
        // Behind header (18 bytes) and replica id.
        frame.put(22, (byte) 9);

        Answer answer = (Answer) Frames.decode(frame);

        ListOffsetsResponse parsed =
                (ListOffsetsResponse)
                        AbstractResponse.parseResponse(
                                Frames.bytes(answer.response()),
                                new RequestHeader(
                                        ApiKeys.LIST_OFFSETS,
                                        (short) 2,
                                        Frames.CLIENT_ID,
                                        Frames.CORRELATION_ID));
        assertThat(parsed.errorCounts()).containsOnlyKeys(Errors.UNKNOWN_SERVER_ERROR);
    }

    @ParameterizedTest
    @CsvSource({"-3,6,7", "-4,7,8", "-5,8,9", "-6,10,11"})
    void aSpecialTimestampIsRefusedBeforeTheVersionThatBroughtIt(
            long timestamp, int before, int since) {
        assertThat(refusalOf(timestamp, before))
                .isNotNull()
                .extracting(Refusal::error)
                .isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
        assertThat(refusalOf(timestamp, since)).isNull();
    }

    @Test
    void aTimestampThatMeansNothingIsRefusedInEveryVersion() {
        assertThat(refusalOf(-7L, 11)).isNotNull();
        assertThat(refusalOf(Long.MIN_VALUE, 11)).isNotNull();
    }

    private static @Nullable Refusal refusalOf(long timestamp, int version) {
        ListOffsetsPartition partition = new ListOffsetsPartition().setTimestamp(timestamp);
        ListOffsetsRequest request =
                ListOffsetsRequest.Builder.forReplica((short) version, -1)
                        .setTargetTimes(
                                List.of(
                                        new ListOffsetsTopic()
                                                .setName("t")
                                                .setPartitions(List.of(partition))))
                        .build((short) version);
        Decoded decoded = (Decoded) Frames.decode(Frames.frame(request));
        ListOffsets.Request kernel = (ListOffsets.Request) decoded.request();
        return kernel.topics().get(0).partitions().get(0).refusal();
    }

    @Test
    void zstdIsRefusedInProduceBefore7() {
        assertThat(refusalOfZstd(6))
                .isNotNull()
                .extracting(Refusal::error)
                .isEqualTo(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
        assertThat(refusalOfZstd(7)).isNull();
    }

    private static @Nullable Refusal refusalOfZstd(int version) {
        MemoryRecords batch =
                MemoryRecords.withRecords(
                        Compression.zstd().build(), new SimpleRecord(1L, new byte[100]));
        ProduceRequestData data = new ProduceRequestData().setAcks((short) 1);
        data.topicData()
                .add(
                        new TopicProduceData()
                                .setName("flights")
                                .setPartitionData(
                                        List.of(new PartitionProduceData().setRecords(batch))));
        ProduceRequest request = new ProduceRequest(data, (short) version);
        Decoded decoded = (Decoded) Frames.decode(Frames.frame(request));
        Produce.Request kernel = (Produce.Request) decoded.request();
        return kernel.topics().get(0).partitions().get(0).refusal();
    }

    @Test
    void anAssignmentToANegativeBrokerIsRefused() {
        CreateTopicsRequestData data = new CreateTopicsRequestData();
        CreatableTopic topic = new CreatableTopic().setName("flights");
        topic.assignments().add(new CreatableReplicaAssignment().setBrokerIds(List.of(1, -1)));
        data.topics().add(topic);

        AbstractResponse answer = answerTo(new CreateTopicsRequest.Builder(data).build((short) 7));

        assertThat(((CreateTopicsResponse) answer).data().topics())
                .singleElement()
                .extracting(CreatableTopicResult::errorCode)
                .isEqualTo(Errors.INVALID_REPLICA_ASSIGNMENT.code());
    }

    @Test
    void aTopicToDeleteNeedsANameOrAnIdAndNotBoth() {
        DeleteTopicState both =
                new DeleteTopicState().setName("t").setTopicId(SampleRequests.FLIGHTS_UUID);
        DeleteTopicState neither = new DeleteTopicState();

        assertThat(deletionErrors(both)).containsExactly(Errors.INVALID_REQUEST.code());
        assertThat(deletionErrors(neither)).containsExactly(Errors.INVALID_REQUEST.code());
    }

    private static List<Short> deletionErrors(DeleteTopicState topic) {
        DeleteTopicsRequestData data = new DeleteTopicsRequestData().setTopics(List.of(topic));
        AbstractResponse answer = answerTo(new DeleteTopicsRequest.Builder(data).build((short) 6));
        return ((DeleteTopicsResponse) answer)
                .data().responses().stream().map(DeletableTopicResult::errorCode).toList();
    }
}
