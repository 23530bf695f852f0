package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A node with more partitions than its process may open files. */
@Tag("layer")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no ulimit")
class FewDescriptorsTest {
    private static final int PARTITION_COUNT = 250;
    private static final List<String> FEW = List.of("sh", "-c", "ulimit -n 200; exec \"$@\"", "sh");
    private static final String ANY_PORT = "listeners=PLAINTEXT://127.0.0.1:0";

    @TempDir private Path directory;

    @Test
    void partitionsBeyondTheLimitOfOpenFilesAreServedAlsoAfterAKill() throws Exception {
        byte[] batch = Batches.ofOneRecord(100);
        Path data = directory.resolve("data");
        try (ChildNode node = ChildNode.start(FEW, data, ANY_PORT);
                RawClient client = new RawClient(node.awaitReady())) {
            client.ask(Requests.createTopic(1, "topic", PARTITION_COUNT));
            for (int partition = 0; partition < PARTITION_COUNT; partition++) {
                byte[] request = Requests.produce(2, "x", (short) 1, partition, batch);
                assertThat(errorOfProduce(client.ask(request))).isZero();
            }
            node.kill();
        }

        try (ChildNode node = ChildNode.start(FEW, data, ANY_PORT);
                RawClient client = new RawClient(node.awaitReady())) {
            for (int partition = 0; partition < PARTITION_COUNT; partition++) {
                byte[] request = Requests.produce(2, "x", (short) 1, partition, batch);
                ByteBuffer answer = client.ask(request);
                assertThat(errorOfProduce(answer)).isZero();
                assertThat(answer.getLong()).as("offset in %s", partition).isEqualTo(1);
            }
            node.stop();
            assertThat(node.exitCode()).isEqualTo(ExitCode.DONE.number());
        }
    }

    // Of one topic and one partition; the offset follows.
    private static short errorOfProduce(ByteBuffer answer) {
        answer.position(Integer.BYTES + Integer.BYTES + Short.BYTES + "topic".length());
        answer.getInt();
        answer.getInt();
        return answer.getShort();
    }
}
