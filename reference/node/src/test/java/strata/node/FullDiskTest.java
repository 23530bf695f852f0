package strata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk that is really full: a small file system in memory, which only root may mount. Elsewhere
 * {@link DiskStorageTest}, {@link NodeServerTest} and the simulator's full disk decide.
 */
@Tag("layer")
@EnabledOnOs(value = OS.LINUX, disabledReason = "it mounts a tmpfs")
class FullDiskTest {
    private static final String ANY_PORT = "listeners=PLAINTEXT://127.0.0.1:0";
    // The least that Kafka allows, so that the log is rolled now and then.
    private static final String SMALL_SEGMENTS = "log.segment.bytes=1048576";
    // Of a produce answer of one topic and one partition.
    private static final int ERROR_POSITION = 4 + 4 + 2 + "topic".length() + 4 + 4;
    private static final long REQUESTS_MAX = 100_000;

    @TempDir private Path directory;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("data"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=6m", "strata-test", disk.toString()) == 0,
                "a tmpfs cannot be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {900_000, 60_000, 300})
    void aNodeWhoseDiskIsFullStopsWithALineAndGoesOnWhenThereIsRoom(int valueSizeInBytes)
            throws Exception {
        byte[] batch = Batches.ofOneRecord(valueSizeInBytes);
        long acknowledged;
        try (ChildNode node = ChildNode.start(disk, ANY_PORT, SMALL_SEGMENTS)) {
            acknowledged = produceUntilItFails(node, batch);

            assertThat(node.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.number());
            assertThat(node.errors())
                    .filteredOn(line -> line.contains("node 1 stops"))
                    .singleElement()
                    .asString()
                    .contains("cannot ")
                    .contains(disk.toString())
                    .containsIgnoringCase("no space left on device");
        }

        assertThat(run("mount", "-o", "remount,size=12m", disk.toString())).isZero();

        try (ChildNode node = ChildNode.start(disk, ANY_PORT, SMALL_SEGMENTS);
                RawClient client = new RawClient(node.awaitReady())) {
            byte[] request = Requests.produce(1, "x", (short) 1, batch);
            long next = offsetOf(client.ask(request));
            // One that failed may have been written whole, and only its roll did not fit.
            assertThat(next).isBetween(acknowledged, acknowledged + 1);
        }
    }

    private static long produceUntilItFails(ChildNode node, byte[] batch) throws IOException {
        try (RawClient client = new RawClient(node.awaitReady())) {
            client.ask(Requests.createTopic(1, "topic"));
            for (long count = 0; count < REQUESTS_MAX; count++) {
                ByteBuffer answer;
                try {
                    answer = client.ask(Requests.produce(2, "x", (short) 1, batch));
                } catch (IOException e) {
                    return count;
                }
                assertThat(offsetOf(answer)).isEqualTo(count);
            }
        }
        throw new AssertionError("the disk is never full");
    }

    // Of one topic and one partition, without an error.
    private static long offsetOf(ByteBuffer answer) {
        answer.position(ERROR_POSITION);
        assertThat(answer.getShort()).as("error").isZero();
        return answer.getLong();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
