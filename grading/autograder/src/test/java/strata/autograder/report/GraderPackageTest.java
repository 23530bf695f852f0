package strata.autograder.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.autograder.Lab;

/** The package, unpacked and started as Gradescope does it, with a stand-in for the JVM. */
final class GraderPackageTest {
    /** Later than the time that everything in a package has, earlier than any clock today. */
    private static final FileTime RECENTLY = FileTime.from(Instant.parse("2026-01-02T00:00:00Z"));

    @TempDir private Path folder;

    private Path repository;
    private Path platform;

    @BeforeEach
    void aRepositoryAndAPlatform() throws IOException {
        repository = folder.resolve("repository");
        for (String source :
                List.of(
                        "labs/01-log/src/main/java/strata/log/Varints.java",
                        "labs/01-log/src/main/resources/META-INF/strata/log",
                        "labs/01-log/src/test/java/strata/log/VarintsTest.java",
                        "grading/hidden/01-log/src/main/java/strata/log/HiddenTest.java",
                        "reference/01-log/src/main/java/strata/log/Varints.java")) {
            put(repository.resolve(source), "of " + source);
        }
        put(repository.resolve("classes/strata/Some.class"), "some class");
        put(repository.resolve("lib/some.jar"), "some jar");
        platform = folder.resolve("autograder");
        put(platform.resolve("submission/labs/01-log/src/main/java/strata/log/Varints.java"), "");
    }

    @Test
    void thePackageHasAllThatTheGraderNeedsAndNobodyElseReadsTheSalt() throws IOException {
        Path zip = written();

        try (FileSystem archive = opened(zip)) {
            for (String file :
                    List.of(
                            "setup.sh",
                            "run_autograder",
                            "strata/lib/cli/some.jar",
                            "strata/lib/cli/classes-0.jar",
                            "strata/repository/labs/01-log/src/main/java/strata/log/Varints.java",
                            "strata/repository/labs/01-log/src/main/resources/META-INF/strata/log",
                            "strata/repository/labs/01-log/src/test/java/strata/log/VarintsTest.java",
                            "strata/repository/grading/hidden/01-log/src/main/java/strata/log/HiddenTest.java",
                            "strata/repository/reference/01-log/src/main/java/strata/log/Varints.java")) {
                assertThat(archive.getPath(file)).isRegularFile();
            }
            assertThat(permissions(archive.getPath("run_autograder"))).isEqualTo("rwxr-xr-x");
            assertThat(permissions(archive.getPath("setup.sh"))).isEqualTo("rwxr-xr-x");
            assertThat(permissions(archive.getPath("strata/grade.args"))).isEqualTo("rw-------");
            assertThat(archive.getPath("strata/grade.args"))
                    .hasContent("--lab\n1\n--salt=two words");
        }
    }

    @Test
    void theSameContentIsTheSameZip() throws IOException {
        byte[] first = Files.readAllBytes(written());

        byte[] second = Files.readAllBytes(written());

        assertThat(second).isEqualTo(first);
        try (FileSystem archive = opened(folder.resolve("package.zip"));
                Stream<Path> all = Files.walk(archive.getPath("/strata"))) {
            for (Path each : all.toList()) {
                BasicFileAttributes times = Files.readAttributes(each, BasicFileAttributes.class);
                assertThat(times.lastModifiedTime()).as(each.toString()).isLessThan(RECENTLY);
                assertThat(times.lastAccessTime()).as(each.toString()).isLessThan(RECENTLY);
                assertThat(times.creationTime()).as(each.toString()).isLessThan(RECENTLY);
            }
        }
    }

    @Test
    void withoutHiddenTestsThereIsNoPackage() throws IOException {
        Files.move(repository.resolve("grading"), folder.resolve("elsewhere"));

        assertThatThrownBy(this::written)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hidden");
    }

    @Test
    void whatTheGraderReportsBecomesTheResults() throws Exception {
        String said =
                run(
                        """
                        if [ "$command" = grade ]; then
                            cp "$AUTOGRADER_ROOT/results/results.json" "$AUTOGRADER_ROOT/meanwhile"
                            cp -R "$2" "$AUTOGRADER_ROOT/graded"
                            mkdir -p "$4/submission"
                        else
                            echo '{"score": 7, "tests": []}' > "$2/submission/results.json"
                        fi
                        """);

        assertThat(results().get("score").intValue()).as(said).isEqualTo(7);
        assertThat(schemaFaults(Files.readString(platform.resolve("meanwhile")))).isEmpty();
        assertThat(platform.resolve("graded/labs/01-log/src/main/java/strata/log/Varints.java"))
                .exists();
        assertNothingIsLeft();
    }

    @Test
    void aGraderThatDiesLeavesResultsThatSayNoVerdict() throws Exception {
        String said = run("kill -KILL $$");

        assertThat(results().get("score").intValue()).as(said).isZero();
        assertThat(results().get("output").textValue()).contains("no verdict");
        assertNothingIsLeft();
    }

    @Test
    void halfWrittenResultsAreNotTaken() throws Exception {
        String said =
                run(
                        """
                        if [ "$command" = grade ]; then
                            mkdir -p "$4/submission"
                        else
                            : > "$2/submission/results.json"
                        fi
                        """);

        assertThat(results().get("output").textValue()).as(said).contains("no verdict");
    }

    /** The platform's end: the script is told to stop while the grader hangs. */
    @Test
    void aScriptThatIsStoppedStopsItsGraderAndLeavesResults() throws Exception {
        String said =
                run(
                        """
                        echo $$ > "$AUTOGRADER_ROOT/grader"
                        kill -TERM $PPID
                        exec sleep 600
                        """);

        assertThat(results().get("output").textValue()).as(said).contains("no verdict");
        long grader = Long.parseLong(Files.readString(platform.resolve("grader")).strip());
        assertThat(ProcessHandle.of(grader)).isEmpty();
        assertNothingIsLeft();
    }

    /** Unpacks the package and runs it; the stand-in has this body, and "grade" or "report". */
    private String run(String body) throws IOException, InterruptedException {
        try (FileSystem archive = opened(written())) {
            Path top = archive.getPath("/");
            try (Stream<Path> all = Files.walk(top)) {
                for (Path each : all.filter(Files::isRegularFile).toList()) {
                    Path copy = platform.resolve("source").resolve(top.relativize(each).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(each, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        Path java = folder.resolve("java");
        put(
                java,
                "#!/usr/bin/env bash\n"
                        + "while [ \"$1\" != strata.cli.Main ]; do shift; done; shift\n"
                        + "command=$1\n"
                        + body
                        + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path said = folder.resolve("said");
        Files.createDirectories(folder.resolve("tmp"));
        ProcessBuilder builder =
                new ProcessBuilder("bash", platform.resolve("source/run_autograder").toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        builder.environment().put("AUTOGRADER_ROOT", platform.toString());
        builder.environment().put("STRATA_JAVA", java.toString());
        builder.environment().put("TMPDIR", folder.resolve("tmp").toString());
        Process script = builder.start();
        try {
            assertThat(script.waitFor(60, TimeUnit.SECONDS)).as("it came to its end").isTrue();
        } finally {
            script.destroyForcibly();
        }
        assertThat(script.exitValue()).as(Files.readString(said)).isZero();
        return Files.readString(said);
    }

    private Path written() throws IOException {
        Path zip = folder.resolve("package.zip");
        GraderPackage.write(
                new GraderPackage.Content(
                        List.of(new Lab(1, "01-log", "log", repository)),
                        List.of(repository.resolve("lib/some.jar"), repository.resolve("classes")),
                        9,
                        List.of("--lab", "1", "--salt=two words"),
                        List.of()),
                zip);
        return zip;
    }

    private JsonNode results() throws IOException {
        String text = Files.readString(platform.resolve("results/results.json"));
        return new JsonMapper().readTree(text);
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(ProcessHandle.allProcesses().filter(this::isOurs))
                .allSatisfy(process -> process.onExit().get(5, TimeUnit.SECONDS));
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
        try (Stream<Path> results = Files.list(platform.resolve("results"))) {
            assertThat(results).hasSize(1);
        }
    }

    /** Whether the script started it: then it has our folder in its environment (on Linux). */
    private boolean isOurs(ProcessHandle process) {
        try {
            Path environment = Path.of("/proc", String.valueOf(process.pid()), "environ");
            return Files.readString(environment, StandardCharsets.ISO_8859_1)
                    .contains("AUTOGRADER_ROOT=" + platform);
        } catch (IOException e) {
            return false; // Another system, or it has ended.
        }
    }

    private static List<?> schemaFaults(String text) {
        // "No verdict" has no time that it took.
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Golden.resource("gradescope-results.schema.json"))
                .validate(text, InputFormat.JSON)
                .stream()
                .filter(fault -> !fault.getMessage().contains("execution_time"))
                .toList();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static FileSystem opened(Path zip) throws IOException {
        return FileSystems.newFileSystem(
                URI.create("jar:" + zip.toUri()), Map.of("enablePosixFileAttributes", "true"));
    }

    private static void put(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
