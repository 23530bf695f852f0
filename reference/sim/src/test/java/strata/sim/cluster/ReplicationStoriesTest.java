package strata.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.sim.Breach;
import strata.sim.scenario.RunResult;

/**
 * The pictures of the chapter on replication are of runs in which the mistake that the story is
 * about breaks a claim. With {@code -Dstrata.pictures=rewrite} the pictures are drawn anew.
 */
@Tag("layer")
final class ReplicationStoriesTest {
    private static final Path DOCS = Path.of("..", "..", "docs");
    private static final Path CHAPTER = DOCS.resolve("labs/03-replication.md");
    private static final String REWRITE =
            "mvn -Dquick -pl reference/sim -am test -Dtest=ReplicationStoriesTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dstrata.pictures=rewrite"
                    + " (and then see whether the chapter still gives the right numbers)";

    static Stream<Story> stories() {
        return Stream.concat(ReplicationStories.all().stream(), QuorumStories.all().stream());
    }

    @ParameterizedTest
    @MethodSource("stories")
    void thePictureIsOfARunInWhichTheMistakeBreaksTheClaim(Story story) throws IOException {
        RunResult run = story.run();

        assertThat(run.breach()).as("%s: %s", story, run.why()).isNotNull();
        assertThat(Objects.requireNonNull(run.breach()).invariant()).isEqualTo(story.broken());
        assertThat(run.expected())
                .extracting(Breach::invariant)
                .containsExactlyInAnyOrderElementsOf(story.allowed());
        Path picture = DOCS.resolve("assets").resolve(story.name() + ".svg");
        String drawn = story.picture(run);
        if (System.getProperty("strata.pictures", "").equals("rewrite")) {
            Files.writeString(picture, drawn);
        }
        assertThat(picture).exists();
        assertThat(Files.readString(picture))
                .as("%s is not what is drawn now; to draw all anew: %s", picture, REWRITE)
                .isEqualTo(drawn);
    }

    @ParameterizedTest
    @MethodSource("stories")
    void withoutTheMistakeTheSameFaultsBreakNothing(Story story) {
        RunResult run = story.runRight();

        assertThat(run.breach()).as("%s: %s", story, run.why()).isNull();
        assertThat(run.expected()).isEmpty();
    }

    @Test
    void theChapterShowsEveryPictureAndNamesItsClaim() throws IOException {
        String chapter = Files.readString(CHAPTER);

        assertThat(stories())
                .allSatisfy(
                        story ->
                                assertThat(chapter)
                                        .contains(
                                                String.format(
                                                        Locale.ROOT,
                                                        "--8<-- \"docs/assets/%s.svg\"",
                                                        story.name()))
                                        .contains("`" + story.broken() + "`"));
    }
}
