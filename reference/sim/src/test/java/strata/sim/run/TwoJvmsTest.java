package strata.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.sim.scenario.ChatterHashes;

/** One seed is one run, in any JVM: collectors, compilers, heaps and identity hashes may differ. */
final class TwoJvmsTest {
    private static final List<String> ONE =
            List.of("-XX:+UseSerialGC", "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=0");
    private static final List<String> OTHER =
            List.of(
                    "-XX:+UseParallelGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx96m",
                    "-XX:+UnlockExperimentalVMOptions",
                    "-XX:hashCode=5");

    private static final String CLUSTERS =
            "crash,partition,asymmetric-partition,slow-disk,torn-disk,clock-skew,rolling-restart,"
                    + "churn,everything,groups-everything,groups-coordinator-move";

    @Test
    @Tag("layer")
    void theBrokerAndTheToyRunTheSameInTwoJvms() throws Exception {
        String scenarios = "single-node*,toy-tally-tear-tail-flushed,toy-tally-bit-rot";

        List<String> hashes = hashes(TraceHashes.class, OTHER, scenarios, 25);

        assertThat(hashes).hasSize(6 * 25).isEqualTo(hashes(TraceHashes.class, ONE, scenarios, 25));
    }

    @Test
    @Tag("long")
    @Tag("layer")
    void aThousandSeedsOfEachCrashModeRunTheSameInTwoJvms() throws Exception {
        List<String> hashes = hashes(TraceHashes.class, OTHER, "single-node-*", 1000);

        assertThat(hashes).hasSize(3000).allMatch(line -> line.contains(" PASS "));
        assertThat(hashes).isEqualTo(hashes(TraceHashes.class, ONE, "single-node-*", 1000));
    }

    @Test
    @Tag("layer")
    void aSeedOfEachScenarioOfAClusterRunsTheSameInTwoJvms() throws Exception {
        List<String> hashes = hashes(TraceHashes.class, OTHER, CLUSTERS, 2);

        assertThat(hashes).hasSize(11 * 2).allMatch(line -> line.matches(".* (PASS|EXPECTED) .*"));
        assertThat(hashes).isEqualTo(hashes(TraceHashes.class, ONE, CLUSTERS, 2));
    }

    @Test
    @Tag("long")
    @Tag("layer")
    void fiftySeedsOfEachScenarioOfAClusterRunTheSameInTwoJvms() throws Exception {
        List<String> hashes = hashes(TraceHashes.class, OTHER, CLUSTERS, 50);

        assertThat(hashes).hasSize(11 * 50);
        assertThat(hashes).isEqualTo(hashes(TraceHashes.class, ONE, CLUSTERS, 50));
    }

    @Test
    void aClusterAndItsNetworkRunTheSameInTwoJvms() throws Exception {
        List<String> hashes = hashes(ChatterHashes.class, OTHER, "-", 100);

        assertThat(hashes).hasSize(100);
        assertThat(hashes).isEqualTo(hashes(ChatterHashes.class, ONE, "-", 100));
    }

    @Test
    void aNodeThatIteratesAHashSetIsFoundOut() throws Exception {
        List<String> hashes = hashes(ForgetfulOrder.class, OTHER, "-", 5);

        assertThat(hashes).hasSize(5).isNotEqualTo(hashes(ForgetfulOrder.class, ONE, "-", 5));
    }

    private static List<String> hashes(
            Class<?> main, List<String> flags, String scenarios, int seeds)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(scenarios, "1", Integer.toString(seeds)));
        Process jvm =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String out = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).isZero();
        return out.lines().toList();
    }
}
