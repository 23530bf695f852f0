package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.UpdateFeatures;
import strata.kernel.request.WriteTxnMarkers;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.TransactionVersion;
import strata.wire.DecodeResult.Decoded;
import strata.wire.PeerCodec.AnswerResult.Answered;
import strata.wire.PeerCodec.EncodedRequest;

/** Whatever nodes ask and tell each other about transactions arrives as it was sent. */
final class TransactionPeersTest {
    private static final long SEED = 20_261_123L;
    private static final int COUNT = 2_000;
    private static final PeerCodec PEER = new PeerCodec("node-1");

    private final Random random = new Random(SEED);

    @Test
    void anyRequestAndAnswerAboutPartitionsOfTransactionsArrive() {
        for (int i = 0; i < COUNT; i++) {
            RequestContext context =
                    arrives(new AddPartitionsToTxn.Request(some(this::transaction)));
            arrives(
                    context,
                    new AddPartitionsToTxn.Response(
                            error(),
                            some(() -> new AddPartitionsToTxn.Result(text(), some(this::added)))));
        }
    }

    @Test
    void anyRequestAndAnswerAboutMarkersArrive() {
        for (int i = 0; i < COUNT; i++) {
            RequestContext context = arrives(new WriteTxnMarkers.Request(some(this::marker)));
            arrives(
                    context,
                    new WriteTxnMarkers.Response(
                            some(
                                    () ->
                                            new WriteTxnMarkers.Result(
                                                    random.nextLong(), some(this::written)))));
        }
    }

    @Test
    void anyRequestAndAnswerAboutFeaturesArrive() {
        for (int i = 0; i < COUNT; i++) {
            RequestContext context =
                    arrives(
                            new UpdateFeatures.Request(
                                    random.nextInt(), some(this::update), random.nextBoolean()));
            arrives(
                    context,
                    new UpdateFeatures.Response(
                            error(), random.nextBoolean() ? text() : null, some(this::text)));
        }
    }

    private RequestContext arrives(Request request) {
        EncodedRequest encoded = PEER.encode(7, request);
        encoded.frame().getInt();

        DecodeResult result = Frames.decode(encoded.frame());

        assertThat(((Decoded) result).request()).isEqualTo(request);
        assertThat(((Decoded) result).context()).isEqualTo(encoded.context());
        return encoded.context();
    }

    private static void arrives(RequestContext context, Response response) {
        EncodedResponse encoded = Frames.CODEC.encode(context, response);

        assertThat(PEER.decode(context, Frames.bytes(encoded))).isEqualTo(new Answered(response));
    }

    private AddPartitionsToTxn.Transaction transaction() {
        return new AddPartitionsToTxn.Transaction(
                text(),
                random.nextLong(),
                (short) random.nextInt(),
                random.nextBoolean(),
                TransactionVersion.V2,
                some(this::partition));
    }

    private AddPartitionsToTxn.PartitionResult added() {
        return new AddPartitionsToTxn.PartitionResult(partition(), error());
    }

    private WriteTxnMarkers.Marker marker() {
        return new WriteTxnMarkers.Marker(
                random.nextLong(),
                (short) random.nextInt(),
                new EndMarker(random.nextBoolean(), random.nextInt()),
                TransactionVersion.ofLevel(random.nextInt(3)),
                some(this::partition));
    }

    private WriteTxnMarkers.PartitionResult written() {
        return new WriteTxnMarkers.PartitionResult(partition(), error());
    }

    private UpdateFeatures.Update update() {
        UpdateFeatures.UpgradeType[] types = UpdateFeatures.UpgradeType.values();
        return new UpdateFeatures.Update(
                text(), (short) random.nextInt(), types[random.nextInt(types.length)]);
    }

    private TopicPartition partition() {
        return new TopicPartition(text(), random.nextInt(4));
    }

    /** One of few, so that some come twice: beside each other and apart. */
    private String text() {
        return List.of("", "a", "b", "flights", "é").get(random.nextInt(5));
    }

    private ErrorCode error() {
        ErrorCode[] codes = ErrorCode.values();
        return codes[random.nextInt(codes.length)];
    }

    private <T> List<T> some(Supplier<T> one) {
        List<T> all = new ArrayList<>();
        for (int count = random.nextInt(6); count > 0; count--) {
            all.add(one.get());
        }
        return all;
    }
}
