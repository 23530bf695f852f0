package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that lie about sizes or send rubbish, and the others that must not notice. */
class HostileClientsTest {
    private static final String TRANSPORTS = "strata.node.RunningNode#transports";

    @TempDir private Path directory;

    private final CommandNode node = new CommandNode();

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void impossibleLengthsCloseTheConnection(Transport transport) throws Exception {
        try (RunningNode running =
                        RunningNode.start(directory, node, SocketSettings.DEFAULTS, transport);
                RawClient other = running.connect()) {
            for (int length :
                    new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, (100 << 20) + 1}) {
                try (RawClient hostile = running.connect()) {
                    hostile.send(Requests.apiVersions(1, "x"), length(length));

                    assertThat(hostile.receiveCorrelationId()).isEqualTo(1);
                    assertThat(hostile.isClosedByServer()).as("length %s", length).isTrue();
                }
            }
            assertThat(other.ask(Requests.apiVersions(5, "x")).getInt()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void manyClaimsOfHugeRequestsCostLittle(Transport transport) throws Exception {
        List<RawClient> hostile = new ArrayList<>();
        try (RunningNode running =
                        RunningNode.start(directory, node, SocketSettings.DEFAULTS, transport);
                RawClient other = running.connect()) {
            other.ask(Requests.apiVersions(0, "x"));
            long usedBefore = running.usedDirectBytes();
            for (int count = 0; count < 300; count++) {
                RawClient client = running.connect();
                client.send(length(100 << 20), new byte[100]);
                hostile.add(client);
            }
            for (int round = 0; round < 20; round++) {
                assertThat(other.ask(Requests.apiVersions(round, "x")).getInt()).isEqualTo(round);
            }

            assertThat(running.usedDirectBytes() - usedBefore).isLessThan(5 << 20);
        } finally {
            closeAll(hostile);
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void halfSentLargeRequestsStayWithinTheirMemory(Transport transport) throws Exception {
        long limitBytes = 16 << 20;
        SocketSettings tight =
                new SocketSettings(
                        100 << 20, limitBytes, 10_000, 10_000, -1, -1, 64 * 1024, 50, 1_000);
        List<RawClient> hostile = new ArrayList<>();
        try (RunningNode running = RunningNode.start(directory, node, tight, transport);
                RawClient other = running.connect()) {
            for (int count = 0; count < 200; count++) {
                RawClient client = running.connect();
                client.send(length(100 << 20), new byte[150_000]);
                hostile.add(client);
            }
            byte[] small = Requests.produce(3, "x", (short) 1, new byte[12_000]);
            for (int round = 0; round < 50; round++) {
                other.send(java.util.Arrays.copyOf(small, 6_000));
                other.send(java.util.Arrays.copyOfRange(small, 6_000, small.length));
                assertThat(other.receiveCorrelationId()).isEqualTo(3);
            }

            assertThat(running.usedDirectBytes()).isLessThan(3 * limitBytes);
        } finally {
            closeAll(hostile);
        }
    }

    @Test
    void aLargeRequestPassesWhenItsMemoryIsTakenByThoseThatStandStill() throws Exception {
        SocketSettings tight =
                new SocketSettings(
                        100 << 20, 4 << 20, 10_000, 10_000, -1, -1, 64 * 1024, 50, 1_000);
        List<RawClient> hostile = new ArrayList<>();
        try (RunningNode running =
                        RunningNode.start(directory, node, tight, Transport.available());
                RawClient honest = running.connect()) {
            for (int count = 0; count < 40; count++) {
                RawClient client = running.connect();
                client.send(length(100 << 20), new byte[150_000]);
                hostile.add(client);
            }

            // Its first half arrives when all memory is gone.
            honest.send(Requests.produce(9, "x", (short) 1, new byte[2 << 20]));

            assertThat(honest.receiveCorrelationId()).isEqualTo(9);
        } finally {
            closeAll(hostile);
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void rubbishClosesItsConnectionAndNothingElse(Transport transport) throws Exception {
        Random random = new Random(8123);
        try (RunningNode running =
                        RunningNode.start(directory, node, SocketSettings.DEFAULTS, transport);
                RawClient other = running.connect()) {
            for (int round = 0; round < 200; round++) {
                byte[] request = Requests.fetch(round, "x", 0, 1_000);
                request[random.nextInt(request.length)] ^= (byte) (1 << random.nextInt(8));
                try (RawClient hostile = running.connect()) {
                    hostile.send(request);
                    hostile.closeOwnSide();
                    drain(hostile);
                }
            }
            assertThat(other.ask(Requests.apiVersions(5, "x")).getInt()).isEqualTo(5);
        }
    }

    private static void drain(RawClient client) throws IOException {
        while (!client.isClosedByServer()) {
            // An answer, byte by byte.
        }
    }

    private static byte[] length(int length) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
    }

    private static void closeAll(List<RawClient> clients) throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }
}
