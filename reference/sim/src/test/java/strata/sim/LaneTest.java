package strata.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.TopicRef;
import strata.kernel.request.Fetch;
import strata.kernel.request.Metadata;
import strata.kernel.request.Response;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;
import strata.sim.disk.CrashMode;
import strata.sim.net.Disturbance;
import strata.sim.net.NetworkTiming;

/** How nodes ask each other. */
final class LaneTest {
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId TWO = new NodeId(2);

    private SimWorld world = new SimWorld(0);
    // "1: answer 7", in the order it happened.
    private final List<String> heard = new ArrayList<>();
    private final Map<NodeId, Talker> lives = new LinkedHashMap<>();
    private boolean holdsAnswers;

    private record Do() implements Timer {}

    /** Does what a test wants done, and answers. */
    private final class Talker implements Node {
        private @Nullable NodeContext context;
        private final Queue<Consumer<Talker>> todo = new ArrayDeque<>();
        private final ArrayDeque<RequestId> waiting = new ArrayDeque<>();
        private @Nullable ByteBuffer bytes;

        @Override
        public void start(NodeContext given) {
            context = given;
            lives.put(given.self(), this);
        }

        NodeContext here() {
            return Objects.requireNonNull(context);
        }

        @Override
        public void handle(Event event) {
            switch (event) {
                case Event.TimerFired fired -> Objects.requireNonNull(todo.poll()).accept(this);
                case Event.RequestArrived arrived -> {
                    note("request " + arrived.id().number());
                    if (holdsAnswers) {
                        waiting.add(arrived.id());
                    } else {
                        here().reply(arrived.id(), records("abc"));
                    }
                }
                case Event.AnswerArrived answer -> {
                    Fetch.Response fetched = (Fetch.Response) answer.response();
                    FileSlice slice = fetched.topics().get(0).partitions().get(0).records();
                    bytes = Objects.requireNonNull(Objects.requireNonNull(slice).bytes());
                    note("answer " + answer.correlation() + " " + text(bytes));
                }
                case Event.LaneClosed closed -> note("closed " + closed.reason());
                case Event.ClientDisconnected gone -> note("disconnected");
                default -> throw new IllegalStateException("unexpected: " + event);
            }
        }

        void ask(NodeId peer, long correlation) {
            here().peers().ask(peer, Lane.QUORUM, correlation, new Metadata.Request(null, false));
        }

        private Response records(String text) {
            StorageFile file = here().storage().open(text);
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
            FileSlice slice = file.slice(0, text.length());
            Fetch.PartitionResult result =
                    new Fetch.PartitionResult(0, ErrorCode.NONE, 0, 0, 0, null, slice);
            return new Fetch.Response(
                    ErrorCode.NONE,
                    0,
                    List.of(new Fetch.TopicResult(TopicRef.named("t"), List.of(result))));
        }

        private void note(String what) {
            heard.add(here().self() + ": " + what);
        }
    }

    LaneTest() {
        begin(1);
    }

    private void begin(long seed) {
        heard.clear();
        lives.clear();
        world = new SimWorld(seed);
        world.network()
                .timing(NetworkTiming.LAN.withDelays(100, 100).withPatience(200_000, 300_000));
        world.addNode(ONE, Talker::new).start();
        world.addNode(TWO, Talker::new).start();
    }

    @Test
    void questionsAreAnsweredInTheirOrderOverOneConnection() {
        holdsAnswers = true;
        does(
                ONE,
                one -> {
                    one.ask(TWO, 7);
                    one.ask(TWO, 5);
                });
        does(
                TWO,
                two -> {
                    RequestId first = two.waiting.remove();
                    two.here().reply(two.waiting.remove(), two.records("late"));
                    two.here().reply(first, two.records("early"));
                });

        assertThat(heard)
                .containsExactly(
                        "2: request 0", "2: request 1", "1: answer 7 early", "1: answer 5 late");
    }

    @Test
    void everyLaneHasAConnectionOfItsOwn() {
        holdsAnswers = true;
        does(
                ONE,
                one -> {
                    one.ask(TWO, 1);
                    Metadata.Request other = new Metadata.Request(null, false);
                    one.here().peers().ask(TWO, Lane.PROBE, 2, other);
                });

        does(TWO, two -> two.here().reply(two.waiting.removeLast(), two.records("x")));

        assertThat(heard).containsExactly("2: request 0", "2: request 0", "1: answer 2 x");
    }

    @Test
    void theBytesOfAnAnswerAreRubbishOnceTheTurnIsOver() {
        does(ONE, one -> one.ask(TWO, 1));

        assertThat(heard).contains("1: answer 1 abc");
        ByteBuffer kept = Objects.requireNonNull(life(ONE).bytes);
        assertThat(kept.get(0)).isNotEqualTo((byte) 'a');
        assertThat(world.node(TWO).disk().slicesHeld()).isZero();
    }

    @Test
    void whoAsksOneselfIsAnsweredInATurnOfItsOwn() {
        does(
                ONE,
                one -> {
                    one.ask(ONE, 3);
                    one.note("asked");
                });

        assertThat(heard).containsExactly("1: asked", "1: request 0", "1: answer 3 abc");
        assertThat(world.node(ONE).disk().slicesHeld()).isZero();
    }

    @Test
    void aDeadProcessRefuses() {
        world.node(TWO).crash(CrashMode.KEEP_ALL, new SeededRandom(1));

        does(ONE, one -> one.ask(TWO, 1));

        assertThat(heard).containsExactly("1: closed REFUSED");
    }

    @Test
    void theDeathOfAProcessResetsItsLanesAlsoIdleOnes() {
        does(ONE, one -> one.ask(TWO, 1));
        heard.clear();

        world.node(TWO).crash(CrashMode.KEEP_ALL, new SeededRandom(1));
        world.runFor(1_000);

        assertThat(heard).containsExactly("1: closed RESET");
    }

    @Test
    void aCutThatLastsMakesThePeerUnreachable() {
        holdsAnswers = true;
        does(ONE, one -> one.ask(TWO, 1));
        world.network().cut(world.node(TWO).host(), world.node(ONE).host());

        does(TWO, two -> two.here().reply(two.waiting.remove(), two.records("x")));
        world.runFor(400_000);

        assertThat(heard)
                .containsExactly("2: request 0", "1: closed UNREACHABLE", "2: disconnected");
        assertThat(world.node(TWO).disk().slicesHeld()).isZero();
    }

    @Test
    void aShortCutOnlyDelays() {
        Disturbance cut = world.network().cut(world.node(ONE).host(), world.node(TWO).host());
        does(ONE, one -> one.ask(TWO, 1));
        world.runFor(100_000);
        assertThat(heard).isEmpty();

        cut.end();
        world.runFor(10_000);

        assertThat(heard).containsExactly("2: request 0", "1: answer 1 abc");
    }

    @Test
    void nobodyLearnsOfALostConnectionWhileTheWayToThemIsCut() {
        does(ONE, one -> one.ask(TWO, 1));
        heard.clear();
        Disturbance cut = world.network().cut(world.node(ONE).host(), world.node(TWO).host());
        does(ONE, one -> one.ask(TWO, 2));
        world.runFor(5_000_000);
        assertThat(heard).containsExactly("1: closed UNREACHABLE");

        cut.end();
        world.runFor(1_000_000);

        assertThat(heard).containsExactly("1: closed UNREACHABLE", "2: disconnected");
    }

    @Test
    void aMachineWithoutPowerSaysNothing() {
        does(ONE, one -> one.ask(TWO, 1));
        heard.clear();

        world.node(ONE).crash(CrashMode.LOSE_UNFLUSHED, new SeededRandom(1));
        world.runFor(100_000);
        assertThat(heard).isEmpty();

        world.runFor(300_000);
        assertThat(heard).containsExactly("2: disconnected");
    }

    @Test
    void aReplyOverADeadConnectionGivesItsSlicesBack() {
        holdsAnswers = true;
        does(ONE, one -> one.ask(TWO, 1));
        world.node(ONE).crash(CrashMode.KEEP_ALL, new SeededRandom(1));
        world.runFor(10_000);

        does(TWO, two -> two.here().reply(two.waiting.remove(), two.records("x")));

        assertThat(heard).containsExactly("2: request 0", "2: disconnected");
        assertThat(world.node(TWO).disk().slicesHeld()).isZero();
    }

    @Test
    void whoClosesALaneIsToldIfAnythingWasUnderWay() {
        does(ONE, one -> one.here().peers().disconnect(TWO, Lane.QUORUM));
        does(ONE, one -> one.ask(TWO, 1));
        does(ONE, one -> one.here().peers().disconnect(TWO, Lane.QUORUM));
        holdsAnswers = true;
        does(ONE, one -> one.ask(TWO, 2));

        does(ONE, one -> one.here().peers().disconnect(TWO, Lane.QUORUM));

        assertThat(heard)
                .containsExactly(
                        "2: request 0",
                        "1: answer 1 abc",
                        "2: disconnected",
                        "2: request 0",
                        "1: closed CLOSED_HERE",
                        "2: disconnected");
    }

    @Test
    void aQuestionThatWasUnderWayMayBeHandledAfterOneOverTheNextConnection() {
        boolean overtaken = false;
        for (long seed = 1; seed <= 300 && !overtaken; seed++) {
            begin(seed);
            does(ONE, one -> one.ask(TWO, 1));
            does(ONE, one -> one.ask(TWO, 2), 80);
            world.network().reset(world.node(ONE).host(), world.node(TWO).host());
            does(ONE, one -> one.note("knows"), 1_000);
            does(ONE, one -> one.ask(TWO, 3), 200_000);
            assertThat(heard).contains("1: closed RESET");
            // The second connection counts its requests anew.
            overtaken = heard.lastIndexOf("2: request 0") < heard.indexOf("2: request 1");
        }
        assertThat(overtaken).isTrue();
    }

    @Test
    void whatIsAskedBeforeTheNodeKnowsOfTheLossIsLostWithIt() {
        holdsAnswers = true;
        does(ONE, one -> one.ask(TWO, 1));
        world.node(ONE).pause();
        plan(ONE, one -> one.ask(TWO, 2));
        // The timer is due first, then the connection breaks; both are handled in one turn.
        world.runFor(10_000);
        world.network().resetAll(null);
        world.node(ONE).resume();
        world.runFor(100_000);

        does(ONE, one -> one.ask(TWO, 3));

        assertThat(heard)
                .containsExactly(
                        "2: request 0", "1: closed RESET", "2: disconnected", "2: request 0");
    }

    @Test
    void aPeersRequestIsAnsweredOnce() {
        holdsAnswers = true;
        does(ONE, one -> one.ask(TWO, 1));

        assertThatThrownBy(
                        () ->
                                does(
                                        TWO,
                                        two -> {
                                            RequestId id = two.waiting.remove();
                                            two.here().reply(id, new Response.NoAnswer());
                                            two.here().reply(id, new Response.NoAnswer());
                                        }))
                .isInstanceOf(BreachFound.class)
                .hasMessageContaining("answered-twice");
    }

    /** Has a node do something in a turn of its own, and waits. */
    private void does(NodeId node, Consumer<Talker> what) {
        does(node, what, 10_000);
    }

    private void does(NodeId node, Consumer<Talker> what, long thenUs) {
        plan(node, what);
        world.runFor(thenUs);
    }

    private void plan(NodeId node, Consumer<Talker> what) {
        life(node).todo.add(what);
        life(node).here().setTimer(new Do(), 0);
    }

    private Talker life(NodeId node) {
        return Objects.requireNonNull(lives.get(node));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString();
    }
}
