package strata.lessons.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as the launcher starts it: a process, its output, its exit code. */
@Timeout(120)
class TestMainTest {
    private static final Path REPOSITORY = Path.of("src/test/golden/repository");
    private static final Path CODE = Path.of("labs/01-log/src/main/java/strata/log");
    private static final Path TESTS = Path.of("labs/01-log/src/test/java/strata/log");

    @TempDir private Path root;

    private final List<String> told = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void copyRepository() throws IOException {
        Places.copy(REPOSITORY, root);
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstrata.limit.ms=2000"));
        command.addAll(List.of("-Dstrata.root=" + root, "-Dstrata.lib=" + root));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(TestMain.class.getName());
        command.addAll(List.of(words));
        return start(command);
    }

    private Process start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process);
        return process;
    }

    private int end(String... words) throws Exception {
        return end(start(words));
    }

    private int end(Process process) throws Exception {
        process.inputReader(StandardCharsets.UTF_8).lines().forEach(told::add);
        return process.waitFor();
    }

    /** Reads to a line that contains a text. */
    private void readUntil(Process process, String text) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line;
        while ((line = out.readLine()) != null) {
            told.add(line);
            if (line.contains(text)) {
                return;
            }
        }
    }

    private void change(Path file, String from, String to) throws IOException {
        Path path = root.resolve(file);
        Files.writeString(path, Files.readString(path).replace(from, to));
    }

    @Test
    void exitCodesAreThoseOfTheCommand() throws Exception {
        assertThat(end("NumbersTest.passes")).isEqualTo(0);
        assertThat(end("1.1")).isEqualTo(1);
        assertThat(end("varints")).isEqualTo(2);
        assertThat(told).last().asString().startsWith("strata test: 'varints' is neither a lab");
    }

    @Test
    void codeThatEndsTheProcessIsNoSuccess() throws Exception {
        change(
                CODE.resolve("Numbers.java"),
                "long rest = value;",
                "long rest = value; System.exit(0);");

        assertThat(end("1")).isEqualTo(1);
        assertThat(told)
                .last()
                .asString()
                .isEqualTo(
                        "The process was ended by write (Numbers.java:10) in test"
                                + " NumbersTest.bytesOfANumber; code under test may not do that.");
    }

    @Test
    void aTestThatNeverEndsDoesNotKeepTheProcess() throws Exception {
        assertThat(end("1.3")).isEqualTo(1);

        assertThat(told).anyMatch(line -> line.contains("1 too slow"));
    }

    @Test
    void aThreadOfTheCodeDoesNotKeepTheProcess() throws Exception {
        change(
                CODE.resolve("Numbers.java"),
                "long rest = value;",
                "long rest = value; new Thread(Trouble::neverEnds).start();");

        assertThat(end("NumbersTest.passes")).isEqualTo(0);
    }

    @Test
    void aWatchRunsAgainWhenASourceIsSavedAndEndsWithQ() throws Exception {
        Process process = start("1.1", "--watch");
        readUntil(process, "watching;");
        assertThat(told).anyMatch(line -> line.contains("1 passed, 1 failed"));
        told.clear();

        change(CODE.resolve("Numbers.java"), "long rest = value;", "long rest = 2 * value;");
        readUntil(process, "watching;");
        assertThat(told)
                .anyMatch(line -> line.endsWith("Numbers.java was saved"))
                .anyMatch(line -> line.contains("2 passed"));
        told.clear();

        change(TESTS.resolve("NumbersTest.java"), "bytes of 300", "bytes of");
        change(CODE.resolve("Numbers.java"), "2 * value;", "2 * value");
        readUntil(process, "watching;");
        assertThat(told).anyMatch(line -> line.contains("1 error; no test was run"));

        OutputStream keys = process.getOutputStream();
        keys.write("q\n".getBytes(StandardCharsets.UTF_8));
        keys.flush();
        assertThat(end(process)).isEqualTo(1);
    }

    @Test
    void aWatchWhoseTestNeverEndsAsksForAFreshProcess() throws Exception {
        assertThat(end("TroubleTest.timeout", "--watch")).isEqualTo(Watch.START_ANEW);
    }

    @Test
    void underADebuggerNothingTakesTooLong() throws Exception {
        change(
                CODE.resolve("Numbers.java"),
                "long rest = value;",
                "long rest = 2 * value; Trouble.pause();");
        change(
                CODE.resolve("Trouble.java"),
                "static int hole()",
                "static void pause() { int left = 25; while (left-- > 0) { try { Thread.sleep(100);"
                        + " } catch (InterruptedException e) { left = 0; } } } static int hole()");
        assertThat(end("NumbersTest.bytesOfANumber")).isEqualTo(1);

        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0");
        command.addAll(List.of("-Dstrata.limit.ms=2000", "-Dstrata.root=" + root));
        command.addAll(List.of("-Dstrata.lib=" + root, "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), TestMain.class.getName()));
        command.add("NumbersTest.bytesOfANumber");
        assertThat(end(start(command))).isZero();
    }
}
