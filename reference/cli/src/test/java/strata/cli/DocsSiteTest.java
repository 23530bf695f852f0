package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its Python is a shell script")
class DocsSiteTest {
    private static final TestTotals GREEN = new TestTotals(3, 0, 0, 0, List.of(), List.of());

    private final StringWriter out = new StringWriter();

    @TempDir private Path root;

    @BeforeEach
    void writeRequirements() throws IOException {
        Files.createDirectories(root.resolve("docs"));
        Files.writeString(root.resolve("docs/requirements.txt"), "mkdocs==1");
    }

    /** A Python that notes what it is asked for, makes environments of itself, and ends so. */
    private DocsSite siteWithPython(String ofMkdocs) throws IOException {
        Path python = root.resolve("python");
        Files.writeString(
                python,
                """
                #!/bin/sh
                echo "$1 $2 $3" >>"%s/asked"
                case "$2" in
                    venv) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
                    mkdocs) %s ;;
                esac
                """
                        .formatted(root, ofMkdocs));
        assertThat(python.toFile().setExecutable(true)).isTrue();
        return DocsSite.of(root, new PrintWriter(out)).with(List.of(python.toString()));
    }

    private List<String> asked(String module) throws IOException {
        try (var lines = Files.lines(root.resolve("asked"))) {
            return lines.filter(line -> line.startsWith("-m " + module)).toList();
        }
    }

    private CheckCommand check() {
        CheckCommand check = new CheckCommand();
        new CommandLine(check).setOut(new PrintWriter(out));
        return check;
    }

    @Test
    void theEnvironmentIsMadeOnceAndAgainWhenTheRequirementsChange() throws Exception {
        DocsSite site = siteWithPython("exit 0");

        assertThat(site.build()).isZero();
        assertThat(site.build()).isZero();
        assertThat(asked("venv")).hasSize(1);
        assertThat(asked("pip install")).hasSize(1);

        Files.writeString(root.resolve("docs/requirements.txt"), "mkdocs==2");
        assertThat(site.build()).isZero();
        assertThat(asked("venv")).hasSize(2);
        assertThat(asked("mkdocs build")).hasSize(3);
    }

    @Test
    void anInstallationThatFailsIsToldAndTriedAgain() throws Exception {
        DocsSite site = siteWithPython("exit 0 ;; pip) exit 1");

        assertThatThrownBy(site::build)
                .isInstanceOf(EnvironmentFault.class)
                .hasMessageContaining("could not be installed")
                .hasMessageContaining("docs-venv.log");
        assertThatThrownBy(site::build).isInstanceOf(EnvironmentFault.class);
        assertThat(asked("pip install")).hasSize(2);
    }

    @Test
    void withoutAPythonTheCommandIsNamed() {
        DocsSite site = DocsSite.of(root, new PrintWriter(out)).with(List.of("no-such-python"));

        assertThatThrownBy(site::build)
                .isInstanceOf(EnvironmentFault.class)
                .hasMessageContaining("needs Python 3.10")
                .hasMessageContaining("Install it with");
    }

    @Test
    void aSiteThatDoesNotBuildMakesTheCheckRed() throws Exception {
        TestTotals totals = check().withSite(GREEN, siteWithPython("exit 1"));

        assertThat(check().report(totals, true)).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).contains("FAILED   the companion site builds (docs)");
        assertThat(out.toString()).contains("3 passed, 1 failed, 0 skipped");
    }

    @Test
    void aSiteWithoutAPythonMakesTheCheckRedAndSaysWhy() throws Exception {
        DocsSite site = DocsSite.of(root, new PrintWriter(out)).with(List.of("no-such-python"));

        TestTotals totals = check().withSite(GREEN, site);

        assertThat(check().report(totals, true)).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).contains("docs: the site needs Python 3.10", "Install it with");
    }

    @Test
    void aSiteThatBuildsIsOneMoreGreenTest() throws Exception {
        TestTotals totals = check().withSite(GREEN, siteWithPython("exit 0"));

        assertThat(check().report(totals, true)).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("4 passed, 0 failed, 0 skipped");
    }
}
