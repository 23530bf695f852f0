package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
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
import strata.kernel.request.Response;
import strata.kernel.request.TransactionSupport;
import strata.wire.DecodeResult.Decoded;

/**
 * Old clients, byte by byte. These bytes were put together by hand from the protocol page, so that
 * they do not depend on kafka-clients, which cannot even write some of them any more.
 */
final class OldBandBytesTest {
    // correlation id 1, client id "py"
    private static final String HEADER_END = "00000001 0002 7079";

    private static Request request(String... digits) {
        DecodeResult result = Frames.decode(Frames.unhex(digits));
        assertThat(result).isInstanceOf(Decoded.class);
        Decoded decoded = (Decoded) result;
        assertThat(decoded.context().correlationId()).isEqualTo(1);
        assertThat(decoded.client().clientId()).isEqualTo("py");
        return decoded.request();
    }

    private static String answer(Api api, int version, Response response) {
        RequestContext context = new RequestContext(api, (short) version, 1);
        return Frames.hex(Frames.bytes(Frames.CODEC.encode(context, response)));
    }

    private static String hex(String... digits) {
        return String.join("", digits).replace(" ", "");
    }

    @Test
    void apiVersions0HasNoBody() {
        Request request = request("0012 0000", HEADER_END);

        assertThat(request).isEqualTo(new ApiVersions.Request("", ""));
    }

    @Test
    void apiVersions0IsAnsweredWithoutThrottleTimeOrTags() {
        ApiVersions.Response response =
                new ApiVersions.Response(EnumSet.of(Api.PRODUCE, Api.API_VERSIONS));

        assertThat(answer(Api.API_VERSIONS, 0, response))
                .isEqualTo(hex("00000001", "0000", "00000002", "0000 0000 000d", "0012 0000 0004"));
    }

    @Test
    void apiVersions3IsAnsweredWithTheOldestHeaderYetAFlexibleBody() {
        ApiVersions.Response response =
                new ApiVersions.Response(EnumSet.of(Api.PRODUCE, Api.API_VERSIONS));

        assertThat(answer(Api.API_VERSIONS, 3, response))
                .isEqualTo(
                        hex(
                                "00000001", // and no tags
                                "0000",
                                "03",
                                "0000 0000 000d 00",
                                "0012 0000 0004 00",
                                "00000000",
                                "00"));
    }

    @Test
    void metadata0AsksForAllTopicsWithAnEmptyListAndLetsThemBeMade() {
        Request request = request("0003 0000", HEADER_END, "00000000");

        assertThat(request).isEqualTo(new Metadata.Request(null, true));
    }

    @Test
    void metadata1AsksForAllTopicsWithNullAndForNoneWithAnEmptyList() {
        Request all = request("0003 0001", HEADER_END, "ffffffff");
        Request none = request("0003 0001", HEADER_END, "00000000");

        assertThat(all).isEqualTo(new Metadata.Request(null, true));
        assertThat(none).isEqualTo(new Metadata.Request(List.of(), true));
    }

    @Test
    void metadata4SaysWhetherTopicsMayBeMade() {
        Request request = request("0003 0004", HEADER_END, "00000001 0001 74", "00");

        assertThat(request).isEqualTo(new Metadata.Request(List.of(TopicRef.named("t")), false));
    }

    @Test
    void metadata0IsAnsweredWithoutRackControllerAndEpoch() {
        Metadata.Response response =
                new Metadata.Response(
                        List.of(new Metadata.Broker(new NodeId(1), "h", 9092, "rack")),
                        "cluster",
                        null,
                        List.of(
                                new Metadata.TopicDescription(
                                        ErrorCode.NONE,
                                        "t",
                                        new TopicId(1, 2),
                                        false,
                                        List.of(
                                                new Metadata.PartitionDescription(
                                                        ErrorCode.NONE,
                                                        0,
                                                        new NodeId(1),
                                                        5,
                                                        List.of(new NodeId(1)),
                                                        List.of(new NodeId(1)),
                                                        List.of())))));

        assertThat(answer(Api.METADATA, 0, response))
                .isEqualTo(
                        hex(
                                "00000001",
                                "00000001", // brokers
                                "00000001 0001 68 00002384",
                                "00000001", // topics
                                "0000 0001 74",
                                "00000001", // partitions
                                "0000 00000000 00000001",
                                "00000001 00000001",
                                "00000001 00000001"));
    }

    @Test
    void metadata1TellsMinusOneForNoController() {
        Metadata.Response response = new Metadata.Response(List.of(), "cluster", null, List.of());

        assertThat(answer(Api.METADATA, 1, response))
                .isEqualTo(hex("00000001", "00000000", "ffffffff", "00000000"));
    }

    @Test
    void metadata8TellsThatNobodySaidWhatIsAllowed() {
        Metadata.Response response = new Metadata.Response(List.of(), "c", null, List.of());

        assertThat(answer(Api.METADATA, 8, response))
                .isEqualTo(
                        hex(
                                "00000001",
                                "00000000",
                                "00000000",
                                "0001 63",
                                "ffffffff",
                                "00000000",
                                "80000000"));
    }

    @Test
    void produce3HasNamesAndBytes() {
        Request request =
                request(
                        "0000 0003",
                        HEADER_END,
                        "ffff", // no transactional id
                        "0001", // acks
                        "000003e8",
                        "00000001 0001 74", // topics
                        "00000001 00000002", // partitions
                        "00000003 0a0b0c");

        assertThat(request)
                .isEqualTo(
                        new Produce.Request(
                                (short) 1,
                                1000,
                                null,
                                TransactionSupport.OLD,
                                List.of(
                                        new Produce.TopicData(
                                                TopicRef.named("t"),
                                                List.of(
                                                        new Produce.PartitionData(
                                                                2,
                                                                ByteBuffer.wrap(
                                                                        new byte[] {
                                                                            10, 11, 12
                                                                        })))))));
    }

    @Test
    void produce3IsAnsweredWithoutLogStartAndMessage() {
        Produce.Response response =
                new Produce.Response(
                        List.of(
                                new Produce.TopicResult(
                                        TopicRef.named("t"),
                                        List.of(
                                                new Produce.PartitionResult(
                                                        2, ErrorCode.NONE, 7L, -1L, 3L, "m")))));

        assertThat(answer(Api.PRODUCE, 3, response))
                .isEqualTo(
                        hex(
                                "00000001",
                                "00000001 0001 74",
                                "00000001 00000002 0000",
                                "0000000000000007 ffffffffffffffff",
                                "00000000"));
    }

    @Test
    void fetch4HasNoSessionAndNoEpoch() {
        Request request =
                request(
                        "0001 0004",
                        HEADER_END,
                        "ffffffff 000001f4 00000001 00100000", // replica, wait, min, max
                        "01", // read committed
                        "00000001 0001 74",
                        "00000001 00000002 0000000000000009 00080000");

        assertThat(request)
                .isEqualTo(
                        new Fetch.Request(
                                -1,
                                500,
                                1,
                                1 << 20,
                                IsolationLevel.READ_COMMITTED,
                                0,
                                -1,
                                List.of(
                                        new Fetch.TopicFetch(
                                                TopicRef.named("t"),
                                                List.of(
                                                        new Fetch.PartitionFetch(
                                                                2, -1, 9L, -1, -1L, 1 << 19))))));
    }

    @Test
    void fetch4IsAnsweredWithEmptyRecordsWhereThereAreNone() {
        Fetch.Response response =
                new Fetch.Response(
                        ErrorCode.NONE,
                        0,
                        List.of(
                                new Fetch.TopicResult(
                                        TopicRef.named("t"),
                                        List.of(
                                                new Fetch.PartitionResult(
                                                        2,
                                                        ErrorCode.NONE,
                                                        9L,
                                                        9L,
                                                        0L,
                                                        null,
                                                        null)))));

        assertThat(answer(Api.FETCH, 4, response))
                .isEqualTo(
                        hex(
                                "00000001",
                                "00000000",
                                "00000001 0001 74",
                                "00000001 00000002 0000",
                                "0000000000000009 0000000000000009",
                                "ffffffff", // no aborted transactions asked for
                                "00000000")); // records
    }

    @Test
    void listOffsets1HasNoIsolation() {
        Request request =
                request(
                        "0002 0001",
                        HEADER_END,
                        "ffffffff",
                        "00000001 0001 74",
                        "00000001 00000002 fffffffffffffffe");

        assertThat(request)
                .isEqualTo(
                        new ListOffsets.Request(
                                -1,
                                IsolationLevel.READ_UNCOMMITTED,
                                List.of(
                                        new ListOffsets.TopicQuery(
                                                "t",
                                                List.of(
                                                        new ListOffsets.PartitionQuery(
                                                                2, -1, ListOffsets.EARLIEST))))));
    }

    @Test
    void listOffsets1IsAnsweredWithoutThrottleTimeAndEpoch() {
        ListOffsets.Response response =
                new ListOffsets.Response(
                        List.of(
                                new ListOffsets.TopicResult(
                                        "t",
                                        List.of(
                                                new ListOffsets.PartitionResult(
                                                        2, ErrorCode.NONE, -1L, 7L, 4)))));

        assertThat(answer(Api.LIST_OFFSETS, 1, response))
                .isEqualTo(
                        hex(
                                "00000001",
                                "00000001 0001 74",
                                "00000001 00000002 0000",
                                "ffffffffffffffff 0000000000000007"));
    }
}
