package strata.sim.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.sim.Breach;
import strata.sim.Verdict;
import strata.sim.cluster.StoryChapter;
import strata.sim.scenario.RunResult;

/**
 * The pictures of the chapter on transactions are of runs in which nothing breaks but what the
 * protocol allows, and the chapter says of them what is so. With {@code -Dstrata.pictures=rewrite}
 * the pictures are drawn anew.
 */
@Tag("layer")
final class TransactionStoriesTest {
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
        StoryChapter chapter =
                new StoryChapter("labs/05-transactions.md", TransactionStoriesTest.class);
        if (story.isDrawn()) {
            chapter.shows(story.name(), story.picture(run));
        }
        chapter.says(story.said(run));
    }
}
