package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How many connections there may be, and how long one may be silent. */
class ConnectionLimitsTest {
    private static final String TRANSPORTS = "strata.node.RunningNode#transports";

    @TempDir private Path directory;

    private final CommandNode node = new CommandNode();

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void connectionsAboveTheirNumberAreRefused(Transport transport) throws Exception {
        SocketSettings two = new SocketSettings(1 << 20, -1, 2, 10, -1, -1, -1, 50, 1_000);
        try (RunningNode running = RunningNode.start(directory, node, two, transport);
                RawClient first = running.connect();
                RawClient second = running.connect()) {
            first.ask(Requests.apiVersions(1, "x"));
            second.ask(Requests.apiVersions(1, "x"));
            try (RawClient third = running.connect()) {
                assertThat(third.isClosedByServer()).isTrue();
            }

            second.reset();
            assertThat(node.disconnected.poll(30, TimeUnit.SECONDS)).isNotNull();

            try (RawClient fourth = running.connect()) {
                assertThat(fourth.ask(Requests.apiVersions(4, "x")).getInt()).isEqualTo(4);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void connectionsOfOneAddressAboveTheirNumberAreRefused(Transport transport) throws Exception {
        SocketSettings one = new SocketSettings(1 << 20, -1, 10, 1, -1, -1, -1, 50, 1_000);
        try (RunningNode running = RunningNode.start(directory, node, one, transport);
                RawClient first = running.connect()) {
            first.ask(Requests.apiVersions(1, "x"));
            try (RawClient second = running.connect()) {
                assertThat(second.isClosedByServer()).isTrue();
            }

            first.reset();
            assertThat(node.disconnected.poll(30, TimeUnit.SECONDS)).isNotNull();

            try (RawClient third = running.connect()) {
                assertThat(third.ask(Requests.apiVersions(3, "x")).getInt()).isEqualTo(3);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void anIdleConnectionIsClosedButNotOneThatWaitsForItsAnswer(Transport transport)
            throws Exception {
        SocketSettings quick = new SocketSettings(1 << 20, -1, 10, 10, 1_000, -1, -1, 50, 1_000);
        try (RunningNode running = RunningNode.start(directory, node, quick, transport);
                RawClient waiting = running.connect()) {
            waiting.send(Requests.apiVersions(1, "park until one leaves"));
            assertThat(node.handled.take()).isEqualTo("park until one leaves");
            try (RawClient idle = running.connect()) {
                assertThat(idle.isClosedByServer()).isTrue();
            }

            assertThat(waiting.receiveCorrelationId()).isEqualTo(1);
        }
    }
}
