package strata.sim.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.sim.Breach;
import strata.sim.Verdict;
import strata.sim.scenario.RunResult;

/**
 * The pictures of the chapter on transactions are of runs in which nothing breaks but what the
 * protocol allows, and the chapter says of them what is so. With {@code -Dstrata.pictures=rewrite}
 * the pictures are drawn anew.
 */
@Tag("layer")
final class TransactionStoriesTest {
    private static final Path DOCS = Path.of("..", "..", "docs");
    private static final Path CHAPTER = DOCS.resolve("labs/05-transactions.md");
    private static final String REWRITE =
            "mvn -Dquick -pl reference/sim -am test -Dtest=TransactionStoriesTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dstrata.pictures=rewrite"
                    + " (and then see whether the chapter still says what is so)";

    static List<TransactionStory> stories() {
        return TransactionStories.all();
    }

    @ParameterizedTest
    @MethodSource("stories")
    void thePictureIsOfARunAndTheChapterSaysWhatItShows(TransactionStory story) throws IOException {
        RunResult run = story.run();

        assertThat(run.verdict())
                .as("%s: %s", story, run.why())
                .isEqualTo(story.allowed().isEmpty() ? Verdict.PASS : Verdict.EXPECTED);
        assertThat(run.expected())
                .extracting(Breach::invariant)
                .containsExactlyInAnyOrderElementsOf(story.allowed());
        String chapter = Files.readString(CHAPTER);
        if (story.isDrawn()) {
            hasPicture(story, run, chapter);
        }
        // Where lines break says nothing.
        assertThat(story.said(run)).isNotEmpty();
        assertThat(chapter.replaceAll("\\s+", " ")).contains(story.said(run));
    }

    private static void hasPicture(TransactionStory story, RunResult run, String chapter)
            throws IOException {
        Path picture = DOCS.resolve("assets").resolve(story.name() + ".svg");
        String drawn = story.picture(run);
        if (System.getProperty("strata.pictures", "").equals("rewrite")) {
            Files.writeString(picture, drawn);
        }
        assertThat(picture).exists();
        assertThat(Files.readString(picture))
                .as("%s is not what is drawn now; to draw all anew: %s", picture, REWRITE)
                .isEqualTo(drawn);
        assertThat(chapter).contains("--8<-- \"docs/assets/" + story.name() + ".svg\"");
    }
}
