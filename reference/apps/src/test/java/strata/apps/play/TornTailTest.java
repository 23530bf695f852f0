package strata.apps.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TornTailTest {
    private static final int BATCH_BYTES = 90;

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void writeTwoBatches() throws IOException {
        file = folder.resolve("0.log");
        ByteBuffer batches = ByteBuffer.allocate(2 * BATCH_BYTES);
        batches.putInt(8, BATCH_BYTES - 12).putLong(BATCH_BYTES, 4);
        Files.write(file, batches.array());
    }

    @Test
    void partOfABatchWithTheNextOffsetFollowsTheWholeOnes() throws IOException {
        TornTail tail = TornTail.append(file, 8);

        assertThat(tail).isEqualTo(new TornTail(file, 180, 60, BATCH_BYTES));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        assertThat(bytes.capacity()).isEqualTo(240);
        assertThat(bytes.getLong(180)).isEqualTo(8);
        assertThat(bytes.getInt(188)).isEqualTo(BATCH_BYTES - 12);
    }

    @Test
    void aTailThatIsLeftEndsTheStoryAndNamesTheStep() {
        TornTail tail = TornTail.append(file, 8);

        assertThatThrownBy(tail::requireGone)
                .isInstanceOf(PlayFault.class)
                .hasMessageContainingAll("end at byte 180", "the file at byte 240", "step 1.7");
    }

    @Test
    void aTailThatIsCutIsGone() throws IOException {
        TornTail tail = TornTail.append(file, 8);
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(180);
        }

        tail.requireGone();

        assertThat(file).hasSize(180);
    }

    @Test
    void aFileThatDoesNotBeginWithABatchIsTold() throws IOException {
        Files.write(file, new byte[5]);

        assertThatThrownBy(() -> TornTail.append(file, 8))
                .isInstanceOf(PlayFault.class)
                .hasMessageContaining("does not begin with a whole batch");
    }
}
