package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.ProduceRequest;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicRef;
import strata.kernel.request.Api;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.Produce;

/** What the two requests that make up nearly all of a node's work cost it in garbage. */
final class CodecCostTest {
    private static final TopicRef FLIGHTS = TopicRef.identified(SampleRequests.FLIGHTS_ID);

    /** Six partitions with 15 KiB each, as a producer under full load sends them. */
    static ByteBuffer produceFrame() {
        ProduceRequestData data = new ProduceRequestData().setAcks((short) 1).setTimeoutMs(30_000);
        TopicProduceData topic = new TopicProduceData().setTopicId(SampleRequests.FLIGHTS_UUID);
        for (int partition = 0; partition < 6; partition++) {
            MemoryRecords batch = SampleRequests.batch("v".repeat(15 * 1024));
            topic.partitionData()
                    .add(new PartitionProduceData().setIndex(partition).setRecords(batch));
        }
        data.topicData().add(topic);
        return Frames.direct(Frames.frame(ProduceRequest.builder(data).build((short) 13)));
    }

    static Produce.Response produceResponse() {
        List<Produce.PartitionResult> partitions =
                List.of(0, 1, 2, 3, 4, 5).stream()
                        .map(
                                partition ->
                                        new Produce.PartitionResult(
                                                partition, ErrorCode.NONE, 1L, -1L, 0L, null))
                        .toList();
        return new Produce.Response(List.of(new Produce.TopicResult(FLIGHTS, partitions)));
    }

    static Fetch.Response fetchResponse(MemorySlice records) {
        List<Fetch.PartitionResult> partitions =
                List.of(0, 1, 2, 3, 4, 5).stream()
                        .map(
                                partition ->
                                        new Fetch.PartitionResult(
                                                partition,
                                                ErrorCode.NONE,
                                                1L,
                                                1L,
                                                0L,
                                                null,
                                                records))
                        .toList();
        return new Fetch.Response(
                ErrorCode.NONE, 0, List.of(new Fetch.TopicResult(FLIGHTS, partitions)));
    }

    @Test
    void readingAProduceRequestOf90KibTakesLessThan4KibOfHeap() {
        ByteBuffer frame = produceFrame();

        long allocated = Allocations.bytesOfWarm(() -> Frames.decode(frame));

        assertThat(frame.remaining()).isGreaterThan(90 * 1024);
        assertThat(allocated).isLessThan(4 * 1024);
    }

    @Test
    void answeringAProduceRequestTakesLessThan3KibOfHeap() {
        RequestContext context = new RequestContext(Api.PRODUCE, (short) 13, 1);
        Produce.Response response = produceResponse();

        long allocated = Allocations.bytesOfWarm(() -> Frames.CODEC.encode(context, response));

        assertThat(allocated).isLessThan(3 * 1024);
    }

    @Test
    void answeringAFetchTakesLessThan6KibOfHeapHoweverMuchIsFetched() {
        RequestContext context = new RequestContext(Api.FETCH, (short) 18, 1);
        Fetch.Response response = fetchResponse(new MemorySlice(new byte[1 << 20]));

        long allocated = Allocations.bytesOfWarm(() -> Frames.CODEC.encode(context, response));

        assertThat(allocated).isLessThan(6 * 1024);
    }

    private static Fetch.Request followersFetch() {
        List<Fetch.PartitionFetch> partitions =
                List.of(0, 1, 2, 3, 4, 5).stream()
                        .map(p -> new Fetch.PartitionFetch(p, 7, 1L << 40, 7, 0L, 1 << 20))
                        .toList();
        return new Fetch.Request(
                3,
                500,
                1,
                10 << 20,
                IsolationLevel.READ_UNCOMMITTED,
                9,
                12,
                List.of(new Fetch.TopicFetch(FLIGHTS, partitions)));
    }

    @Test
    void askingForAFetchTakesLessThan3KibOfHeap() {
        PeerCodec codec = new PeerCodec("node");
        Fetch.Request request = followersFetch();

        long allocated = Allocations.bytesOfWarm(() -> codec.encode(1, request));

        assertThat(allocated).isLessThan(3 * 1024);
    }

    @Test
    void readingAnAnswerToAFetchTakesLessThan4KibOfHeapHoweverMuchWasFetched() {
        PeerCodec codec = new PeerCodec("node");
        RequestContext context = new RequestContext(Api.FETCH, (short) 18, 1);
        MemorySlice records = new MemorySlice(new byte[1 << 20]);
        ByteBuffer frame =
                Frames.direct(Frames.bytes(Frames.CODEC.encode(context, fetchResponse(records))));

        long allocated = Allocations.bytesOfWarm(() -> codec.decode(context, frame));

        assertThat(allocated).isLessThan(4 * 1024);
    }
}
