package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.kernel.Check.CheckFailed;
import strata.kernel.Event;
import strata.kernel.Message;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.request.ApiVersions;
import strata.kernel.request.Response;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;

/** What a node may rely on: turns, timers, flushes, messages to itself. */
class NodeLoopTest {
    @TempDir private Path directory;

    /** A node that writes down what happens to it. */
    @SuppressWarnings("NullAway.Init") // Its fields are there from start() on.
    private abstract static class Diary implements Node {
        final BlockingQueue<String> entries = new LinkedBlockingQueue<>();
        NodeContext context;

        @Override
        public void start(NodeContext started) {
            context = started;
        }

        @Override
        public void turnEnded() {
            entries.add("turn ended");
        }

        void answer(RequestId id) {
            context.reply(id, new ApiVersions.Response(CommandNode.APIS));
        }

        List<String> next(int count) throws InterruptedException {
            List<String> next = new java.util.ArrayList<>();
            for (int index = 0; index < count; index++) {
                String entry = entries.poll(30, TimeUnit.SECONDS);
                assertThat(entry).as("after %s", next).isNotNull();
                next.add(entry);
            }
            return next;
        }
    }

    private record Named(String name) implements Timer, Message {}

    @Test
    void timersComeOnceWhenTheyAreDue() throws Exception {
        Diary node =
                new Diary() {
                    @Override
                    public void start(NodeContext started) {
                        super.start(started);
                        started.setTimer(new Named("replaced"), 10);
                        started.setTimer(new Named("replaced"), 120);
                        started.setTimer(new Named("cancelled"), 20);
                        started.setTimer(new Named("early"), 40);
                        started.setTimer(new Named("last"), 200);
                        started.cancelTimer(new Named("cancelled"));
                        started.cancelTimer(new Named("never set"));
                    }

                    @Override
                    public void handle(Event event) {
                        Event.TimerFired fired = (Event.TimerFired) event;
                        entries.add(((Named) fired.timer()).name());
                    }
                };

        try (RunningNode running = RunningNode.start(directory, node)) {
            assertThat(running).isNotNull();
            assertThat(node.next(6))
                    .containsExactly(
                            "early", "turn ended", "replaced", "turn ended", "last", "turn ended");
        }
    }

    @Test
    void aTimerCancelledWhenItIsDueDoesNotCome() throws Exception {
        Diary node =
                new Diary() {
                    @Override
                    public void start(NodeContext started) {
                        super.start(started);
                        for (int number = 0; number < 50; number++) {
                            started.setTimer(new Named("one of many"), 0);
                            started.setTimer(new Named("cancelled by the first"), 0);
                        }
                        started.setTimer(new Named("last"), 50);
                    }

                    @Override
                    public void handle(Event event) {
                        Event.TimerFired fired = (Event.TimerFired) event;
                        entries.add(((Named) fired.timer()).name());
                        context.cancelTimer(new Named("cancelled by the first"));
                    }
                };

        try (RunningNode running = RunningNode.start(directory, node)) {
            assertThat(running).isNotNull();
            assertThat(node.next(4))
                    .containsExactly("one of many", "turn ended", "last", "turn ended");
        }
    }

    @Test
    void aTimerIsNotEarly() throws Exception {
        Diary node =
                new Diary() {
                    private long setAtMs;

                    @Override
                    public void start(NodeContext started) {
                        super.start(started);
                        setAtMs = started.clock().monotonicMs();
                        started.setTimer(new Named("x"), 50);
                    }

                    @Override
                    public void handle(Event event) {
                        entries.add(Long.toString(context.clock().monotonicMs() - setAtMs));
                    }
                };

        try (RunningNode running = RunningNode.start(directory, node)) {
            assertThat(running).isNotNull();
            assertThat(Long.parseLong(node.next(1).get(0))).isGreaterThanOrEqualTo(49);
        }
    }

    @Test
    void requestsThatArriveTogetherAreOneTurn() throws Exception {
        Diary node =
                new Diary() {
                    @Override
                    public void handle(Event event) {
                        if (event instanceof Event.RequestArrived arrived) {
                            entries.add(arrived.client().clientId());
                            answer(arrived.id());
                        }
                    }
                };

        try (RunningNode running = RunningNode.start(directory, node);
                RawClient client = running.connect()) {
            byte[] three = join("a", "b", "c");
            client.send(three);

            assertThat(node.next(4)).containsExactly("a", "b", "c", "turn ended");
            assertThat(client.receiveCorrelationId()).isZero();
        }
    }

    @Test
    void answersLeaveAfterTheTurnOrNotAtAll() throws Exception {
        Diary node =
                new Diary() {
                    @Override
                    public void handle(Event event) {
                        if (event instanceof Event.RequestArrived arrived) {
                            answer(arrived.id());
                        }
                    }

                    @Override
                    public void turnEnded() {
                        throw new StorageException(StorageException.Kind.IO, "the turn failed");
                    }
                };

        try (RunningNode running = RunningNode.start(directory, node);
                RawClient client = running.connect()) {
            client.send(Requests.apiVersions(1, "x"));

            assertThat(client.isClosedByServer()).isTrue();
            assertThat(running.end().code()).isEqualTo(ExitCode.ENVIRONMENT);
        }
    }

    @Test
    void aMessageToOneselfIsHandledInTheNextTurn() throws Exception {
        Diary node =
                new Diary() {
                    @Override
                    public void handle(Event event) {
                        switch (event) {
                            case Event.RequestArrived arrived -> {
                                entries.add("request");
                                context.send(context.self(), new Named("message"));
                                answer(arrived.id());
                            }
                            case Event.MessageArrived arrived ->
                                    entries.add(
                                            ((Named) arrived.message()).name()
                                                    + " of "
                                                    + arrived.from());
                            default -> {}
                        }
                    }
                };

        try (RunningNode running = RunningNode.start(directory, node);
                RawClient client = running.connect()) {
            client.ask(Requests.apiVersions(1, "x"));

            assertThat(node.next(4))
                    .containsExactly("request", "turn ended", "message of 1", "turn ended");
        }
    }

    @Test
    void aFlushIsToldWhenItIsDoneAndHoldsNobodyUp() throws Exception {
        Diary node =
                new Diary() {
                    private @Nullable RequestId waiting;
                    private @Nullable StorageFile file;

                    @Override
                    public void handle(Event event) {
                        switch (event) {
                            case Event.RequestArrived arrived -> {
                                waiting = arrived.id();
                                StorageFile opened = context.storage().open("0.log");
                                opened.write(ByteBuffer.wrap(new byte[10]), 0);
                                context.sync(List.of(opened), new SyncId(7));
                                file = opened;
                                entries.add(Thread.currentThread().getName());
                            }
                            case Event.SyncDone done -> {
                                entries.add(Thread.currentThread().getName());
                                Objects.requireNonNull(file).close();
                                answer(Objects.requireNonNull(waiting));
                            }
                            default -> {}
                        }
                    }
                };

        try (RunningNode running = RunningNode.start(directory, node);
                RawClient client = running.connect()) {
            assertThat(client.ask(Requests.apiVersions(3, "x")).getInt()).isEqualTo(3);

            // A quick disk may be done before the turn is over.
            List<String> entries = new java.util.ArrayList<>(node.next(3));
            assertThat(entries.remove("turn ended")).isTrue();
            assertThat(entries.get(1)).as("the loop").isEqualTo(entries.get(0));
        }
    }

    @Test
    void aFlushThatFailsStopsTheNode() throws Exception {
        Diary node =
                new Diary() {
                    @Override
                    public void handle(Event event) {
                        if (event instanceof Event.RequestArrived) {
                            DiskFile file = (DiskFile) context.storage().open("0.log");
                            closeChannelOf(file);
                            context.sync(List.of(file), new SyncId(1));
                        } else if (event instanceof Event.SyncDone) {
                            entries.add("told as done");
                        }
                    }
                };

        try (RunningNode running = RunningNode.start(directory, node);
                RawClient client = running.connect()) {
            client.send(Requests.apiVersions(1, "x"));

            assertThat(running.end().code()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(node.entries).doesNotContain("told as done");
        }
    }

    private static void closeChannelOf(DiskFile file) {
        try {
            file.inode().channel().close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void messagesToOthersAndAnswersOutOfPlaceAreBugs() throws Exception {
        assertThat(causeOf((context, id) -> context.send(new NodeId(2), new Named("x"))))
                .hasMessageContaining("asked, not sent to");
        Response response = new ApiVersions.Response(CommandNode.APIS);
        assertThat(
                        causeOf(
                                (context, id) -> {
                                    context.reply(id, response);
                                    context.reply(id, response);
                                }))
                .hasMessageContaining("an answer to request");
        assertThat(causeOf((context, id) -> context.reply(new RequestId(99, 0), response)))
                .hasMessageContaining("an answer to nobody");
        assertThat(causeOf((context, id) -> context.setTimer(new Named("x"), -1)))
                .hasMessageContaining("a timer in -1 ms");
    }

    private interface Bug {
        void run(NodeContext context, RequestId id);
    }

    private Throwable causeOf(Bug bug) throws IOException {
        Diary node =
                new Diary() {
                    @Override
                    public void handle(Event event) {
                        if (event instanceof Event.RequestArrived arrived) {
                            bug.run(context, arrived.id());
                        }
                    }
                };
        try (RunningNode running = RunningNode.start(directory, node);
                RawClient client = running.connect()) {
            client.send(Requests.apiVersions(1, "x"));

            NodeEnd.Failed failed = (NodeEnd.Failed) running.end();
            assertThat(failed.exitCode()).isEqualTo(ExitCode.BUG);
            assertThat(failed.cause()).isInstanceOf(CheckFailed.class);
            return failed.cause();
        }
    }

    private static byte[] join(String... clientIds) {
        ByteBuffer all = ByteBuffer.allocate(1_000);
        for (String clientId : clientIds) {
            all.put(Requests.apiVersions(0, clientId));
        }
        return java.util.Arrays.copyOf(all.array(), all.position());
    }
}
