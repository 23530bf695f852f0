package strata.wire;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.ProduceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.kernel.ClientInfo;
import strata.kernel.Nullable;
import strata.kernel.request.Produce;
import strata.wire.DecodeResult.Decoded;
import strata.wire.Frames.Versioned;
import strata.wire.SampleRequests.Sample;

/** What kafka-clients writes is read as it was meant. */
final class RequestRoundTripTest {
    @ParameterizedTest
    @MethodSource("strata.wire.Frames#everyVersion")
    void aRequestByKafkaClientsIsReadAsItWasMeant(Versioned at) {
        Sample sample = SampleRequests.of(at.api(), at.version());
        ByteBuffer frame = Frames.frame(sample.kafka());

        DecodeResult result = Frames.decode(frame);

        ClientInfo client = new ClientInfo(Frames.CLIENT_ID, Frames.HOST);
        assertThat(result).isEqualTo(new Decoded(at.context(), client, sample.kernel()));
    }

    @ParameterizedTest
    @MethodSource("strata.wire.Frames#everyVersion")
    void aRequestOutsideTheHeapIsReadAsTheSameInsideIt(Versioned at) {
        Sample sample = SampleRequests.of(at.api(), at.version());
        ByteBuffer frame = Frames.direct(Frames.frame(sample.kafka()));

        DecodeResult result = Frames.decode(frame);

        ClientInfo client = new ClientInfo(Frames.CLIENT_ID, Frames.HOST);
        assertThat(result).isEqualTo(new Decoded(at.context(), client, sample.kernel()));
    }

    @Test
    void recordBatchesAreTheFramesOwnBytesToBeWrittenInPlace() {
        MemoryRecords batch = SampleRequests.batch("value");
        ByteBuffer frame = Frames.direct(Frames.frame(produce(batch)));
        int start = frame.limit() - batch.sizeInBytes();

        Decoded decoded = (Decoded) Frames.decode(frame);
        ByteBuffer batches =
                requireNonNull(SampleRequests.onlyBatch((Produce.Request) decoded.request()));
        batches.putLong(batches.position(), 0x0123456789abcdefL);

        assertThat(frame.getLong(start)).isEqualTo(0x0123456789abcdefL);
    }

    @Test
    void theFrameMayStandAnywhereInALargerBuffer() {
        ByteBuffer frame = Frames.frame(produce(SampleRequests.batch("value")));
        ByteBuffer large = ByteBuffer.allocate(frame.remaining() + 30).position(17);
        large.put(frame.duplicate()).flip().position(17);

        DecodeResult result = Frames.decode(large);

        assertThat(result).isEqualTo(Frames.decode(frame));
        assertThat(large.position()).isEqualTo(17);
    }

    @Test
    void aPartitionWithoutRecordsIsHandedOnAsSuch() {
        Decoded decoded = (Decoded) Frames.decode(Frames.frame(produce(null)));

        assertThat(SampleRequests.onlyBatch((Produce.Request) decoded.request())).isNull();
    }

    private static ProduceRequest produce(@Nullable MemoryRecords records) {
        ProduceRequestData data = new ProduceRequestData().setAcks((short) 1);
        data.topicData()
                .add(
                        new TopicProduceData()
                                .setName("flights")
                                .setPartitionData(
                                        List.of(
                                                new PartitionProduceData()
                                                        .setIndex(0)
                                                        .setRecords(records))));
        return new ProduceRequest(data, (short) 7);
    }
}
