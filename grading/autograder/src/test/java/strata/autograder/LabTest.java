package strata.autograder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabTest {
    @TempDir private Path temp;

    @Test
    void theSourcesOfEveryLabAreInThePackageThatIsItsOwn() throws IOException {
        Path root = Path.of(System.getProperty("strata.root"));

        assertThat(LabChoice.all(root)).hasSizeGreaterThanOrEqualTo(4);
        assertThat(LabChoice.all(root))
                .allSatisfy(
                        lab -> {
                            assertThat(lab.skeletonSources().resolve(lab.ownPath())).isDirectory();
                            assertThat(lab.referenceSources().resolve(lab.ownPath())).isDirectory();
                        });
    }

    @Test
    void aLabDescribesOneLayer() throws IOException {
        Files.createDirectories(temp.resolve("labs/01-log/src/main/java"));
        Path layers = temp.resolve("labs/01-log/src/main/resources/META-INF/strata");
        Files.createDirectories(layers);
        Files.createFile(layers.resolve("log"));

        assertThat(Lab.of(temp, 1)).isEqualTo(new Lab(1, "01-log", "log", temp));

        Files.createFile(layers.resolve("segments"));
        assertThatThrownBy(() -> Lab.of(temp, 1)).hasMessageContaining("must describe one layer");
    }
}
