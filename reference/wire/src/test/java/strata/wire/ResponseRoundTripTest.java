package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.kernel.Check;
import strata.kernel.ErrorCode;
import strata.kernel.TopicRef;
import strata.kernel.request.Api;
import strata.kernel.request.Fetch;
import strata.kernel.request.Metadata;
import strata.kernel.request.Produce;
import strata.kernel.request.Response;
import strata.kernel.storage.FileSlice;
import strata.wire.EncodedResponse.Segment;
import strata.wire.Frames.Versioned;
import strata.wire.SampleResponses.Sample;

/** What is answered has the bytes that a Kafka broker would send, and kafka-clients read it. */
final class ResponseRoundTripTest {
    @ParameterizedTest
    @MethodSource("strata.wire.Frames#everyVersion")
    void anAnswerHasTheBytesThatKafkaWouldSend(Versioned at) {
        Sample sample = SampleResponses.of(at.api(), at.version());
        ResponseHeader header = at.header().toResponseHeader();
        ByteBuffer kafka =
                RequestUtils.serialize(
                        header.data(), header.headerVersion(), sample.kafka(), at.version());

        EncodedResponse encoded = Frames.CODEC.encode(at.context(), sample.kernel());

        assertThat(Frames.hex(Frames.bytes(encoded))).isEqualTo(Frames.hex(kafka));
    }

    @ParameterizedTest
    @MethodSource("strata.wire.Frames#everyVersion")
    void kafkaClientsReadAnAnswerToItsLastByte(Versioned at) {
        Sample sample = SampleResponses.of(at.api(), at.version());
        EncodedResponse encoded = Frames.CODEC.encode(at.context(), sample.kernel());
        ByteBuffer bytes = Frames.bytes(encoded);

        AbstractResponse parsed = AbstractResponse.parseResponse(bytes, at.header());

        assertThat(parsed.apiKey()).isEqualTo(at.key());
        assertThat(bytes.remaining()).isZero();
    }

    @Test
    void recordsAreNotCopiedButStandBetweenTheOtherBytes() {
        FileSlice records = SampleResponses.slice(SampleRequests.batch("value"));

        EncodedResponse encoded = encodeFetch(11, records);

        assertThat(encoded.segments()).hasSize(2).last().isEqualTo(new Segment.File(records));
    }

    @Test
    void anAnswerThatIsDroppedGivesItsFilesBack() {
        MemorySlice records = SampleResponses.slice(SampleRequests.batch("value"));
        EncodedResponse encoded = encodeFetch(18, records);

        encoded.release();

        assertThat(records.references()).isZero();
    }

    @Test
    void anEmptySliceIsGivenBackAtOnceAndLeavesNoSegment() {
        MemorySlice records = new MemorySlice(new byte[0]);

        EncodedResponse encoded = encodeFetch(18, records);

        assertThat(records.references()).isZero();
        assertThat(encoded.segments()).hasSize(1);
    }

    @Test
    void anOldConsumerHearsOfAStorageErrorByACodeThatItKnows() {
        Fetch.PartitionResult failed =
                Fetch.PartitionResult.failed(0, ErrorCode.KAFKA_STORAGE_ERROR);

        assertThat(Frames.hex(fetchBytes(5, failed))).contains("00000000" + "0006");
        assertThat(Frames.hex(fetchBytes(6, failed))).contains("00000000" + "0038");
    }

    @Test
    void anOldClientHearsOfAMissingListenerByACodeThatItKnows() {
        assertThat(Frames.hex(metadataBytes(5))).contains("0005" + "00000003");
        assertThat(Frames.hex(metadataBytes(6))).contains("0048" + "00000003");
    }

    @Test
    void anAnswerByNameToARequestByIdIsABug() {
        Produce.Response byName =
                new Produce.Response(
                        List.of(new Produce.TopicResult(TopicRef.named("flights"), List.of())));
        RequestContext byId = new RequestContext(Api.PRODUCE, (short) 13, 1);

        assertThatThrownBy(() -> Frames.CODEC.encode(byId, byName))
                .isInstanceOf(Check.CheckFailed.class);
    }

    @Test
    void noAnswerHasNoBytes() {
        RequestContext context = new RequestContext(Api.PRODUCE, (short) 9, 1);

        assertThatThrownBy(() -> Frames.CODEC.encode(context, new Response.NoAnswer()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static EncodedResponse encodeFetch(int version, FileSlice records) {
        return encodeFetch(
                version, new Fetch.PartitionResult(0, ErrorCode.NONE, 1L, 1L, 0L, null, records));
    }

    private static EncodedResponse encodeFetch(int version, Fetch.PartitionResult partition) {
        TopicRef topic = SampleResponses.flights(version >= 13);
        return Frames.CODEC.encode(
                new RequestContext(Api.FETCH, (short) version, 1),
                new Fetch.Response(
                        ErrorCode.NONE,
                        0,
                        List.of(new Fetch.TopicResult(topic, List.of(partition)))));
    }

    private static ByteBuffer fetchBytes(int version, Fetch.PartitionResult partition) {
        return Frames.bytes(encodeFetch(version, partition));
    }

    private static ByteBuffer metadataBytes(int version) {
        Metadata.PartitionDescription partition =
                new Metadata.PartitionDescription(
                        ErrorCode.LISTENER_NOT_FOUND, 3, null, 0, List.of(), List.of(), List.of());
        Metadata.TopicDescription topic =
                new Metadata.TopicDescription(
                        ErrorCode.NONE,
                        "flights",
                        SampleRequests.FLIGHTS_ID,
                        false,
                        List.of(partition));
        return Frames.bytes(
                Frames.CODEC.encode(
                        new RequestContext(Api.METADATA, (short) version, 1),
                        new Metadata.Response(List.of(), "c", null, List.of(topic))));
    }
}
