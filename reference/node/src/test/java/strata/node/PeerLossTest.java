package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.request.ApiVersions;

/** What a node hears of peers that are not there, or go. */
@Timeout(60)
class PeerLossTest {
    private static final String TRANSPORTS = "strata.node.RunningNode#transports";
    private static final NodeId SELF = new NodeId(1);
    private static final NodeId OTHER = new NodeId(2);

    @TempDir private Path directory;

    private final AskingNode asking = new AskingNode();
    private final AskingNode asked = new AskingNode();

    private RunningNode start(AskingNode node, int id, Transport transport) {
        return node.start(directory, id, SocketSettings.DEFAULTS, transport);
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

            asking.ask(OTHER, Lane.PROBE, 1, "now");

            assertThat(asking.next()).isEqualTo("2 PROBE REFUSED");
            asking.ask(OTHER, Lane.PROBE, 2, "now");
            assertThat(asking.next()).isEqualTo("2 PROBE REFUSED");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void whereNobodyHasSaidTheLaneIsUnreachable(Transport transport) {
        try (RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();

            asking.ask(OTHER, Lane.QUORUM, 1, "now");

            assertThat(asking.next()).isEqualTo("2 QUORUM UNREACHABLE");
        }
    }

    @Test
    void anUnknownHostIsUnreachable() {
        try (RunningNode one = start(asking, 1, Transport.available())) {
            assertThat(one).isNotNull();
            asking.onLoop(context -> context.peers().reach(OTHER, "nowhere.invalid", 9092));

            asking.ask(OTHER, Lane.QUORUM, 1, "now");

            assertThat(asking.next()).isEqualTo("2 QUORUM UNREACHABLE");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aConnectionThatIsNotTakenUpInTimeIsUnreachable(Transport transport) throws Exception {
        SocketSettings quick = new SocketSettings(1 << 20, -1, 10, 10, -1, -1, -1, 50, 200);
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningNode one = asking.start(directory, 1, quick, transport)) {
            assertThat(one).isNotNull();
            List<Socket> filling = new ArrayList<>();
            // Linux lets one more in than the backlog says, and then drops what comes.
            for (int i = 0; i < 2; i++) {
                filling.add(new Socket(full.getInetAddress(), full.getLocalPort()));
            }
            int port = full.getLocalPort();
            asking.onLoop(context -> context.peers().reach(OTHER, "127.0.0.1", port));

            asking.ask(OTHER, Lane.QUORUM, 1, "now");

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
            listener.setSoTimeout(30_000);
            asking.onLoop(context -> context.peers().reach(OTHER, "127.0.0.1", port));

            asking.ask(OTHER, Lane.QUORUM, 1, "now");
            asking.ask(OTHER, Lane.QUORUM, 2, "now");
            for (boolean abrupt : new boolean[] {true, false}) {
                try (Socket accepted = listener.accept()) {
                    new DataInputStream(accepted.getInputStream()).readInt();
                    accepted.setSoLinger(abrupt, 0);
                }
                assertThat(asking.next()).isEqualTo("2 QUORUM RESET");
                // The request after that opens another.
                asking.ask(OTHER, Lane.QUORUM, 3, "now");
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
            listener.setSoTimeout(30_000);
            asking.onLoop(context -> context.peers().reach(OTHER, "127.0.0.1", port));
            for (byte[] answer : rubbish) {
                asking.ask(OTHER, Lane.QUORUM, 1, "now");
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
            asking.reach(OTHER, other);
            asking.ask(OTHER, Lane.QUORUM, 1, "park");
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
            asking.ask(OTHER, Lane.QUORUM, 3, "now");
            assertThat(asking.next()).isEqualTo("2 QUORUM 3 ApiVersions");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void anIdleLaneIsClosedHereWithoutAWord(Transport transport) {
        try (RunningNode other = start(asked, 2, transport);
                RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            asking.reach(OTHER, other);
            asking.ask(OTHER, Lane.QUORUM, 1, "now");
            assertThat(asking.next()).isEqualTo("2 QUORUM 1 ApiVersions");

            asking.onLoop(context -> context.peers().disconnect(OTHER, Lane.QUORUM));

            assertThat(asked.nextOf(2)).containsExactly("asked now", "a client has gone");
            asking.ask(OTHER, Lane.QUORUM, 2, "now");
            assertThat(asking.next()).isEqualTo("2 QUORUM 2 ApiVersions");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aNodeThatDiesIsNoticedByThoseWhoAskItAndByThoseWhomItAsked(Transport transport) {
        try (RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            RunningNode other = start(asked, 2, transport);
            asking.reach(OTHER, other);
            int own = one.server.listening().port();
            asked.onLoop(context -> context.peers().reach(SELF, "127.0.0.1", own));
            asking.ask(OTHER, Lane.QUORUM, 1, "park");
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
            asking.ask(OTHER, Lane.PROBE, 2, "now");
            assertThat(asking.next()).isEqualTo("2 PROBE REFUSED");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aPeerThatDiesInTheMiddleOfAnAnswerLeavesNothingBehind(Transport transport) {
        try (RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            RunningNode other = start(asked, 2, transport);
            asking.reach(OTHER, other);
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
}
