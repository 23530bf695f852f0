package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SubmitCommandTest {
    private static final String SOURCES = "labs/01-log/src/main/java/strata/log/";

    @TempDir private Path folder;
    private TestHouse house;
    private Path zip;

    @BeforeEach
    void build() {
        house = new TestHouse(folder);
        zip = folder.resolve("out/mine.zip");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void justTheSourcesOfTheLabsAreInIt() throws IOException {
        house.write(SOURCES + "Another.java", "package strata.log;\nfinal class Another {}\n");

        int exitCode = house.run("submit", "1", "--to", zip.toString(), "--yes");

        assertThat(exitCode).isEqualTo(ExitCode.DONE);
        assertThat(names()).containsExactly(SOURCES + "Another.java", SOURCES + "Varints.java");
        assertThat(house.out())
                .contains(SOURCES + "Varints.java", "packed   " + zip)
                .contains("sha-256  " + Submission.sha256(Files.readAllBytes(zip)));
    }

    @Test
    void theSameSourcesGiveTheSameBytes() throws IOException {
        house.run("submit", "--to", zip.toString(), "--yes");
        byte[] first = Files.readAllBytes(zip);
        Files.setLastModifiedTime(
                folder.resolve(SOURCES + "Varints.java"), FileTime.fromMillis(1_000_000));

        house.run("submit", "--to", zip.toString(), "--yes");

        assertThat(Files.readAllBytes(zip)).isEqualTo(first);
    }

    @Test
    void linksAndOtherFilesAreLeftOutAndNamed() throws IOException {
        house.write("secret.java", "package strata.log;\n");
        house.write(SOURCES + "notes.txt", "mine");
        Files.createSymbolicLink(
                folder.resolve(SOURCES + "Link.java"), folder.resolve("secret.java"));
        Files.createSymbolicLink(folder.resolve(SOURCES + "more"), folder);

        house.run("submit", "--to", zip.toString(), "--yes");

        assertThat(names()).containsExactly(SOURCES + "Varints.java");
        assertThat(house.out())
                .contains("left out: " + SOURCES + "Link.java: a symbolic link")
                .contains("left out: " + SOURCES + "more: a symbolic link")
                .contains("left out: " + SOURCES + "notes.txt: not a .java file");
    }

    @Test
    void aPackageWithinTheLabsIsTheLabs() {
        house.write(SOURCES + "more/More.java", "package strata.log.more;\nfinal class More {}\n");

        house.run("submit", "--to", zip.toString(), "--yes");

        assertThat(house.out()).contains("more/More.java").doesNotContain("warning:");
    }

    @Test
    void thePreviewTellsHolesAndStepsAndWhatTheGraderWillNotTake() {
        house.write(SOURCES + "Wrong.java", "package strata.kernel;\nfinal class Wrong {}\n");
        house.write(SOURCES + "Half.java", "package strata.log;\nfinal class Half {\n");
        house.write(
                ".strata/progress.json",
                """
                {"tests":{"BatchTest.itEnds":
                  {"step":"1.10","verdict":"PASSED","points":2,"atMs":5}}}
                """);

        house.run("submit", "--to", zip.toString(), "--yes");

        assertThat(house.out())
                .contains("1 of 3 visible tests passed", "1.1  not run yet", "1.10 passes")
                .contains("1.1  Varints.java:7  count the groups")
                .contains("warning:  Wrong.java is in package strata.kernel")
                .contains("warning:  Half.java does not compile: line ");
    }

    @Test
    void withoutAYesNothingIsPacked() {
        assertThat(house.run("submit", "--to", zip.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(Files.exists(zip)).isFalse();
        assertThat(house.err())
                .contains(
                        "this is no terminal, so nobody can be asked; --yes packs without asking");
    }

    private String submit(VisibleRun.Runner runner, String... options) {
        StringWriter out = new StringWriter();
        CommandLine submit = new CommandLine(new SubmitCommand(runner));
        submit.setOut(new PrintWriter(out));
        submit.setErr(new PrintWriter(new StringWriter()));
        List<String> arguments = new ArrayList<>(List.of("--to", zip.toString(), "--yes"));
        arguments.addAll(List.of(options));
        assertThat(submit.execute(arguments.toArray(String[]::new))).isEqualTo(ExitCode.DONE);
        return out.toString();
    }

    private void passedAt(long atMs) {
        house.write(
                ".strata/progress.json",
                """
                {"tests":{"BatchTest.itEnds":
                  {"step":"1.10","verdict":"PASSED","points":2,"atMs":%d}}}
                """
                        .formatted(atMs));
    }

    @Test
    void theVisibleTestsRunFirstAndTheirOutcomeIsShown() {
        String said =
                submit(
                        lab -> {
                            passedAt(Long.MAX_VALUE);
                            return new VisibleRun(true, List.of(), List.of());
                        });

        assertThat(said)
                .contains("1 of 3 visible tests pass (2 of 6 points)", "1.10 passes")
                .doesNotContain("newer than the last run");
    }

    @Test
    void withoutARunTheSourcesThatChangedSinceAreNamed() {
        passedAt(5);

        String said =
                submit(
                        lab -> {
                            throw new AssertionError("no run was asked for");
                        },
                        "--no-test");

        assertThat(said)
                .contains("passed when they ran last")
                .contains("warning:  Varints.java is newer than the last run: ./strata test 1.10");
    }

    @Test
    void aLabThatDoesNotCompileIsHandedInWithAWarning() {
        String said =
                submit(
                        lab ->
                                VisibleRun.read(
                                        List.of(
                                                "{\"event\":\"run\",\"layers\":\"x\"}",
                                                "{\"event\":\"compile-error\",\"file\":\"labs/a/Crc.java\",\"line\":7,\"message\":\"';'"
                                                    + " expected\"}")));

        assertThat(said)
                .contains("warning:  it does not compile: Crc.java:7: ';' expected")
                .contains("passed when they ran last");
    }

    @Test
    void whatTheRunWarnsOfIsPassedOn() {
        VisibleRun run =
                VisibleRun.read(
                        List.of(
                                "{\"event\":\"warning\",\"file\":\"a/Crc.java\",\"line\":3,"
                                        + "\"uses\":\"java.lang.System.nanoTime\"}",
                                "{\"event\":\"finished\"}",
                                "torn"));

        assertThat(run.ran()).isTrue();
        assertThat(submit(lab -> run))
                .contains(
                        "warning:  Crc.java:3: uses java.lang.System.nanoTime:"
                                + " a layer may not (R0-b)");
    }

    @Test
    void whatALayerMustNotUseIsAWarning() {
        house.write(
                SOURCES + "Clever.java",
                """
                package strata.log;

                import java.util.*;
                import java.util.concurrent.atomic.AtomicLong;
                import java.util.zip.CRC32C;

                final class Clever {
                    // Thread, Process and System.exit in a comment are none.
                    private final List<String> System_ = new ArrayList<>();
                    private final AtomicLong count = new AtomicLong();

                    void run(byte[] bytes) {
                        System.arraycopy(bytes, 0, bytes, 1, 2);
                        long now = System.nanoTime();
                        new Thread(this::hashCode);
                        java.net.URI.create("x");
                        new Random();
                    }
                }
                """);

        house.run("submit", "--yes", "--no-test", "--to", folder.resolve("a.zip").toString());

        assertThat(house.out().lines().filter(line -> line.contains("(R0-b)")))
                .containsExactly(
                        uses(10, "java.util.concurrent.atomic.AtomicLong"),
                        uses(14, "java.lang.System.nanoTime"),
                        uses(15, "java.lang.Thread"),
                        uses(16, "java.net.URI.create"),
                        uses(17, "java.util.Random"));
    }

    private static String uses(int line, String what) {
        return "warning:  Clever.java:" + line + ": uses " + what + ": a layer may not (R0-b)";
    }

    @Test
    void aLabThatIsNotOpenIsTold() {
        assertThat(house.run("submit", "2", "--yes")).isEqualTo(ExitCode.USAGE);
        assertThat(house.err()).contains("it comes with lab 2");
    }
}
