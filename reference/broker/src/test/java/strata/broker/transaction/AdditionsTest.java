package strata.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Timer;
import strata.kernel.TopicPartition;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.Response;

class AdditionsTest {
    private static final String ID = "id";
    private static final int PATIENCE_MS = 20;
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final Response ADDED = answer(ErrorCode.NONE);
    private static final Response TOO_EARLY = answer(ErrorCode.CONCURRENT_TRANSACTIONS);
    private static final Response FENCED = answer(ErrorCode.PRODUCER_FENCED);

    private final TransactionWorld world = new TransactionWorld();
    private final Additions additions = new Additions(world, PATIENCE_MS);
    // What the coordinator was asked and has not answered.
    private final List<Consumer<Response>> asked = new ArrayList<>();
    private final List<Response> told = new ArrayList<>();

    private static Response answer(ErrorCode error) {
        return new AddPartitionsToTxn.Response(
                ErrorCode.NONE,
                List.of(
                        new AddPartitionsToTxn.Result(
                                ID, List.of(new AddPartitionsToTxn.PartitionResult(T0, error)))));
    }

    private void add(long connectionId) {
        additions.ask(ID, connectionId, new Additions.Asked(asked::add, told::add));
    }

    private void coordinatorAnswers(Response response) {
        asked.remove(0).accept(response);
    }

    private void after(long ms) {
        world.nowMs += ms;
        for (Timer timer : new LinkedHashMap<>(world.timers).keySet()) {
            world.timers.remove(timer);
            additions.timerFired(timer);
        }
    }

    @Test
    void whatIsAddedOrRefusedIsToldAtOnce() {
        add(1);
        coordinatorAnswers(ADDED);
        add(1);
        coordinatorAnswers(FENCED);

        assertThat(told).containsExactly(ADDED, FENCED);
        assertThat(world.timers).isEmpty();
    }

    @Test
    void whatComesTooEarlyIsAskedAgainOnceMarkersAreAnswered() {
        add(1);
        coordinatorAnswers(TOO_EARLY);
        assertThat(told).isEmpty();
        assertThat(asked).isEmpty();

        additions.markersAnswered("another id");
        assertThat(asked).isEmpty();
        additions.markersAnswered(ID);
        // Not all partitions have theirs yet.
        coordinatorAnswers(TOO_EARLY);
        additions.markersAnswered(ID);
        coordinatorAnswers(ADDED);

        assertThat(told).containsExactly(ADDED);
        after(PATIENCE_MS);
        assertThat(told).containsExactly(ADDED);
        assertThat(asked).isEmpty();
    }

    @Test
    void markersThatAreAnsweredWhileTheCoordinatorIsAskedCountToo() {
        add(1);
        additions.markersAnswered(ID);
        assertThat(asked).hasSize(1);

        coordinatorAnswers(TOO_EARLY);
        coordinatorAnswers(ADDED);

        assertThat(told).containsExactly(ADDED);
    }

    @Test
    void whoHasWaitedLongEnoughIsToldThatItIsTooEarly() {
        add(1);
        coordinatorAnswers(TOO_EARLY);
        assertThat(world.timers.values()).containsExactly((long) PATIENCE_MS);

        after(PATIENCE_MS);
        additions.markersAnswered(ID);

        assertThat(told).containsExactly(TOO_EARLY);
        assertThat(asked).isEmpty();
    }

    @Test
    void whoIsAskedForTheLastTimeWhenTheTimeIsOverIsToldWhatIsSaidThen() {
        add(1);
        coordinatorAnswers(TOO_EARLY);
        additions.markersAnswered(ID);
        after(PATIENCE_MS);
        assertThat(told).isEmpty();

        coordinatorAnswers(TOO_EARLY);

        assertThat(told).containsExactly(TOO_EARLY);
    }

    @Test
    void aConnectionThatIsGoneIsToldNothing() {
        add(1);
        add(2);
        coordinatorAnswers(TOO_EARLY);
        coordinatorAnswers(TOO_EARLY);

        additions.disconnected(1);
        after(PATIENCE_MS);

        assertThat(told).hasSize(1);
    }
}
