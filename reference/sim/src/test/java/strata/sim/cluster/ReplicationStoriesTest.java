package strata.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.sim.planted.Mistake;
import strata.sim.scenario.RunResult;

/**
 * The pictures of the chapter on replication are of runs in which the mistake that the story is
 * about breaks a claim.
 */
@Tag("layer")
final class ReplicationStoriesTest {
    private static final Path ASSETS = Path.of("..", "..", "docs", "assets");

    static Stream<ReplicationStories.Story> stories() {
        return ReplicationStories.all().stream();
    }

    @ParameterizedTest
    @MethodSource("stories")
    void theMistakeBreaksTheClaim(ReplicationStories.Story story) throws IOException {
        RunResult run = story.run();

        String svg = story.picture(run);
        Path out = Path.of("target", "stories", story.name() + ".svg");
        Files.createDirectories(Objects.requireNonNull(out.getParent()));
        Files.writeString(out, svg);
        assertThat(run.breach()).isNotNull();
        assertThat(Objects.requireNonNull(run.breach()).invariant()).isEqualTo(story.broken());
    }

    @ParameterizedTest
    @MethodSource("stories")
    void withoutTheMistakeAllIsWell(ReplicationStories.Story story) {
        RunResult run = story.run(Mistake.NONE);

        assertThat(run.breach()).isNull();
    }
}
