package strata.sim.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.transactions.ProducerView;
import strata.kernel.transactions.TransactionMarker;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionVersion;
import strata.sim.BreachFound;
import strata.sim.SimWorld;

/** Claims about what brokers decide and know: each is broken once. */
final class WatchedClaimsTest {
    private static final TransactionMarker COMMIT =
            new TransactionMarker("a", 7, (short) 1, true, TransactionVersion.V2);

    private final SimWorld world = new SimWorld(1);
    private final DecisionClaims decisions = new DecisionClaims(world);
    private final ProducerClaims producers = new ProducerClaims(world);
    private final FencingClaims fencing = new FencingClaims(world);

    @Test
    void aDecisionThatIsCarriedOutIsRight() {
        decisions.follows("a", at(3, TransactionState.ONGOING, 0), prepared());
        decisions.sends(COMMIT, prepared(), 5);
        decisions.marked("flights-0", 7, (short) 1, true);
        decisions.follows("a", prepared(), at(5, TransactionState.COMPLETE_COMMIT, 1));
        decisions.loaded(known(at(5, TransactionState.COMPLETE_COMMIT, 1)));

        assertThat(decisions.markers()).isEqualTo(1);
    }

    @Test
    void aDecisionIsNotChanged() {
        assertBroken(
                "decision-changed",
                () -> decisions.follows("a", prepared(), at(5, TransactionState.PREPARE_ABORT, 1)));
        assertBroken(
                "decision-changed",
                () -> decisions.follows("a", prepared(), new DecisionClaims.Applied(5, null)));
    }

    @Test
    void aDecisionOfWhichMarkersWereSentIsNotLost() {
        decisions.sends(COMMIT, prepared(), 5);

        assertBroken(
                "decision-changed",
                () -> decisions.loaded(known(at(3, TransactionState.ONGOING, 0))));
        assertBroken(
                "decision-changed",
                () -> decisions.loaded(known(at(4, TransactionState.PREPARE_ABORT, 1))));
    }

    @Test
    void aMarkerDoesNotLeaveBeforeItsDecisionIsCommitted() {
        assertBroken("marker-before-decision", () -> decisions.sends(COMMIT, prepared(), 4));
        assertBroken("marker-before-decision", () -> decisions.sends(COMMIT, null, 9));
        assertBroken(
                "marker-before-decision",
                () -> decisions.sends(COMMIT, at(4, TransactionState.PREPARE_ABORT, 1), 9));
    }

    @Test
    void aPartitionGetsNoMarkerThatNobodyHasSent() {
        decisions.sends(COMMIT, prepared(), 5);

        assertBroken(
                "marker-from-nowhere", () -> decisions.marked("flights-0", 7, (short) 1, false));
    }

    @Test
    void anEpochDoesNotGoBack() {
        assertBroken(
                "epoch-went-back",
                () ->
                        decisions.follows(
                                "a",
                                at(3, TransactionState.EMPTY, 5),
                                at(4, TransactionState.ONGOING, 4)));
    }

    @Test
    void replicasKnowTheSameOfTheSameLog() {
        producers.lived("flights-0", 40, 2, List.of(view(12)));
        producers.lived("flights-0", 40, 2, List.of(view(12)));
        producers.lived("flights-0", 40, 3, List.of(view(11)));

        assertBroken(
                "producers-differ", () -> producers.lived("flights-0", 40, 2, List.of(view(11))));
    }

    @Test
    void nobodyIsFencedForNothing() {
        fencing.asks("a", "t1");
        timePasses();
        fencing.entered("a", "t1", 7, (short) 0);
        fencing.fenced("a", "t1", ErrorCode.PRODUCER_FENCED, true);

        assertBroken(
                "fenced-for-nothing",
                () -> fencing.fenced("a", "t1", ErrorCode.PRODUCER_FENCED, false));
    }

    @Test
    void whoIsReplacedIsFenced() {
        fencing.asks("a", "t1");
        timePasses();
        fencing.entered("a", "t1", 7, (short) 0);
        timePasses();
        fencing.asks("a", "t1/1");
        timePasses();
        fencing.entered("a", "t1/1", 7, (short) 1);
        fencing.fenced("a", "t1", ErrorCode.PRODUCER_FENCED, false);
        fencing.accepted("a", "t1", 25, "a batch that was sent before");

        assertBroken("zombie-accepted", () -> fencing.accepted("a", "t1", 35, "a batch"));
        assertBroken("epoch-given-twice", () -> fencing.entered("a", "t1/2", 7, (short) 1));
        assertThat(fencing.timesFenced()).isEqualTo(1);
    }

    @Test
    void whoIsReplacedAndAsksForAnotherEpochIsFencedAllTheSame() {
        fencing.asks("a", "t1");
        timePasses();
        fencing.entered("a", "t1", 7, (short) 0);
        timePasses();
        fencing.asks("a", "t1/1");
        timePasses();
        fencing.entered("a", "t1/1", 7, (short) 1);
        timePasses();
        // It goes on in its old epoch, which asks for nothing new.
        fencing.fenced("a", "t1", ErrorCode.PRODUCER_FENCED, false);

        assertBroken(
                "fenced-for-nothing",
                () -> fencing.fenced("a", "t1/1", ErrorCode.PRODUCER_FENCED, false));
        timePasses();
        assertBroken(
                "zombie-accepted",
                () -> {
                    fencing.entered("a", "t1", 7, (short) 2);
                    fencing.accepted("a", "t1", world.nowUs(), "InitProducerId");
                });
    }

    private void timePasses() {
        world.after(10, () -> {});
        world.runFor(10);
    }

    private static void assertBroken(String claim, ThrowingCallable what) {
        BreachFound found = catchThrowableOfType(BreachFound.class, what);

        assertThat(found).as(claim).isNotNull();
        assertThat(found.breach().invariant()).isEqualTo(claim);
    }

    private static ProducerView view(int sequence) {
        return new ProducerView(7, (short) 1, sequence, 0, -1, -1);
    }

    private static Map<String, DecisionClaims.Applied> known(DecisionClaims.Applied applied) {
        Map<String, DecisionClaims.Applied> known = new LinkedHashMap<>();
        known.put("a", applied);
        return known;
    }

    private static DecisionClaims.Applied prepared() {
        return at(4, TransactionState.PREPARE_COMMIT, 1);
    }

    private static DecisionClaims.Applied at(long offset, TransactionState state, int epoch) {
        return new DecisionClaims.Applied(
                offset,
                new TransactionValue(
                        7,
                        7,
                        -1,
                        (short) epoch,
                        1_000,
                        state,
                        List.of(new TopicPartition("flights", 0)),
                        0,
                        0,
                        TransactionVersion.V2));
    }
}
