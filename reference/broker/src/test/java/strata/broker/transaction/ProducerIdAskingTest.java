package strata.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import strata.broker.controller.Forwarding;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.request.AllocateProducerIds;
import strata.kernel.request.InitProducerId;
import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;

class ProducerIdAskingTest {
    /** One block at a time, and none before that is used up. */
    private static final class OneBlock implements ProducerIdSupply {
        private @Nullable ProducerIdBlock block;
        private int taken;
        private boolean asking;

        @Override
        public long take() {
            ProducerIdBlock now = block;
            return now == null || taken == now.count() ? NONE : now.first() + taken++;
        }

        @Override
        public boolean wantsBlock() {
            ProducerIdBlock now = block;
            return !asking && (now == null || taken == now.count());
        }

        @Override
        public void asked() {
            asking = true;
        }

        @Override
        public void received(ProducerIdBlock next) {
            block = next;
            taken = 0;
            asking = false;
        }

        @Override
        public void failed() {
            asking = false;
        }
    }

    private final TransactionWorld world = new TransactionWorld();
    private final Forwarding forwarding = new Forwarding(world, null);
    private final ProducerIdAsking ids = new ProducerIdAsking(world, forwarding, new OneBlock());

    @BeforeEach
    void aControllerIsThere() {
        forwarding.controllerIs(TransactionWorld.broker(3));
        ids.registered(42);
    }

    private static RequestId client(int number) {
        return new RequestId(number, 0);
    }

    private void arrives(AllocateProducerIds.Response response) {
        forwarding.handle(world.take().get(0).answered(response));
        ids.turnEnded();
    }

    private static InitProducerId.Response given(long producerId) {
        return new InitProducerId.Response(ErrorCode.NONE, producerId, (short) 0);
    }

    @Test
    void nothingIsAskedOfTheControllerBeforeAnIdIsWanted() {
        ids.turnEnded();
        assertThat(world.asked).isEmpty();

        assertThat(ids.take()).isEqualTo(ProducerIdSupply.NONE);
        ids.turnEnded();

        assertThat(world.only().request())
                .isEqualTo(new AllocateProducerIds.Request(world.self(), 42));
    }

    @Test
    void whoAsksWhileThereIsNoBlockWaitsForIt() {
        ids.give(client(1));
        ids.give(client(2));
        ids.turnEnded();
        ids.turnEnded();
        assertThat(world.asked).hasSize(1);
        assertThat(world.replies).isEmpty();

        arrives(new AllocateProducerIds.Response(ErrorCode.NONE, 1_000, 10));
        ids.give(client(3));

        assertThat(world.replies.values())
                .containsExactly(given(1_000), given(1_001), given(1_002));
        assertThat(world.asked).isEmpty();
    }

    @Test
    void whoFindsTheBlockUsedUpWaitsForTheNext() {
        ids.give(client(1));
        ids.give(client(2));
        ids.turnEnded();
        arrives(new AllocateProducerIds.Response(ErrorCode.NONE, 1_000, 1));
        assertThat(world.replies).hasSize(1);

        arrives(new AllocateProducerIds.Response(ErrorCode.NONE, 5_000, 10));

        assertThat(world.replies.values()).containsExactly(given(1_000), given(5_000));
    }

    @Test
    void whenTheControllerRefusesClientsComeAgainAndItIsAskedAfterAWhile() {
        ids.give(client(1));
        ids.turnEnded();
        arrives(AllocateProducerIds.Response.failed(ErrorCode.STALE_BROKER_EPOCH));

        assertThat(world.replies.values())
                .containsExactly(
                        InitProducerId.Response.failed(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS));
        assertThat(world.asked).isEmpty();
        assertThat(world.timers).containsEntry(new ProducerIdAsking.AgainTimer(), 50L);

        ids.timerFired(new ProducerIdAsking.AgainTimer());
        ids.turnEnded();
        assertThat(world.asked).hasSize(1);
    }

    @Test
    void whoHasGoneIsGivenNoId() {
        ids.give(client(1));
        ids.give(client(2));
        ids.turnEnded();
        ids.disconnected(1);

        arrives(new AllocateProducerIds.Response(ErrorCode.NONE, 1_000, 10));

        assertThat(world.replies).containsExactly(java.util.Map.entry(client(2), given(1_000)));
    }
}
