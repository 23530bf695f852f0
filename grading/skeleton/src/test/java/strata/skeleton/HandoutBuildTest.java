package strata.skeleton;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A handout builds and runs with nothing but what is in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HandoutBuildTest {
    private Path handout;
    private Ran build;

    /** How a program ended, and all that it said. */
    private record Ran(int exitCode, String output) {}

    @BeforeAll
    void build(@TempDir Path folder) throws IOException, InterruptedException {
        handout = folder.resolve("handout");
        new Handout(Path.of(property("strata.root")), handout).write();
        build =
                run(
                        Path.of(property("strata.maven.home"), "bin", "mvn").toString(),
                        "-o",
                        "-B",
                        "-Dquick",
                        "-DskipTests",
                        "-Dmaven.repo.local=" + property("strata.maven.repository"),
                        "package");
    }

    @Test
    void everyModuleAndItsTestsCompile() {
        assertThat(build.exitCode()).as(build.output()).isZero();
        assertThat(handout.resolve("labs/01-log/target/quick/test-classes/strata/log"))
                .isNotEmptyDirectory();
    }

    @Test
    void theCommandRunsWithoutAnyLayer() throws Exception {
        Ran help = strata("--help");
        Ran warmUp = strata("warm-up");

        assertThat(help.exitCode()).as(help.output()).isZero();
        assertThat(help.output()).contains("test").doesNotContain("skeleton");
        assertThat(warmUp.exitCode()).as(warmUp.output()).isZero();
        assertThat(warmUp.output()).contains("warmed up");
    }

    private Ran strata(String... arguments) throws IOException, InterruptedException {
        Path cli = handout.resolve("reference/cli/target/quick");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-Dstrata.root=" + handout, "-cp"));
        command.add(cli.resolve("classes") + File.pathSeparator + cli.resolve("lib") + "/*");
        command.add("strata.cli.Main");
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private Ran run(String... command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(handout.getParent(), "run", ".log");
        ProcessBuilder process = new ProcessBuilder(command).directory(handout.toFile());
        process.environment().put("JAVA_HOME", System.getProperty("java.home"));
        process.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        process.redirectErrorStream(true).redirectOutput(log.toFile());
        int exitCode = process.start().waitFor();
        return new Ran(exitCode, Files.readString(log));
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("run by Maven, which says what " + name + " is");
        }
        return value;
    }
}
