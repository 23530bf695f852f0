package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFileTest {
    private static final RunFile PLANNED =
            new RunFile(7, 0, List.of("127.0.0.1:0"), "layers: log=reference", null, null);
    private static final RunFile SERVING =
            new RunFile(
                    4_000_000,
                    System.currentTimeMillis(),
                    List.of("127.0.0.1:65535"),
                    "layers: log=reference",
                    List.of(new RunFile.Node(1, "127.0.0.1:65535", "/data", 4_000_000)),
                    List.of("nodes: 1"));

    @TempDir private Path data;

    @Test
    void itIsWrittenIntoTheRoomThatWasReserved() throws IOException {
        assertThat(PLANNED.reserve(data)).isTrue();
        Object room = inode(temporary());
        long sizeInBytes = Files.size(temporary());

        SERVING.write(data);

        Path written = data.resolve("cluster.json");
        assertThat(inode(written)).as("the same file").isEqualTo(room);
        assertThat(Files.size(written)).isLessThan(sizeInBytes);
        assertThat(RunFile.read(data)).isEqualTo(SERVING);
        assertThat(temporary()).doesNotExist();
    }

    @Test
    void aReservationSaysNotThatSomethingRuns() {
        assertThat(PLANNED.reserve(data)).isTrue();

        assertThat(RunFile.read(data)).isNull();
    }

    @Test
    void theReservationOfAnotherRunIsLeftAlone() throws IOException {
        Files.writeString(temporary(), "of another");

        assertThat(PLANNED.reserve(data)).isFalse();

        assertThat(temporary()).hasContent("of another");
    }

    @Test
    void whereNothingCanBeReservedTheNodeIsLeftToSayWhy() throws IOException {
        Path file = Files.writeString(data.resolve("a-file"), "not a folder");

        assertThat(PLANNED.reserve(file)).isFalse();
    }

    private Path temporary() {
        return data.resolve("cluster.json.tmp");
    }

    private static Object inode(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
