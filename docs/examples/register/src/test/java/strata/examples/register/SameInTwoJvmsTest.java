package strata.examples.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.sim.run.TraceHashes;

/** A seed is the same run in any JVM, on however busy a machine. */
final class SameInTwoJvmsTest {
    private static final int SEEDS = 100;
    private static final List<String> ONE =
            List.of("-XX:+UseSerialGC", "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=0");
    private static final List<String> OTHER =
            List.of(
                    "-XX:+UseParallelGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx96m",
                    "-XX:+UnlockExperimentalVMOptions",
                    "-XX:hashCode=5");

    @Test
    void aHundredSeedsAreTheSameInFourJvmsThatHinderEachOther() throws Exception {
        // All at once: each is the others' load, on two processors or four.
        List<Process> jvms = List.of(started(ONE), started(OTHER), started(ONE), started(OTHER));
        List<List<String>> printed = new ArrayList<>();
        for (Process jvm : jvms) {
            String out = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(jvm.waitFor()).isZero();
            printed.add(out.lines().toList());
        }

        assertThat(printed.get(0)).hasSize(SEEDS).allMatch(line -> line.contains(" PASS "));
        assertThat(printed).allMatch(lines -> lines.equals(printed.get(0)));
    }

    private static Process started(List<String> flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), TraceHashes.class.getName()));
        command.addAll(List.of(RegisterScenarios.RIGHT, "1", Integer.toString(SEEDS)));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }
}
