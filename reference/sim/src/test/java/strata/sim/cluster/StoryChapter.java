package strata.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A lab's chapter, which shows pictures of simulated runs and says what they show. */
public final class StoryChapter {
    private static final Path DOCS = Path.of("..", "..", "docs");

    private final String text;
    private final String rewrite;

    /**
     * @param page as in {@code labs/05-transactions.md}
     * @param test the class that draws its pictures anew
     */
    public StoryChapter(String page, Class<?> test) throws IOException {
        this.text = Files.readString(DOCS.resolve(page));
        this.rewrite =
                "mvn -Dquick -pl reference/sim -am test -Dtest="
                        + test.getSimpleName()
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dstrata.pictures=rewrite"
                        + " (and then see whether the chapter still says what is so)";
    }

    /** It has the picture of a story, as it is drawn now; or that is written down, if so asked. */
    public void shows(String story, String drawn) throws IOException {
        Path picture = DOCS.resolve("assets").resolve(story + ".svg");
        if (System.getProperty("strata.pictures", "").equals("rewrite")) {
            Files.writeString(picture, drawn);
        }
        assertThat(picture).exists();
        assertThat(Files.readString(picture))
                .as("%s is not what is drawn now; to draw all anew: %s", picture, rewrite)
                .isEqualTo(drawn);
        assertThat(text).contains("--8<-- \"docs/assets/" + story + ".svg\"");
    }

    /** It says so; where lines break says nothing. */
    public void says(List<String> passages) {
        assertThat(passages).isNotEmpty();
        assertThat(text.replaceAll("\\s+", " ")).contains(passages);
    }
}
