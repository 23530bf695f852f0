package strata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.request.Fetch;

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
        return node.start(directory, id, SocketSettings.DEFAULTS, transport);
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aThousandRequestsAreAnsweredInOrderOverOneConnection(Transport transport) {
        try (RunningNode other = start(asked, 2, transport);
                RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            asking.reach(OTHER, other);

            for (int i = 0; i < 1_000; i++) {
                asking.ask(OTHER, Lane.CONTROLLER, i, "now");
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
            asking.reach(OTHER, other);

            asking.ask(OTHER, Lane.METADATA_FETCH, 1, "park");
            asking.ask(OTHER, Lane.METADATA_FETCH, 2, "now");
            asking.ask(OTHER, Lane.QUORUM, 3, "now");
            assertThat(asking.next()).isEqualTo("2 QUORUM 3 ApiVersions");
            asking.ask(OTHER, Lane.QUORUM, 4, "release");

            assertThat(asking.nextOf(3))
                    .containsExactlyInAnyOrder(
                            "2 QUORUM 4 ApiVersions",
                            "2 METADATA_FETCH 1 ApiVersions",
                            "2 METADATA_FETCH 2 ApiVersions");
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

            asking.ask(OTHER, Lane.QUORUM, 1, "now");

            assertThat(asking.next()).isEqualTo("2 QUORUM 1 ApiVersions");
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void oneCanAskOneself(Transport transport) {
        try (RunningNode one = start(asking, 1, transport)) {
            assertThat(one).isNotNull();
            asking.ask(SELF, Lane.QUORUM, 1, "park");
            asking.ask(SELF, Lane.QUORUM, 2, "now");
            asking.ask(SELF, Lane.CONTROLLER, 3, "release");

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
            asking.ask(SELF, Lane.QUORUM, 1, "park");
            assertThat(asking.next()).isEqualTo("asked park");

            asking.onLoop(context -> context.peers().disconnect(SELF, Lane.QUORUM));

            assertThat(asking.nextOf(2))
                    .containsExactlyInAnyOrder("1 QUORUM CLOSED_HERE", "a client has gone");
            asking.ask(SELF, Lane.QUORUM, 2, "close");
            assertThat(asking.nextOf(3))
                    .containsExactlyInAnyOrder(
                            "asked close", "1 QUORUM RESET", "a client has gone");
            // The answer to the one that was left goes nowhere.
            asking.ask(SELF, Lane.QUORUM, 3, "release");
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
            asking.reach(OTHER, other);
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
    void aNodeThatStopsWhileItAsksLeavesNothingBehind(Transport transport) {
        try (RunningNode other = start(asked, 2, transport)) {
            RunningNode one = start(asking, 1, transport);
            asking.reach(OTHER, other);
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

    @Test
    void slicesOfAnAnswerToOneselfThatIsNotWaitedForAreGivenBack() {
        try (RunningNode one = start(asking, 1, Transport.available())) {
            assertThat(one).isNotNull();
            Fetch.Request leaving = AskingNode.fetchAndLeave(5_000);

            asking.onLoop(context -> context.peers().ask(SELF, Lane.REPLICA_FETCH, 1, leaving));

            assertThat(asking.nextOf(3))
                    .containsExactlyInAnyOrder(
                            "asked fetch", "1 REPLICA_FETCH CLOSED_HERE", "a client has gone");
            assertThatThrownBy(() -> asking.lastSlice().retain())
                    .hasMessageContaining("after its release");
        }
    }
}
