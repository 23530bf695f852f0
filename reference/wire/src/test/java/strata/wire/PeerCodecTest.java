package strata.wire;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.Api;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.Fetch;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.Metadata;
import strata.kernel.request.Response;
import strata.kernel.storage.FileSlice;
import strata.wire.Frames.Versioned;
import strata.wire.PeerCodec.AnswerResult;
import strata.wire.PeerCodec.AnswerResult.Answered;
import strata.wire.PeerCodec.AnswerResult.Malformed;
import strata.wire.PeerCodec.EncodedRequest;

/** What nodes ask each other has Kafka's bytes, and Kafka's answers are read as they were meant. */
final class PeerCodecTest {
    private static final long SEED = 20_261_122L;
    private static final PeerCodec CODEC = new PeerCodec(Frames.CLIENT_ID);

    /** What nodes ask each other, in the versions in which they do. */
    static Stream<Versioned> asked() {
        EnumSet<Api> apis =
                EnumSet.of(
                        Api.FETCH,
                        Api.FETCH_SNAPSHOT,
                        Api.LIST_OFFSETS,
                        Api.OFFSET_FOR_LEADER_EPOCH,
                        Api.VOTE,
                        Api.BEGIN_QUORUM_EPOCH,
                        Api.END_QUORUM_EPOCH,
                        Api.DESCRIBE_QUORUM,
                        Api.BROKER_REGISTRATION,
                        Api.BROKER_HEARTBEAT,
                        Api.UNREGISTER_BROKER,
                        Api.ALTER_PARTITION,
                        Api.ELECT_LEADERS,
                        Api.ALTER_PARTITION_REASSIGNMENTS,
                        Api.LIST_PARTITION_REASSIGNMENTS,
                        Api.API_VERSIONS,
                        Api.CREATE_TOPICS,
                        Api.DELETE_TOPICS,
                        Api.CREATE_PARTITIONS,
                        Api.ALTER_CONFIGS,
                        Api.INCREMENTAL_ALTER_CONFIGS,
                        Api.ADD_PARTITIONS_TO_TXN,
                        Api.WRITE_TXN_MARKERS,
                        Api.ALLOCATE_PRODUCER_IDS);
        return Stream.concat(
                Stream.of(
                        new Versioned(Api.FETCH, (short) 12),
                        new Versioned(Api.UPDATE_FEATURES, (short) 1)),
                apis.stream().map(api -> new Versioned(api, ServedVersions.of(api).newest())));
    }

    @ParameterizedTest
    @MethodSource("asked")
    void aRequestHasTheBytesThatKafkaWouldSend(Versioned at) {
        SampleRequests.Sample sample = SampleRequests.of(at.api(), at.version());

        EncodedRequest encoded = CODEC.encode(Frames.CORRELATION_ID, sample.kernel());

        assertThat(encoded.context()).isEqualTo(at.context());
        ByteBuffer frame = encoded.frame();
        assertThat(frame.getInt()).isEqualTo(frame.remaining());
        assertThat(Frames.hex(frame)).isEqualTo(Frames.hex(Frames.frame(sample.kafka())));
    }

    @ParameterizedTest
    @MethodSource("asked")
    void anAnswerOfKafkaIsReadAsItWasMeant(Versioned at) {
        SampleResponses.Sample sample = SampleResponses.of(at.api(), at.version());

        AnswerResult inside = CODEC.decode(at.context(), kafkaFrame(at));
        AnswerResult outside = CODEC.decode(at.context(), Frames.direct(kafkaFrame(at)));

        Response expected = comparable(told(sample.kernel(), at.version()));
        assertThat(comparable(((Answered) inside).response())).isEqualTo(expected);
        assertThat(comparable(((Answered) outside).response())).isEqualTo(expected);
    }

    private static ByteBuffer kafkaFrame(Versioned at) {
        SampleResponses.Sample sample = SampleResponses.of(at.api(), at.version());
        ResponseHeader header = at.header().toResponseHeader();
        return RequestUtils.serialize(
                header.data(), header.headerVersion(), sample.kafka(), at.version());
    }

    /** What of an answer stands in its bytes. */
    private static Response told(Response response, short version) {
        if (response instanceof Fetch.Response fetch && version < 16) {
            return new Fetch.Response(fetch.error(), fetch.sessionId(), fetch.topics());
        }
        if (response instanceof CreateTopics.Response create) {
            return new CreateTopics.Response(
                    create.topics().stream().map(PeerCodecTest::told).toList());
        }
        return response;
    }

    private static CreateTopics.TopicResult told(CreateTopics.TopicResult topic) {
        return new CreateTopics.TopicResult(
                topic.name(),
                topic.id(),
                topic.error(),
                topic.errorMessage(),
                topic.partitionCount(),
                topic.replicationFactor(),
                topic.configs().stream()
                        .map(
                                entry ->
                                        new DescribeConfigs.Entry(
                                                entry.name(),
                                                entry.value(),
                                                entry.readOnly(),
                                                entry.source(),
                                                entry.sensitive(),
                                                List.of(),
                                                DescribeConfigs.Type.UNKNOWN,
                                                null))
                        .toList());
    }

    /** The same answer with slices that are equal when their bytes are. */
    private static Response comparable(Response response) {
        if (response instanceof FetchSnapshot.Response piece) {
            return piece.withBytes(comparable(piece.bytes()));
        }
        if (!(response instanceof Fetch.Response fetch)) {
            return response;
        }
        List<Fetch.TopicResult> topics = new ArrayList<>();
        for (Fetch.TopicResult topic : fetch.topics()) {
            topics.add(
                    new Fetch.TopicResult(
                            topic.topic(),
                            topic.partitions().stream()
                                    .map(p -> p.withRecords(comparable(p.records())))
                                    .toList()));
        }
        return new Fetch.Response(fetch.error(), fetch.sessionId(), topics, fetch.endpoints());
    }

    private static @Nullable FileSlice comparable(@Nullable FileSlice slice) {
        if (slice == null) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        slice.read(bytes, 0);
        return new FrameSlice(bytes.flip());
    }

    @Test
    void recordsAreTheFramesOwnBytesToBeWrittenInPlace() {
        Versioned at = new Versioned(Api.FETCH, (short) 18);
        ByteBuffer frame = Frames.direct(kafkaFrame(at));

        Answered answered = (Answered) CODEC.decode(at.context(), frame);
        Fetch.Response fetch = (Fetch.Response) answered.response();
        FileSlice records = requireNonNull(fetch.topics().get(0).partitions().get(0).records());
        ByteBuffer bytes = requireNonNull(records.bytes());
        bytes.putLong(bytes.position(), 0x0123456789abcdefL);

        assertThat(Frames.hex(frame)).contains("0123456789abcdef");
        assertThat(records.count()).isEqualTo(SampleRequests.batch("value").sizeInBytes());
    }

    @Test
    void aPartOfASliceIsReadFromWhereItIsAskedFor() {
        FileSlice slice = new FrameSlice(ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 4}, 1, 4));
        ByteBuffer into = ByteBuffer.allocate(2);

        assertThat(slice.read(into, 1)).isEqualTo(2);

        assertThat(into.array()).containsExactly(2, 3);
        assertThat(slice.read(ByteBuffer.allocate(9), 3)).isEqualTo(1);
    }

    @Test
    void anAnswerToAnotherRequestIsMalformed() {
        Versioned at = new Versioned(Api.VOTE, (short) 2);
        RequestContext other = new RequestContext(Api.VOTE, (short) 2, 5);

        assertThat(CODEC.decode(other, kafkaFrame(at)))
                .isEqualTo(
                        new Malformed(
                                "an answer to request "
                                        + Frames.CORRELATION_ID
                                        + ", where one to 5 is due"));
    }

    @Test
    void whatNodesDoNotAskEachOtherIsRefused() {
        Metadata.Request metadata = new Metadata.Request(null, false);

        assertThatThrownBy(() -> CODEC.encode(1, metadata))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noMutationOfAnAnswerThrowsOrTakesMoreThanItsSizeTells() {
        List<Versioned> apis = asked().toList();
        List<ByteBuffer> frames = apis.stream().map(PeerCodecTest::kafkaFrame).toList();
        Random random = new Random(SEED);
        int malformed = 0;
        AnswerResult[] result = new AnswerResult[1];
        for (int i = 0; i < 40_000; i++) {
            int which = i % apis.size();
            ByteBuffer bytes = HostileRequestTest.mutate(frames.get(which), random);
            RequestContext context = apis.get(which).context();

            long allocated = Allocations.bytesOf(() -> result[0] = CODEC.decode(context, bytes));

            malformed += result[0] instanceof Malformed ? 1 : 0;
            if (i > 4_000) {
                assertThat(allocated)
                        .as("mutation %s: %s", i, Frames.hex(bytes))
                        .isLessThan(64L * 1024 + 64L * bytes.remaining());
            }
        }
        assertThat(malformed).isBetween(4_000, 36_000);
    }

    @Test
    void millionsOfTheSmallestElementsAreRejectedBeforeTheyFillTheHeap() {
        ByteBuffer frame = ByteBuffer.allocateDirect(16 << 20);
        // Correlation, tags, throttling, error, session, and two million topics and no more.
        frame.put(Frames.unhex("00000001 00 00000000 0000 00000000 81897a"));
        while (frame.remaining() >= 18) {
            frame.putLong(0L).putLong(0L).put((byte) 1).put((byte) 0);
        }
        frame.clear();
        RequestContext context = new RequestContext(Api.FETCH, (short) 18, 1);
        AnswerResult[] result = new AnswerResult[1];

        long allocated = Allocations.bytesOf(() -> result[0] = CODEC.decode(context, frame));

        assertThat(result[0]).isInstanceOf(Malformed.class);
        assertThat(allocated).isLessThan(2 * FrameReader.BUDGET_BYTES);
    }

    // This hangs for minutes where kafka-clients' own collections get what a client chose.
    @Test
    void namesOfEqualHashCostNoMoreThanOthersWhenTheyArePassedOn() {
        List<CreateTopics.NewTopic> topics = new ArrayList<>();
        List<CreateTopics.TopicResult> results = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            String name = HostileNamesTest.colliding(i);
            topics.add(new CreateTopics.NewTopic(name, 1, (short) 1, List.of(), List.of()));
            results.add(CreateTopics.TopicResult.failed(name, ErrorCode.POLICY_VIOLATION, "no"));
        }
        EncodedRequest encoded = CODEC.encode(1, new CreateTopics.Request(topics, 1, false));
        EncodedResponse response =
                Frames.CODEC.encode(encoded.context(), new CreateTopics.Response(results));

        AnswerResult answer = CODEC.decode(encoded.context(), Frames.bytes(response));

        assertThat(encoded.frame().remaining()).isGreaterThan(40_000 * 32);
        assertThat(((Answered) answer).response()).isEqualTo(new CreateTopics.Response(results));
    }
}
