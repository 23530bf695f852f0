package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.RequestId;
import strata.kernel.log.ProducerStamp;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.Produce;
import strata.kernel.request.TransactionSupport;

/** While a coordinator is asked about a transaction, nothing of its connection overtakes. */
@Tag("layer")
class ProduceOrderTest {
    private static final int CONNECTION = 5;

    private final BrokerWorld world = BrokerWorld.withDefaults();
    private ProducerStamp producer = ProducerStamp.NONE;
    private long numbers = 1_000;

    @BeforeEach
    void aTransactionalProducer() {
        world.create("t", 1);
        world.send(new FindCoordinator.Request(FindCoordinator.TRANSACTION, List.of("id")));
        world.passes(1_000);
        InitProducerId.Response response = init();
        assertThat(response.error()).isEqualTo(ErrorCode.NONE);
        producer = new ProducerStamp(response.producerId(), response.producerEpoch(), 0, true);
    }

    private InitProducerId.Response init() {
        InitProducerId.Request request = new InitProducerId.Request("id", 60_000, -1L, (short) -1);
        for (int i = 0; i < 20; i++) {
            RequestId id = world.send(request);
            world.passes(100);
            InitProducerId.Response response = world.answer(InitProducerId.Response.class, id);
            if (response.error() != ErrorCode.COORDINATOR_LOAD_IN_PROGRESS) {
                return response;
            }
        }
        throw new AssertionError("no producer id");
    }

    private ByteBuffer batch(int sequence, String value) {
        ProducerStamp stamp =
                new ProducerStamp(producer.producerId(), producer.producerEpoch(), sequence, true);
        return Producing.batch(world.layers, stamp, value);
    }

    private Event.RequestArrived sent(long connection, Produce.Request request) {
        return new Event.RequestArrived(
                new RequestId(connection, numbers++), ClientInfo.ANONYMOUS, request);
    }

    private Event.RequestArrived first(int sequence, String value) {
        return sent(
                CONNECTION,
                Producing.inTransaction(
                        "id", TransactionSupport.ADDS_PARTITIONS, "t", batch(sequence, value)));
    }

    @Test
    void aConnectionsLaterProducesWaitBehindTheOneThatIsAskedAbout() {
        Event.RequestArrived asked = first(0, "a");
        Event.RequestArrived next = first(1, "b");
        Event.RequestArrived plain =
                sent(CONNECTION, Requests.produce(1, "t", 0, world.batch("c")));
        Event.RequestArrived other =
                sent(CONNECTION + 1, Requests.produce(1, "t", 0, world.batch("at once")));

        world.broker.handle(asked);
        world.broker.handle(next);
        world.broker.handle(plain);
        world.broker.handle(other);
        // Bytes do not outlive their turn.
        ByteBuffer bytes = bytes((Produce.Request) next.request());
        bytes.put(bytes.limit() - 1, (byte) 'x');

        assertThat(world.replies).containsKey(other.id()).doesNotContainKey(plain.id());
        world.passes(1_000);
        assertThat(world.valuesFrom("t", 0)).containsExactly("at once", "a", "b", "c");
        assertThat(world.appended(next.id()).baseOffset()).isEqualTo(2);
    }

    private static ByteBuffer bytes(Produce.Request request) {
        return Objects.requireNonNull(request.topics().get(0).partitions().get(0).batches());
    }

    @Test
    void whatAConnectionThatIsGoneHasSentIsNotAppended() {
        world.broker.handle(first(0, "a"));
        world.broker.handle(sent(CONNECTION, Requests.produce(1, "t", 0, world.batch("c"))));

        world.turn(new Event.ClientDisconnected(CONNECTION));
        world.passes(1_000);

        assertThat(world.valuesFrom("t", 0)).isEmpty();
    }
}
