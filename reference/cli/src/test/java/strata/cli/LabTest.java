package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LabTest {
    private static final Path ROOT = Path.of("../..");

    /** Whatever a lab's folder is called, all commands know it, by its layer's name. */
    @Test
    void everyLabOfThisRepositoryIsOpenByTheNameOfItsLayer() {
        List<String> expected =
                strata.lessons.labs.Lab.ALL.stream()
                        .filter(lab -> Files.exists(lab.sources(ROOT)))
                        .map(lab -> lab.number() + " " + lab.layer() + " " + lab.folder())
                        .toList();

        assertThat(Lab.allOpen(ROOT))
                .extracting(lab -> lab.number() + " " + lab.layer() + " " + lab.name())
                .isEqualTo(expected)
                .isNotEmpty();
    }
}
