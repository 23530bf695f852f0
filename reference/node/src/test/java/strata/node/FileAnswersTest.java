package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that carry pieces of files: their bytes, their order, and that none stays held. */
class FileAnswersTest {
    private static final String KINDS = "kinds";
    // What the node has just written is in memory; but it may be told not to believe so.
    private static final int NEVER_WARM = -1;
    private static final int WARM_SECONDS = 3_600;
    // Of a fetch answer of version 4 with one partition, before the records themselves.
    private static final int BYTES_BEFORE_RECORDS = 53;

    @TempDir private Path directory;

    private final CommandNode node = new CommandNode();

    /** Whether answers go straight to the socket, or over the thread that reads from the disk. */
    record Kind(Transport transport, int warmSeconds) {}

    static Stream<Kind> kinds() {
        return RunningNode.transports()
                .flatMap(
                        transport ->
                                Stream.of(
                                        new Kind(transport, WARM_SECONDS),
                                        new Kind(transport, NEVER_WARM)));
    }

    private RunningNode start(Kind kind) {
        return RunningNode.start(
                directory, node, new DiskSettings(100, kind.warmSeconds()), kind.transport());
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void piecesOfAnySizeAndPlaceArriveAsTheyAreInTheFile(Kind kind) throws Exception {
        try (RunningNode running = start(kind);
                RawClient client = running.connect()) {
            Random random = new Random(8123);
            for (int round = 0; round < 100; round++) {
                int count = 1 + random.nextInt(1 << (1 + random.nextInt(21)));
                int position = random.nextInt(CommandNode.FILE_BYTES - count);

                ByteBuffer answer = client.ask(Requests.fetch(round, "x", position, count));

                assertThat(answer.getInt()).isEqualTo(round);
                assertThat(recordsOf(answer)).isEqualTo(contentAt(position, count));
            }
            closeFile(client);
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void piecesAndPlainAnswersLeaveInOrder(Kind kind) throws Exception {
        try (RunningNode running = start(kind);
                RawClient client = running.connect()) {
            int rounds = 40;
            Thread sender =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            for (int id = 0; id < rounds; id++) {
                                                client.send(
                                                        Requests.fetch(2 * id, "x", id, 200_000),
                                                        Requests.apiVersions(2 * id + 1, "x"));
                                            }
                                        } catch (java.io.IOException e) {
                                            throw new java.io.UncheckedIOException(e);
                                        }
                                    });
            for (int id = 0; id < rounds; id++) {
                ByteBuffer fetched = client.receive();
                assertThat(fetched.getInt()).isEqualTo(2 * id);
                assertThat(recordsOf(fetched)).isEqualTo(contentAt(id, 200_000));
                assertThat(client.receiveCorrelationId()).isEqualTo(2 * id + 1);
            }
            sender.join();
            closeFile(client);
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void aClientThatDoesNotReadIsNotAnsweredOnAndOn(Kind kind) throws Exception {
        int size = 1 << 20;
        try (RunningNode running = start(kind);
                RawClient slow = running.connect(64 * 1024);
                RawClient other = running.connect()) {
            for (int id = 0; id < 100; id++) {
                slow.send(Requests.fetch(id, "x", id, size));
            }
            for (int round = 0; round < 300; round++) {
                other.ask(Requests.apiVersions(round, "other"));
            }
            // What the sockets take at most (tcp_wmem), and one that is under way.
            assertThat(node.fetchCount.get()).isBetween(1, 12);

            for (int id = 0; id < 100; id++) {
                ByteBuffer answer = slow.receive();
                assertThat(answer.getInt()).isEqualTo(id);
                assertThat(recordsOf(answer)).isEqualTo(contentAt(id, size));
            }
            closeFile(other);
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void piecesAreGivenBackWhenTheirClientDiesMidway(Kind kind) throws Exception {
        try (RunningNode running = start(kind);
                RawClient other = running.connect()) {
            for (int round = 0; round < 20; round++) {
                RawClient dying = running.connect(64 * 1024);
                for (int id = 0; id < 5; id++) {
                    dying.send(Requests.fetch(id, "x", id, 4 << 20));
                }
                assertThat(dying.receiveCorrelationId()).isZero();
                dying.reset();
            }
            closeFile(other);
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void piecesForAClientThatHasGoneAreGivenBack(Kind kind) throws Exception {
        try (RunningNode running = start(kind);
                RawClient other = running.connect()) {
            RawClient gone = running.connect();
            gone.send(Requests.fetch(1, "park", 0, 1 << 20));
            while (!"park".equals(node.handled.take())) {
                // The first commands of all.
            }
            gone.reset();
            assertThat(node.disconnected.take()).isNotNull();

            other.ask(Requests.apiVersions(1, "release"));

            closeFile(other);
        }
    }

    // The file's channel closes with the last slice; a slice given back twice would be a bug that
    // stops the node.
    private void closeFile(RawClient client) throws Exception {
        client.ask(Requests.apiVersions(0, "close file"));
        Awaitility.await().until(node::isFileFree);
        assertThat(client.ask(Requests.apiVersions(77, "x")).getInt()).isEqualTo(77);
    }

    private byte[] contentAt(int position, int count) {
        return Arrays.copyOfRange(node.content, position, position + count);
    }

    private static byte[] recordsOf(ByteBuffer answer) {
        int size = answer.getInt(BYTES_BEFORE_RECORDS - Integer.BYTES);
        byte[] records = new byte[size];
        answer.get(BYTES_BEFORE_RECORDS, records);
        assertThat(answer.limit()).isEqualTo(BYTES_BEFORE_RECORDS + size);
        return records;
    }
}
