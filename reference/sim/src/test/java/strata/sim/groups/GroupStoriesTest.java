package strata.sim.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.sim.Verdict;
import strata.sim.cluster.StoryChapter;
import strata.sim.scenario.RunResult;

/**
 * The pictures of the chapter on consumer groups are of runs in which nothing breaks, and the
 * chapter says of them what is so. With {@code -Dstrata.pictures=rewrite} the pictures are drawn
 * anew.
 */
@Tag("layer")
final class GroupStoriesTest {
    static Stream<GroupStory> stories() {
        return Stream.concat(LaneStories.all().stream(), StepStories.all().stream());
    }

    @ParameterizedTest
    @MethodSource("stories")
    void thePictureIsOfARunAndTheChapterSaysWhatItShows(GroupStory story) throws IOException {
        RunResult run = story.run();

        assertThat(run.verdict()).as("%s: %s", story, run.why()).isEqualTo(Verdict.PASS);
        StoryChapter chapter =
                new StoryChapter("labs/04-consumer-groups.md", GroupStoriesTest.class);
        if (story.isDrawn()) {
            chapter.shows(story.name(), story.picture(run));
        }
        chapter.says(story.said(run));
    }
}
