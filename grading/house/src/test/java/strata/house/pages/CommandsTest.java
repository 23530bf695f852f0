package strata.house.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands in the pages do what the pages show. */
class CommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("strata.root"));

    @TempDir private Path folder;

    static List<Path> pagesWithCommands() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (Path page : Pages.of(ROOT)) {
            if (Session.hasCommands(ROOT, page)) {
                pages.add(page);
            }
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pagesWithCommands")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void thePageDoesAsItSays(Path page) throws Exception {
        try (ScratchHouse scratch = ScratchHouse.into(folder.resolve("strata"))) {
            Session session = new Session(scratch.root());

            session.page(page);

            System.out.printf("%s: %d commands run%n", page, session.run());
            session.notRun().forEach(what -> System.out.println("NOT RUN  " + what));
            session.notYet().forEach(what -> System.out.println("NOT YET  " + what));
            assertThat(session.problems()).isEmpty();
            assertThat(session.run() + session.notRun().size()).isPositive();
            // Told as a skipped test, so that nobody takes it for one that passed.
            assumeTrue(session.notYet().isEmpty(), () -> "not built yet: " + session.notYet());
        }
    }

    @Test
    void aBlockThatIsNotRunSaysWhy() throws IOException {
        for (Path page : pagesWithCommands()) {
            for (Pages.Block block : Pages.blocks(ROOT, page)) {
                assertThat(block.note().split(";", -1))
                        .as("%s", block.place())
                        .allMatch(
                                part ->
                                        part.isBlank()
                                                || !block.language().startsWith("console")
                                                || part.strip()
                                                        .matches(
                                                                "(not run|until|exit|input|waits"
                                                                        + " for): \\S.*"));
            }
        }
    }

    @Test
    void outputThatDiffersIsSeen() {
        List<String> shown = List.of("ready: ...:9092", "...", "stop");

        assertThat(Session.isAsShown(shown, "ready: 127.0.0.1:9092\nstop\n")).isTrue();
        assertThat(Session.isAsShown(shown, "ready: 127.0.0.1:9092\na\nb\nstop\n")).isTrue();
        assertThat(Session.isAsShown(shown, "ready: 127.0.0.1:9093\nstop\n")).isFalse();
        assertThat(Session.isAsShown(shown, "ready: x:9092\nstop\nmore\n")).isFalse();
        assertThat(Session.isAsShown(List.of(), "anything")).isTrue();
    }
}
