package strata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionTest {
    private static final String TRANSPORTS = "strata.node.RunningNode#transports";

    @TempDir private Path directory;

    private final CommandNode node = new CommandNode();

    private RunningNode start(Transport transport) {
        return RunningNode.start(directory, node, SocketSettings.DEFAULTS, transport);
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void requestsSplitAtAnyByteAreAnswered(Transport transport) throws Exception {
        try (RunningNode running = start(transport);
                RawClient client = running.connect()) {
            byte[] request = Requests.apiVersions(7, "x");
            for (int split = 1; split < request.length; split++) {
                client.send(Arrays.copyOfRange(request, 0, split));
                // The answer to another client's request proves that the first part was read.
                try (RawClient other = running.connect()) {
                    other.ask(Requests.apiVersions(1, "other"));
                }
                client.send(Arrays.copyOfRange(request, split, request.length));

                assertThat(client.receiveCorrelationId()).isEqualTo(7);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void pipelinedRequestsAreAnsweredInOrder(Transport transport) throws Exception {
        try (RunningNode running = start(transport);
                RawClient client = running.connect()) {
            List<Integer> answered = new ArrayList<>();

            for (int id = 0; id < 500; id++) {
                client.send(Requests.apiVersions(id, "x"));
            }
            for (int count = 0; count < 500; count++) {
                answered.add(client.receiveCorrelationId());
            }

            assertThat(answered).isSorted().doesNotHaveDuplicates().hasSize(500);
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aParkedRequestHoldsBackThoseBehindItAndNoOthers(Transport transport) throws Exception {
        try (RunningNode running = start(transport);
                RawClient client = running.connect();
                RawClient other = running.connect()) {
            client.send(
                    Requests.apiVersions(1, "before"),
                    Requests.apiVersions(2, "park"),
                    Requests.apiVersions(3, "after"));
            assertThat(client.receiveCorrelationId()).isEqualTo(1);
            assertThat(node.handled.take()).isEqualTo("before");
            assertThat(node.handled.take()).isEqualTo("park");

            other.ask(Requests.apiVersions(1, "other"));
            other.ask(Requests.apiVersions(2, "release"));

            assertThat(node.handled.take()).isEqualTo("other");
            assertThat(node.handled.take()).isEqualTo("release");
            assertThat(client.receiveCorrelationId()).isEqualTo(2);
            assertThat(client.receiveCorrelationId()).isEqualTo(3);
            assertThat(node.handled.take()).isEqualTo("after");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void producesWaitBesideEachOtherAndAreAnsweredInOrder(Transport transport) throws Exception {
        try (RunningNode running = start(transport);
                RawClient client = running.connect();
                RawClient other = running.connect()) {
            client.send(
                    Requests.produce(1, "park", (short) -1, new byte[10]),
                    Requests.produce(2, "second", (short) -1, new byte[10]),
                    Requests.produce(3, "no answer", (short) 0, new byte[10]),
                    Requests.produce(4, "fourth", (short) -1, new byte[10]),
                    Requests.apiVersions(5, "after"),
                    Requests.produce(6, "last", (short) -1, new byte[10]));
            assertThat(node.handled.take()).isEqualTo("park");
            assertThat(node.handled.take()).isEqualTo("second");
            assertThat(node.handled.take()).isEqualTo("no answer");
            assertThat(node.handled.take()).isEqualTo("fourth");

            other.ask(Requests.apiVersions(1, "release"));

            assertThat(node.handled.take()).as("another request waits").isEqualTo("release");
            assertThat(client.receiveCorrelationId()).isEqualTo(1);
            assertThat(client.receiveCorrelationId()).isEqualTo(2);
            assertThat(client.receiveCorrelationId()).isEqualTo(4);
            assertThat(client.receiveCorrelationId()).isEqualTo(5);
            assertThat(client.receiveCorrelationId()).isEqualTo(6);
            assertThat(node.handled).containsExactly("after", "last");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void nobodyHasMoreThanSixteenProducesWait(Transport transport) throws Exception {
        try (RunningNode running = start(transport);
                RawClient client = running.connect();
                RawClient other = running.connect()) {
            for (int id = 0; id < 20; id++) {
                client.send(Requests.produce(id, "park", (short) -1, new byte[100_000]));
            }
            for (int count = 0; count < 16; count++) {
                assertThat(node.handled.take()).isEqualTo("park");
            }

            other.ask(Requests.apiVersions(1, "release"));

            assertThat(node.handled.take()).isEqualTo("release");
            for (int count = 16; count < 20; count++) {
                assertThat(node.handled.take()).isEqualTo("park");
            }
            other.ask(Requests.apiVersions(2, "release"));
            for (int id = 0; id < 20; id++) {
                assertThat(client.receiveCorrelationId()).isEqualTo(id);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aConnectionClosesInTurnBehindTheAnswersThatAreStillToCome(Transport transport)
            throws Exception {
        try (RunningNode running = start(transport);
                RawClient client = running.connect();
                RawClient other = running.connect()) {
            client.send(
                    Requests.produce(1, "park", (short) -1, new byte[10]),
                    Requests.produce(2, "close", (short) 0, new byte[10]),
                    Requests.produce(3, "never", (short) -1, new byte[10]));
            assertThat(node.handled.take()).isEqualTo("park");
            assertThat(node.handled.take()).isEqualTo("close");

            other.ask(Requests.apiVersions(1, "release"));

            assertThat(client.receiveCorrelationId()).isEqualTo(1);
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(node.handled).containsExactly("release");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void whatComesBehindAParkedRequestWaitsInTheSocket(Transport transport) throws Exception {
        try (RunningNode running = start(transport);
                RawClient client = running.connect();
                RawClient other = running.connect()) {
            client.send(Requests.apiVersions(0, "park"));
            Thread sender =
                    new Thread(
                            () -> {
                                try {
                                    byte[] large =
                                            Requests.produce(
                                                    1, "large", (short) 1, new byte[900_000]);
                                    for (int count = 0; count < 20; count++) {
                                        client.send(large);
                                    }
                                } catch (java.io.IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            });
            sender.start();
            for (int round = 0; round < 200; round++) {
                other.ask(Requests.apiVersions(round, "other"));
            }
            assertThat(node.handled).doesNotContain("large");
            assertThat(running.usedDirectBytes()).isLessThan(10 << 20);

            other.ask(Requests.apiVersions(1, "release"));

            assertThat(client.receiveCorrelationId()).isZero();
            for (int count = 0; count < 20; count++) {
                assertThat(client.receiveCorrelationId()).isEqualTo(1);
            }
            sender.join();
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aRequestWithoutAnswerLetsTheNextOneThrough(Transport transport) throws Exception {
        try (RunningNode running = start(transport);
                RawClient client = running.connect()) {
            client.send(
                    Requests.produce(1, "no answer", (short) 0, new byte[10]),
                    Requests.produce(2, "no answer", (short) 0, new byte[10]),
                    Requests.apiVersions(3, "x"));

            assertThat(client.receiveCorrelationId()).isEqualTo(3);
            assertThat(node.handled).containsExactly("no answer", "no answer", "x");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aNodeCanCloseAConnectionAfterTheAnswersBefore(Transport transport) throws Exception {
        try (RunningNode running = start(transport);
                RawClient client = running.connect()) {
            client.send(
                    Requests.apiVersions(1, "x"),
                    Requests.produce(2, "close", (short) 0, new byte[10]),
                    Requests.apiVersions(3, "never"));

            assertThat(client.receiveCorrelationId()).isEqualTo(1);
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(node.handled).doesNotContain("never");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void whatTheProtocolAloneDecidesIsAnsweredInTurn(Transport transport) throws Exception {
        try (RunningNode running = start(transport);
                RawClient client = running.connect()) {
            client.send(
                    Requests.apiVersions(1, "x"),
                    Requests.apiVersionsOfTheFuture(2),
                    Requests.apiVersions(3, "x"));

            assertThat(client.receiveCorrelationId()).isEqualTo(1);
            ByteBuffer refusal = client.receive();
            assertThat(refusal.getInt()).isEqualTo(2);
            assertThat(refusal.getShort()).as("UNSUPPORTED_VERSION").isEqualTo((short) 35);
            assertThat(client.receiveCorrelationId()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aRequestNobodyServesClosesItsConnectionAlone(Transport transport) throws Exception {
        try (RunningNode running = start(transport);
                RawClient client = running.connect();
                RawClient other = running.connect()) {
            client.send(Requests.apiVersions(1, "x"), Requests.unknown());

            assertThat(client.receiveCorrelationId()).isEqualTo(1);
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(other.ask(Requests.apiVersions(9, "x")).getInt()).isEqualTo(9);
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void theNodeHearsOfAClientThatHasGone(Transport transport) throws Exception {
        try (RunningNode running = start(transport)) {
            try (RawClient client = running.connect()) {
                client.send(Requests.apiVersions(1, "park"));
                assertThat(node.handled.take()).isEqualTo("park");
            }
            assertThat(node.disconnected.poll(30, TimeUnit.SECONDS)).isNotNull();

            try (RawClient other = running.connect()) {
                other.ask(Requests.apiVersions(1, "release"));
            }
            assertThat(running.server.ended()).as("an answer to nobody is dropped").isNotDone();
        }
    }

    /**
     * A controller hears so of brokers that die; those have idle connections as well as busy ones.
     */
    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void theNodeHearsAtOnceOfAClientThatWasKilled(Transport transport) throws Exception {
        try (RunningNode running = start(transport)) {
            RawClient idle = running.connect();
            idle.ask(Requests.apiVersions(1, "x"));
            idle.reset();
            assertThat(node.disconnected.poll(30, TimeUnit.SECONDS)).isNotNull();

            RawClient waiting = running.connect();
            waiting.send(Requests.apiVersions(1, "park"));
            assertThat(node.handled.take()).isEqualTo("x");
            assertThat(node.handled.take()).isEqualTo("park");
            waiting.reset();
            assertThat(node.disconnected.poll(30, TimeUnit.SECONDS)).isNotNull();
        }
    }

    /** Bytes wait that may not be read, and yet it is noticed; without epoll it is not. */
    @Test
    void theNodeHearsAtOnceOfAKilledClientWhoseRequestsWaitBehindEachOther() throws Exception {
        assumeTrue(Epoll.isAvailable(), "without epoll it is heard of with the next answer");
        try (RunningNode running = start(Transport.EPOLL)) {
            for (boolean abrupt : new boolean[] {true, false}) {
                RawClient client = running.connect();
                client.send(Requests.apiVersions(1, "park"), Requests.apiVersions(2, "after"));
                assertThat(node.handled.take()).isEqualTo("park");
                if (abrupt) {
                    client.reset();
                } else {
                    client.close();
                }

                assertThat(node.disconnected.poll(30, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(node.handled).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void allThatAClientSentBeforeItWentIsHandled(Transport transport) throws Exception {
        try (RunningNode running = start(transport)) {
            try (RawClient client = running.connect()) {
                byte[] large = Requests.produce(1, "no answer", (short) 0, new byte[300_000]);
                for (int count = 0; count < 20; count++) {
                    client.send(large);
                }
            }

            assertThat(node.disconnected.poll(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(node.handled).hasSize(20);
        }
    }
}
