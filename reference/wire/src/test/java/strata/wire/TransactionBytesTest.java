package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.AllocateProducerIdsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicPartition;
import strata.kernel.request.AddOffsetsToTxn;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.AddPartitionsToTxn.PartitionResult;
import strata.kernel.request.AddPartitionsToTxn.Transaction;
import strata.kernel.request.AllocateProducerIds;
import strata.kernel.request.Api;
import strata.kernel.request.EndTxn;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.WriteTxnMarkers;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.TransactionVersion;
import strata.wire.DecodeResult.Answer;
import strata.wire.DecodeResult.Decoded;

/**
 * Transactions, byte by byte: put together by hand from the protocol page, so that they do not
 * depend on kafka-clients.
 */
final class TransactionBytesTest {
    // Correlation id 1, client id "py"; in flexible versions no tags.
    private static final String HEADER = "00000001 0002 7079";
    private static final String FLEXIBLE_HEADER = HEADER + "00";

    private static Request request(String... digits) {
        DecodeResult result = Frames.decode(Frames.unhex(digits));
        assertThat(result).isInstanceOf(Decoded.class);
        return ((Decoded) result).request();
    }

    private static String answer(Api api, int version, Response response) {
        RequestContext context = new RequestContext(api, (short) version, 1);
        return Frames.hex(Frames.bytes(Frames.CODEC.encode(context, response)));
    }

    private static String hex(String... digits) {
        return String.join("", digits).replace(" ", "");
    }

    @Test
    void initProducerId0OfAnIdempotentProducerHasNoTransactionalId() {
        Request request = request("0016 0000", HEADER, "ffff", "0000ea60");

        assertThat(request).isEqualTo(new InitProducerId.Request(null, 60_000, -1L, (short) -1));
    }

    @Test
    void initProducerId5SaysWhoTheProducerIs() {
        Request request =
                request(
                        "0016 0005",
                        FLEXIBLE_HEADER,
                        "02 74",
                        "0000ea60",
                        "0000000000000007",
                        "000c",
                        "00");

        assertThat(request).isEqualTo(new InitProducerId.Request("t", 60_000, 7L, (short) 12));
    }

    @Test
    void endTxn4IsOneOfTheFirstTransactionsAndIsAnsweredByAnErrorOnly() {
        Request request =
                request(
                        "001a 0004",
                        FLEXIBLE_HEADER,
                        "02 74",
                        "0000000000000007",
                        "000c",
                        "01",
                        "00");

        assertThat(request)
                .isEqualTo(new EndTxn.Request("t", 7L, (short) 12, true, TransactionVersion.V0));
        assertThat(answer(Api.END_TXN, 4, new EndTxn.Response(ErrorCode.NONE, 7L, (short) 13)))
                .isEqualTo(hex("00000001 00", "00000000", "0000", "00"));
    }

    @Test
    void endTxn5IsAnsweredByTheEpochForTheNextTransaction() {
        Request request =
                request(
                        "001a 0005",
                        FLEXIBLE_HEADER,
                        "02 74",
                        "0000000000000007",
                        "000c",
                        "00",
                        "00");

        assertThat(request)
                .isEqualTo(new EndTxn.Request("t", 7L, (short) 12, false, TransactionVersion.V2));
        assertThat(answer(Api.END_TXN, 5, new EndTxn.Response(ErrorCode.NONE, 7L, (short) 13)))
                .isEqualTo(
                        hex("00000001 00", "00000000", "0000", "0000000000000007", "000d", "00"));
    }

    @Test
    void addPartitionsToTxn0IsOfOneTransaction() {
        Request request =
                request(
                        "0018 0000",
                        HEADER,
                        "0001 74",
                        "0000000000000007",
                        "000c",
                        "00000001",
                        "0001 61",
                        "00000002 00000003 00000001");

        assertThat(request)
                .isEqualTo(
                        new AddPartitionsToTxn.Request(
                                List.of(
                                        new Transaction(
                                                "t",
                                                7L,
                                                (short) 12,
                                                false,
                                                TransactionVersion.V0,
                                                List.of(
                                                        new TopicPartition("a", 3),
                                                        new TopicPartition("a", 1))))));
        assertThat(answer(Api.ADD_PARTITIONS_TO_TXN, 0, added(ErrorCode.PRODUCER_FENCED)))
                .isEqualTo(
                        hex(
                                "00000001",
                                "00000000",
                                "00000001",
                                "0001 61",
                                "00000001",
                                "00000003 002f"));
    }

    @Test
    void addPartitionsToTxn5IsOfManyTransactions() {
        String transaction =
                "02 74" + "0000000000000007" + "000c" + "01" + "02" + "02 61 02 00000003 00" + "00";
        Request request =
                request("0018 0005", FLEXIBLE_HEADER, "03", transaction, transaction, "00");

        Transaction verified =
                new Transaction(
                        "t",
                        7L,
                        (short) 12,
                        true,
                        TransactionVersion.V2,
                        List.of(new TopicPartition("a", 3)));
        assertThat(request).isEqualTo(new AddPartitionsToTxn.Request(List.of(verified, verified)));
        assertThat(answer(Api.ADD_PARTITIONS_TO_TXN, 5, added(ErrorCode.PRODUCER_FENCED)))
                .isEqualTo(
                        hex(
                                "00000001 00",
                                "00000000",
                                "0000",
                                "02",
                                "02 74",
                                "02 02 61",
                                "02 00000003 005a 00",
                                "00 00 00"));
    }

    private static AddPartitionsToTxn.Response added(ErrorCode error) {
        return new AddPartitionsToTxn.Response(
                ErrorCode.NONE,
                List.of(
                        new AddPartitionsToTxn.Result(
                                "t",
                                List.of(new PartitionResult(new TopicPartition("a", 3), error)))));
    }

    @ParameterizedTest
    @CsvSource({"1, ''", "2, 02"})
    void writeTxnMarkers2TellsTheVersionOfTheTransaction(int version, String transactionVersion) {
        Request request =
                request(
                        "001b 000" + version,
                        FLEXIBLE_HEADER,
                        "02",
                        "0000000000000007",
                        "000c",
                        "01",
                        "02 02 61 02 00000003 00",
                        "00000009",
                        transactionVersion,
                        "00 00");

        assertThat(request)
                .isEqualTo(
                        new WriteTxnMarkers.Request(
                                List.of(
                                        new WriteTxnMarkers.Marker(
                                                7L,
                                                (short) 12,
                                                new EndMarker(true, 9),
                                                version == 2
                                                        ? TransactionVersion.V2
                                                        : TransactionVersion.V0,
                                                List.of(new TopicPartition("a", 3))))));
    }

    // KIP-588: who does not know PRODUCER_FENCED is told what it was before.
    @ParameterizedTest
    @CsvSource({"1, 002f", "2, 005a", "4, 005a"})
    void aProducerIsToldThatItIsFencedAsItsVersionKnowsIt(int version, String error) {
        String offsets =
                answer(
                        Api.ADD_OFFSETS_TO_TXN,
                        version,
                        new AddOffsetsToTxn.Response(ErrorCode.PRODUCER_FENCED));
        String end =
                answer(Api.END_TXN, version, EndTxn.Response.failed(ErrorCode.PRODUCER_FENCED));

        assertThat(offsets).contains("00000000" + error);
        assertThat(end).contains("00000000" + error);
    }

    @Test
    void aTopicThatComesBackIsToldAgainSoThatTheOrderStays() {
        AddPartitionsToTxn.Response response =
                new AddPartitionsToTxn.Response(
                        ErrorCode.NONE,
                        List.of(
                                new AddPartitionsToTxn.Result(
                                        "t",
                                        List.of(
                                                result("a", 1, ErrorCode.NONE),
                                                result("b", 1, ErrorCode.NONE),
                                                result("a", 2, ErrorCode.INVALID_TXN_STATE)))));

        assertThat(answer(Api.ADD_PARTITIONS_TO_TXN, 0, response))
                .isEqualTo(
                        hex(
                                "00000001",
                                "00000000",
                                "00000003",
                                "0001 61 00000001 00000001 0000",
                                "0001 62 00000001 00000001 0000",
                                "0001 61 00000001 00000002 0030"));
    }

    private static PartitionResult result(String topic, int partition, ErrorCode error) {
        return new PartitionResult(new TopicPartition(topic, partition), error);
    }

    @Test
    void idsForABrokerThatCannotBeAreRefusedAsForOneThatIsNotThere() {
        ByteBuffer frame =
                Frames.frame(
                        BodyRequest.of(
                                ApiKeys.ALLOCATE_PRODUCER_IDS,
                                new AllocateProducerIdsRequestData().setBrokerId(-1),
                                (short) 0));

        Answer answer = (Answer) Frames.decode(frame);

        RequestContext context =
                new RequestContext(Api.ALLOCATE_PRODUCER_IDS, (short) 0, Frames.CORRELATION_ID);
        EncodedResponse stale =
                Frames.CODEC.encode(
                        context, AllocateProducerIds.Response.failed(ErrorCode.STALE_BROKER_EPOCH));
        assertThat(Frames.hex(Frames.bytes(answer.response())))
                .isEqualTo(Frames.hex(Frames.bytes(stale)));
        assertThat(request("0043 0000", FLEXIBLE_HEADER, "00000000 0000000000000009 00"))
                .isEqualTo(new AllocateProducerIds.Request(new NodeId(0), 9L));
    }
}
