package strata.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.TopicRef;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.storage.StorageFile;
import strata.sim.disk.CrashMode;
import strata.sim.disk.CrashPoint;
import strata.sim.disk.CrashPoint.Moment;

final class SimNodeTest {
    private record Tick(String name) implements Timer {}

    /** Does in each event what its test says. */
    private static final class Scripted implements Node {
        private final List<String> seen = new ArrayList<>();
        private Script onEvent = (event, context) -> {};
        private Script onTurnEnd = (event, context) -> {};
        private @Nullable NodeContext context;

        private interface Script {
            void run(@Nullable Event event, NodeContext context);
        }

        @Override
        public void start(NodeContext given) {
            context = given;
        }

        @Override
        public void handle(Event event) {
            seen.add(event.getClass().getSimpleName());
            onEvent.run(event, Objects.requireNonNull(context));
        }

        @Override
        public void turnEnded() {
            seen.add("turn ends");
            onTurnEnd.run(null, Objects.requireNonNull(context));
        }
    }

    private final SimWorld world = new SimWorld(1);
    private final Scripted program = new Scripted();
    private final SimNode node = world.addNode(new NodeId(1), () -> program);
    private final List<String> client = new ArrayList<>();

    @Test
    void aTurnTakesAllReadyEventsAndItsAnswersLeaveAtItsEnd() {
        program.onEvent =
                (event, context) -> {
                    reply(event, context);
                    assertThat(client).isEmpty();
                };
        node.start();
        SimConnection connection = connect();
        connection.send(produce(), answers("first"));
        connection.send(produce(), answers("second"));

        world.runFor(10_000);

        assertThat(client).containsExactly("first answered", "second answered");
        assertThat(program.seen).startsWith("RequestArrived").endsWith("turn ends");
    }

    @Test
    void answersKeepTheOrderOfTheirRequestsThoughTheNodeDoesNot() {
        List<Event> held = new ArrayList<>();
        program.onEvent =
                (event, context) -> {
                    held.add(Objects.requireNonNull(event));
                    if (held.size() == 2) {
                        reply(held.get(1), context);
                        reply(held.get(0), context);
                    }
                };
        node.start();
        SimConnection connection = connect();
        connection.send(produce(), answers("first"));
        connection.send(produce(), answers("second"));

        world.runFor(10_000);

        assertThat(client).containsExactly("first answered", "second answered");
    }

    @Test
    void aSecondAnswerIsABreach() {
        program.onEvent =
                (event, context) -> {
                    reply(event, context);
                    reply(event, context);
                };
        node.start();
        connect().send(produce(), answers("first"));

        assertThatThrownBy(() -> world.runFor(10_000)).isInstanceOf(BreachFound.class);

        assertThat(world.breaches().get(0).invariant()).isEqualTo("answered-twice");
    }

    @Test
    void aRequestsBytesAreRubbishOnceTheTurnIsOver() {
        List<ByteBuffer> kept = new ArrayList<>();
        program.onEvent =
                (event, context) -> {
                    if (event instanceof Event.RequestArrived arrived
                            && arrived.request() instanceof Produce.Request request) {
                        kept.add(request.topics().get(0).partitions().get(0).batches());
                        assertThat(kept.get(0).get(0)).isEqualTo((byte) 1);
                    }
                };
        node.start();
        connect().send(produce(), answers("first"));

        world.runFor(10_000);

        assertThat(kept.get(0).get(0)).isEqualTo((byte) 0xdb);
    }

    @Test
    void aTimerSetAnewReplacesTheOldOneAndACancelledOneNeverFires() {
        program.onEvent =
                (event, context) -> {
                    if (event instanceof Event.RequestArrived) {
                        context.setTimer(new Tick("kept"), 5);
                        context.setTimer(new Tick("kept"), 9);
                        context.setTimer(new Tick("gone"), 5);
                        context.cancelTimer(new Tick("gone"));
                    }
                };
        node.start();
        connect().send(produce(), answers("first"));

        world.runFor(50_000);

        assertThat(program.seen).filteredOn("TimerFired"::equals).hasSize(1);
    }

    @Test
    void aFlushOffTheLoopIsDurableWhenItIsReported() {
        List<Long> durable = new ArrayList<>();
        program.onEvent =
                (event, context) -> {
                    StorageFile file = context.storage().open("f");
                    if (event instanceof Event.RequestArrived) {
                        file.write(ByteBuffer.allocate(8), 0);
                        context.storage().syncDirectory("");
                        context.sync(List.of(file), new SyncId(1));
                    } else if (event instanceof Event.SyncDone) {
                        node.crash(CrashMode.LOSE_UNFLUSHED, new SeededRandom(1));
                        durable.add(node.disk().sizeOf("f"));
                    }
                };
        node.start();
        connect().send(produce(), answers("first"));

        world.runFor(50_000);

        assertThat(durable).containsExactly(8L);
    }

    @Test
    void aCrashEndsConnectionsAndNothingOfTheOldLifeGoesOn() {
        program.onEvent =
                (event, context) -> {
                    if (event instanceof Event.RequestArrived) {
                        context.setTimer(new Tick("never"), 5);
                    }
                };
        node.start();
        connect().send(produce(), answers("first"));
        world.runFor(2_000);

        node.crash(CrashMode.KEEP_ALL, new SeededRandom(1));
        world.runFor(50_000);

        assertThat(client).containsExactly("first lost: the process at the other side has gone");
        assertThat(program.seen).doesNotContain("TimerFired");
        assertThat(node.connect(ClientInfo.ANONYMOUS)).isNull();
    }

    @Test
    void whoeverCatchesItsOwnDeathIsFoundOut() {
        program.onEvent =
                (event, context) -> {
                    try {
                        context.storage().open("f");
                    } catch (Throwable swallowed) {
                        client.add("swallowed");
                    }
                };
        node.start();
        node.disk().crashAt(new CrashPoint(1, Moment.BEFORE));
        connect().send(produce(), answers("first"));

        assertThatThrownBy(() -> world.runFor(10_000)).isInstanceOf(BreachFound.class);

        assertThat(client).containsExactly("swallowed");
        assertThat(world.breaches().get(0).invariant()).isEqualTo("crash-swallowed");
    }

    @Test
    void whatANodeThrowsIsABreachWithItsCause() {
        program.onEvent =
                (event, context) -> {
                    throw new IllegalStateException("a bug");
                };
        node.start();
        connect().send(produce(), answers("first"));

        assertThatThrownBy(() -> world.runFor(10_000)).isInstanceOf(BreachFound.class);

        assertThat(world.breaches().get(0).invariant()).isEqualTo("node-threw");
        assertThat(world.breaches().get(0).cause()).hasMessage("a bug");
    }

    private static void reply(@Nullable Event event, NodeContext context) {
        if (event instanceof Event.RequestArrived arrived) {
            RequestId id = arrived.id();
            context.reply(id, new Produce.Response(List.of()));
        }
    }

    private SimConnection connect() {
        return Objects.requireNonNull(node.connect(ClientInfo.ANONYMOUS));
    }

    private static Request produce() {
        Produce.PartitionData data =
                new Produce.PartitionData(0, ByteBuffer.wrap(new byte[] {1, 2}));
        return new Produce.Request(
                (short) 1,
                1000,
                null,
                List.of(new Produce.TopicData(TopicRef.named("t"), List.of(data))));
    }

    private SimConnection.Reply answers(String name) {
        return new SimConnection.Reply() {
            @Override
            public void answered(Response response) {
                client.add(name + " answered");
            }

            @Override
            public void lost(String why) {
                client.add(name + " lost: " + why);
            }
        };
    }
}
