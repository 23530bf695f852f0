package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.request.ApiVersions;

/** What a node may rely on when it asks other nodes, and itself. */
@Timeout(60)
class PeersTest {
    private static final String TRANSPORTS = "strata.node.RunningNode#transports";
    private static final NodeId SELF = new NodeId(1);
    private static final NodeId OTHER = new NodeId(2);

    @TempDir private Path directory;

    private final AskingNode asking = new AskingNode();
    private final AskingNode asked = new AskingNode();

    private RunningNode start(AskingNode node, int id, Transport transport) {
        return start(node, id, SocketSettings.DEFAULTS, transport);
    }

    private RunningNode start(
            AskingNode node, int id, SocketSettings sockets, Transport transport) {
        NodeConfig config =
                new NodeConfig(
                        id,
                        Membership.ALONE,
                        RunningNode.listeners(new Endpoint("127.0.0.1", 0)),
                        directory.resolve("node-" + id),
                        sockets,
                        DiskSettings.ofProcess(),
                        Map.of());
        return RunningNode.start(node, config, transport);
    }

    private void reach(RunningNode other) {
        int port = other.server.listening().port();
        asking.onLoop(context -> context.peers().reach(OTHER, "127.0.0.1", port));
    }

    private void ask(NodeId peer, Lane lane, long correlation, String command) {
        asking.onLoop(
                context ->
                        context.peers()
                                .ask(
                                        peer,
                                        lane,
                                        correlation,
                                        new ApiVersions.Request(command, "1")));
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aThousandRequestsAreAnsweredInOrderOverOneConnection(Transport transport) {
        try (RunningNode other = start(asked, 2, transport);
                RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            reach(other);

            for (int i = 0; i < 1_000; i++) {
                ask(OTHER, Lane.CONTROLLER, i, "now");
            }

            for (int i = 0; i < 1_000; i++) {
                assertThat(asking.next()).isEqualTo("2 CONTROLLER " + i + " ApiVersions");
            }
            assertThat(asked.connections()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aRequestThatWaitsHoldsUpItsOwnLaneAndNoOther(Transport transport) {
        try (RunningNode other = start(asked, 2, transport);
                RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            reach(other);

            ask(OTHER, Lane.METADATA_FETCH, 1, "park");
            ask(OTHER, Lane.METADATA_FETCH, 2, "now");
            ask(OTHER, Lane.QUORUM, 3, "now");
            assertThat(asking.next()).isEqualTo("2 QUORUM 3 ApiVersions");
            ask(OTHER, Lane.QUORUM, 4, "release");

            assertThat(asking.nextOf(3))
                    .containsExactlyInAnyOrder(
                            "2 QUORUM 4 ApiVersions",
                            "2 METADATA_FETCH 1 ApiVersions",
                            "2 METADATA_FETCH 2 ApiVersions");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void whereNobodyListensTheLaneIsRefused(Transport transport) throws Exception {
        try (RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            int free;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                free = socket.getLocalPort();
            }
            asking.onLoop(context -> context.peers().reach(OTHER, "127.0.0.1", free));

            ask(OTHER, Lane.PROBE, 1, "now");

            assertThat(asking.next()).isEqualTo("2 PROBE REFUSED");
            ask(OTHER, Lane.PROBE, 2, "now");
            assertThat(asking.next()).isEqualTo("2 PROBE REFUSED");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void whereNobodyHasSaidTheLaneIsUnreachable(Transport transport) {
        try (RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();

            ask(OTHER, Lane.QUORUM, 1, "now");

            assertThat(asking.next()).isEqualTo("2 QUORUM UNREACHABLE");
        }
    }

    @Test
    void anUnknownHostIsUnreachable() {
        try (RunningNode one = start(asking, 1, Transport.available())) {
            assertThat(one).isNotNull();
            asking.onLoop(context -> context.peers().reach(OTHER, "nowhere.invalid", 9092));

            ask(OTHER, Lane.QUORUM, 1, "now");

            assertThat(asking.next()).isEqualTo("2 QUORUM UNREACHABLE");
        }
    }

    /** A host by its name is looked up beside the loop. */
    @Test
    void aHostByItsNameIsReached() {
        try (RunningNode other = start(asked, 2, Transport.available());
                RunningNode one = start(asking, 1, Transport.available())) {
            assertThat(one).isNotNull();
            int port = other.server.listening().port();
            asking.onLoop(context -> context.peers().reach(OTHER, "localhost", port));

            ask(OTHER, Lane.QUORUM, 1, "now");

            assertThat(asking.next()).isEqualTo("2 QUORUM 1 ApiVersions");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aConnectionThatIsNotTakenUpInTimeIsUnreachable(Transport transport) throws Exception {
        SocketSettings quick = new SocketSettings(1 << 20, -1, 10, 10, -1, -1, -1, 50, 200);
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningNode one = start(asking, 1, quick, transport)) {
            assertThat(one).isNotNull();
            List<Socket> filling = new ArrayList<>();
            // Linux lets one more in than the backlog says, and then drops what comes.
            for (int i = 0; i < 2; i++) {
                filling.add(new Socket(full.getInetAddress(), full.getLocalPort()));
            }
            int port = full.getLocalPort();
            asking.onLoop(context -> context.peers().reach(OTHER, "127.0.0.1", port));

            ask(OTHER, Lane.QUORUM, 1, "now");

            assertThat(asking.next()).isEqualTo("2 QUORUM UNREACHABLE");
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aPeerThatCutsTheConnectionEndsAllThatWasUnderWay(Transport transport) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            int port = listener.getLocalPort();
            asking.onLoop(context -> context.peers().reach(OTHER, "127.0.0.1", port));

            ask(OTHER, Lane.QUORUM, 1, "now");
            ask(OTHER, Lane.QUORUM, 2, "now");
            for (boolean abrupt : new boolean[] {true, false}) {
                try (Socket accepted = listener.accept()) {
                    new DataInputStream(accepted.getInputStream()).readInt();
                    accepted.setSoLinger(abrupt, 0);
                }
                assertThat(asking.next()).isEqualTo("2 QUORUM RESET");
                // The request after that opens another.
                ask(OTHER, Lane.QUORUM, 3, "now");
            }
            assertThat(listener.accept().isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void bytesThatAreNoAnswerEndTheConnection(Transport transport) throws Exception {
        byte[][] rubbish = {
            {-1, -1, -1, -1},
            {0, 0, 0, 2, 1, 1},
            {0, 0, 0, 4, 0, 0, 0, 99},
            {0, 0, 0, 5, 0, 0, 0, 0, 0},
        };
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            int port = listener.getLocalPort();
            asking.onLoop(context -> context.peers().reach(OTHER, "127.0.0.1", port));
            for (byte[] answer : rubbish) {
                ask(OTHER, Lane.QUORUM, 1, "now");
                try (Socket accepted = listener.accept()) {
                    accepted.getOutputStream().write(answer);

                    assertThat(asking.next()).isEqualTo("2 QUORUM RESET");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aSilentPeerIsLeftAndWhatWasAskedMeanwhileIsGoneWithIt(Transport transport) {
        try (RunningNode other = start(asked, 2, transport);
                RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            reach(other);
            ask(OTHER, Lane.QUORUM, 1, "park");
            assertThat(asked.next()).isEqualTo("asked park");

            asking.onLoop(
                    context -> {
                        context.peers().disconnect(OTHER, Lane.QUORUM);
                        context.peers().disconnect(OTHER, Lane.QUORUM);
                        context.peers().disconnect(OTHER, Lane.PROBE);
                        context.peers()
                                .ask(OTHER, Lane.QUORUM, 2, new ApiVersions.Request("now", "1"));
                    });

            assertThat(asking.next()).isEqualTo("2 QUORUM CLOSED_HERE");
            assertThat(asked.next()).isEqualTo("a client has gone");
            ask(OTHER, Lane.QUORUM, 3, "now");
            assertThat(asking.next()).isEqualTo("2 QUORUM 3 ApiVersions");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void anIdleLaneIsClosedHereWithoutAWord(Transport transport) {
        try (RunningNode other = start(asked, 2, transport);
                RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            reach(other);
            ask(OTHER, Lane.QUORUM, 1, "now");
            assertThat(asking.next()).isEqualTo("2 QUORUM 1 ApiVersions");

            asking.onLoop(context -> context.peers().disconnect(OTHER, Lane.QUORUM));

            assertThat(asked.nextOf(2)).containsExactly("asked now", "a client has gone");
            ask(OTHER, Lane.QUORUM, 2, "now");
            assertThat(asking.next()).isEqualTo("2 QUORUM 2 ApiVersions");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aNodeThatDiesIsNoticedByThoseWhoAskItAndByThoseWhomItAsked(Transport transport) {
        try (RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            RunningNode other = start(asked, 2, transport);
            reach(other);
            int own = one.server.listening().port();
            asked.onLoop(context -> context.peers().reach(SELF, "127.0.0.1", own));
            ask(OTHER, Lane.QUORUM, 1, "park");
            // With epoll, also while bytes wait which the parked request holds back; without it,
            // that
            // is noticed when the request has its answer.
            int requestCount = transport == Transport.EPOLL ? 3 : 1;
            for (int i = 0; i < requestCount; i++) {
                int number = i;
                asked.onLoop(
                        context ->
                                context.peers()
                                        .ask(
                                                SELF,
                                                Lane.CONTROLLER,
                                                number,
                                                new ApiVersions.Request("park", "1")));
            }
            assertThat(asked.next()).isEqualTo("asked park");
            assertThat(asking.next()).isEqualTo("asked park");

            other.close();

            assertThat(asking.nextOf(2))
                    .containsExactlyInAnyOrder("2 QUORUM RESET", "a client has gone");
            ask(OTHER, Lane.PROBE, 2, "now");
            assertThat(asking.next()).isEqualTo("2 PROBE REFUSED");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void oneCanAskOneself(Transport transport) {
        try (RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            ask(SELF, Lane.QUORUM, 1, "park");
            ask(SELF, Lane.QUORUM, 2, "now");
            ask(SELF, Lane.CONTROLLER, 3, "release");

            List<String> events = asking.nextOf(6);

            assertThat(events)
                    .containsSubsequence(
                            "asked park",
                            "asked release",
                            "1 QUORUM 1 ApiVersions",
                            "asked now",
                            "1 QUORUM 2 ApiVersions")
                    .containsSubsequence("asked release", "1 CONTROLLER 3 ApiVersions");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void oneLeavesOneselfAsOneLeavesAnother(Transport transport) {
        try (RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            ask(SELF, Lane.QUORUM, 1, "park");
            assertThat(asking.next()).isEqualTo("asked park");

            asking.onLoop(context -> context.peers().disconnect(SELF, Lane.QUORUM));

            assertThat(asking.nextOf(2))
                    .containsExactlyInAnyOrder("1 QUORUM CLOSED_HERE", "a client has gone");
            ask(SELF, Lane.QUORUM, 2, "close");
            assertThat(asking.nextOf(3))
                    .containsExactlyInAnyOrder(
                            "asked close", "1 QUORUM RESET", "a client has gone");
            // The answer to the one that was left goes nowhere.
            ask(SELF, Lane.QUORUM, 3, "release");
            assertThat(asking.nextOf(2)).containsExactly("asked release", "1 QUORUM 3 ApiVersions");
        }
    }

    /** The record bytes lie in the buffers that the socket was read into, and those come back. */
    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void answersOfAnySizeComeWholeAndTheirMemoryIsGivenBack(Transport transport) {
        try (RunningNode other = start(asked, 2, transport);
                RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            reach(other);
            int[] sizes = {1, 100, 5_000, 70_000, 262_140, 300_000, 1 << 20, 9 << 20, 40 << 20};
            for (int size : sizes) {
                asking.onLoop(
                        context ->
                                context.peers()
                                        .ask(
                                                OTHER,
                                                Lane.REPLICA_FETCH,
                                                size,
                                                AskingNode.fetch(size)));

                assertThat(asking.next())
                        .isEqualTo("2 REPLICA_FETCH " + size + " fetched " + size + " in memory");
                assertThat(asked.next()).isEqualTo("asked fetch");
            }
            asking.onLoop(
                    context -> {
                        for (int i = 0; i < 200; i++) {
                            context.peers()
                                    .ask(
                                            OTHER,
                                            Lane.REPLICA_FETCH,
                                            i,
                                            AskingNode.fetch(100_000 + i));
                        }
                    });
            for (int i = 0; i < 200; i++) {
                assertThat(asking.next()).endsWith("fetched " + (100_000 + i) + " in memory");
            }
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void slicesOfOnesOwnAnswerAreHandedOn(Transport transport) {
        try (RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();

            asking.onLoop(
                    context ->
                            context.peers()
                                    .ask(SELF, Lane.REPLICA_FETCH, 7, AskingNode.fetch(5_000)));

            assertThat(asking.nextOf(2))
                    .containsExactly("asked fetch", "1 REPLICA_FETCH 7 fetched 5000 in a file");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aPeerThatDiesInTheMiddleOfAnAnswerLeavesNothingBehind(Transport transport) {
        try (RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            RunningNode other = start(asked, 2, transport);
            reach(other);
            asking.onLoop(
                    context -> {
                        for (int i = 0; i < 20; i++) {
                            context.peers()
                                    .ask(OTHER, Lane.REPLICA_FETCH, i, AskingNode.fetch(9 << 20));
                        }
                    });
            assertThat(asking.next()).startsWith("2 REPLICA_FETCH 0 fetched");

            other.close();

            String last = asking.next();
            while (last.contains("fetched")) {
                last = asking.next();
            }
            assertThat(last).isEqualTo("2 REPLICA_FETCH RESET");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aNodeThatStopsWhileItAsksLeavesNothingBehind(Transport transport) {
        try (RunningNode other = start(asked, 2, transport)) {
            RunningNode one = start(asking, 1, transport);
            reach(other);
            asking.onLoop(
                    context -> {
                        for (int i = 0; i < 20; i++) {
                            context.peers()
                                    .ask(OTHER, Lane.REPLICA_FETCH, i, AskingNode.fetch(9 << 20));
                            context.peers()
                                    .ask(SELF, Lane.REPLICA_FETCH, i, AskingNode.fetch(5_000));
                        }
                    });

            one.close();

            assertThat(one.end().code()).isEqualTo(ExitCode.DONE);
        }
    }
}
