package strata.house.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site builds, and does not when something in it has drifted. */
class SiteTest {
    private static final Path ROOT = Path.of(System.getProperty("strata.root"));
    private static final String QUOTED = "reference/kernel/src/main/java/strata/kernel/Event.java";

    @TempDir private Path folder;
    private ScratchHouse scratch;

    /** Makes the Python environment that the copies share. */
    @BeforeAll
    static void buildOnce() throws Exception {
        Result result = build(ROOT);

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @BeforeEach
    void copyTheHouse() throws Exception {
        scratch = ScratchHouse.into(folder.resolve("strata"));
    }

    @AfterEach
    void endIt() throws IOException {
        scratch.close();
    }

    private record Result(int exitCode, String output) {}

    private static Result build(Path root) throws IOException, InterruptedException {
        Path log = Files.createTempFile("strata-site", ".log");
        ProcessBuilder strata = new ProcessBuilder("./strata", "docs", "build");
        strata.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process =
                strata.directory(root.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(log);
        Files.delete(log);
        return new Result(process.exitValue(), output);
    }

    @Test
    void aSnippetThatDriftedFailsTheBuild() throws Exception {
        scratch.replace(QUOTED, "[start:sync-done]", "[start:renamed]");

        Result result = build(scratch.root());

        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        assertThat(result.output()).contains("sync-done");
    }

    @Test
    void aLinkToNowhereFailsTheBuild() throws Exception {
        scratch.replace("docs/index.md", "(batch.md)", "(bytes.md)");

        Result result = build(scratch.root());

        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        assertThat(result.output()).contains("index.md", "bytes.md");
    }

    @Test
    void anAnchorThatIsNotThereFailsTheBuild() throws Exception {
        scratch.replace("docs/architecture.md", "batch.md#the-header", "batch.md#the-hat");

        Result result = build(scratch.root());

        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        assertThat(result.output()).contains("architecture.md", "#the-hat");
    }

    @Test
    void aNewFailureCodeAppearsInTheListAndTheNavigation() throws Exception {
        Files.writeString(
                scratch.root().resolve("docs/failures/LOG-999.md"),
                "# LOG-999: the log is on fire\n\nPut it out.\n");

        Result result = build(scratch.root());

        assertThat(result.exitCode()).as(result.output()).isZero();
        Path site = scratch.root().resolve(".strata/site");
        assertThat(Files.readString(site.resolve("failures/index.html")))
                .contains("href=\"LOG-999.html\"", "the log is on fire");
    }

    @Test
    void noPageAsksAnotherHostForAnything() throws IOException {
        try (var files = Files.walk(ROOT.resolve(".strata/site"))) {
            for (Path page : files.filter(file -> file.toString().endsWith(".html")).toList()) {
                assertThat(Files.readString(page))
                        .as("%s", page)
                        .doesNotContainPattern("(?:src|<link[^>]*href)=\"(?:https?:)?//");
            }
        }
    }
}
