package strata.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes in processes of their own, looked after. What stands for a node is a small shell script; it
 * gets the arguments of {@code strata node}.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-ins are shell scripts")
class ProcessClusterTest {
    /** Stays until its standard input ends, as a node does. */
    private static final String STAYS = "echo serves; cat >/dev/null; echo stops";

    @TempDir private Path directory;

    private final StringWriter said = new StringWriter();
    private final List<ProcessCluster> clusters = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        clusters.forEach(Cluster::stop);
    }

    @Test
    void aNodeThatDiesIsToldAndTakesNoOtherWithIt() throws Exception {
        ProcessCluster cluster = start(STAYS, "read line; exit 7", STAYS);

        // As a node that stops by itself.
        kill(cluster, 2, "-TERM");
        awaitEnds(cluster, 1);

        assertThat(cluster.ended())
                .extracting(ended -> ended.node().id(), Cluster.Ended::exitCode)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(2, 143));
        awaitSaid(
                "node 2 ended with exit code 143 (signal 15); the others go on. Start it again:"
                        + " ./strata node");
        assertThat(said.toString()).contains("node-2.properties --layers log=labs");
        assertThat(said.toString())
                .contains("strata node --config " + directory.resolve("node-2.properties"));
        assertThat(isAlive(cluster, 1)).isTrue();
        assertThat(isAlive(cluster, 3)).isTrue();
        assertThat(cluster.stop()).as("one did not end well").isEqualTo(1);
    }

    @Test
    void theExitCodeOfANodeIsThatOfTheCluster() throws Exception {
        ProcessCluster cluster = start("exit 3");

        assertThat(cluster.await()).isEqualTo(3);
        assertThat(said.toString()).contains("node 1 ended with exit code 3; none runs any more");
    }

    @Test
    void whatNodesPrintHasTheirNumbersBeforeIt() throws Exception {
        ProcessCluster cluster =
                start("echo layers: log=reference; echo out; echo err >&2", "echo other");

        cluster.await();

        assertThat(said.toString().lines())
                .contains("node 1 | out", "node 1 | err", "node 2 | other")
                .noneMatch(line -> line.contains("layers:"));
    }

    @Test
    void aClusterIsStoppedInGoodOrderTheLastNodeFirst() {
        String stays =
                "exec 3<&0; trap 'kill $!; echo hands over; exit 0' TERM;"
                        + " cat <&3 >/dev/null & echo serves; wait $!; echo stops";
        ProcessCluster cluster = start(stays, stays, stays);
        awaitSaid("node 3 | serves");
        awaitSaid("node 2 | serves");
        awaitSaid("node 1 | serves");

        assertThat(cluster.stop()).isZero();

        assertThat(cluster.ended())
                .extracting(ended -> ended.node().id())
                .containsExactlyInAnyOrder(1, 2, 3);
        assertThat(said.toString().lines().filter(line -> !line.endsWith("| serves")))
                .as("with the second the quorum goes: who is left has nobody to hand over to")
                .containsExactly("node 3 | hands over", "node 2 | hands over", "node 1 | stops");
    }

    @Test
    void noNodeIsLeftBehindWhenTheParentIsKilled() throws Exception {
        Process parent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Parent.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<ProcessHandle> children;
        try (var lines = parent.inputReader()) {
            String pids = Objects.requireNonNull(lines.readLine(), "it printed nothing");
            children =
                    Arrays.stream(pids.split(" ", -1))
                            .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                            .toList();
            assertThat(children).hasSize(2).allMatch(ProcessHandle::isAlive);

            parent.destroyForcibly().waitFor();
        }

        for (ProcessHandle child : children) {
            child.onExit().get(30, TimeUnit.SECONDS);
        }
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    /** A process with nodes, until it is killed. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws InterruptedException {
            ProcessCluster cluster =
                    new ProcessCluster(
                            plan(Path.of(arguments[0]), 2),
                            any -> List.of("/bin/sh", "-c", "exec cat >/dev/null"),
                            "",
                            new PrintWriter(System.err, true, StandardCharsets.UTF_8));
            cluster.start();
            List<String> pids = cluster.pids().values().stream().map(Object::toString).toList();
            System.out.println(String.join(" ", pids));
            cluster.await();
        }
    }

    private ProcessCluster start(String... scripts) {
        UnaryOperator<List<String>> java =
                arguments -> {
                    assertThat(arguments).startsWith("node", "--config").hasSize(4);
                    String file = arguments.get(2);
                    int id = file.charAt(file.length() - ".properties".length() - 1) - '0';
                    return List.of("/bin/sh", "-c", scripts[id - 1]);
                };
        ProcessCluster cluster =
                new ProcessCluster(
                        plan(directory, scripts.length),
                        java,
                        " --layers log=labs",
                        new PrintWriter(said, true));
        clusters.add(cluster);
        cluster.start();
        return cluster;
    }

    private static ClusterPlan plan(Path directory, int nodeCount) {
        List<NodePlan> nodes = new ArrayList<>();
        for (int id = 1; id <= nodeCount; id++) {
            nodes.add(new NodePlan(id, 9091 + id, directory.resolve("node-" + id), Map.of()));
        }
        return new ClusterPlan(nodes, "AAAAAAAAAAAAAAAAAAAAAA");
    }

    private static ProcessHandle process(ProcessCluster cluster, int id) {
        for (Map.Entry<NodePlan, Long> entry : cluster.pids().entrySet()) {
            if (entry.getKey().id() == id) {
                return ProcessHandle.of(entry.getValue()).orElseThrow();
            }
        }
        throw new AssertionError("no node " + id);
    }

    private static boolean isAlive(ProcessCluster cluster, int id) {
        return process(cluster, id).isAlive();
    }

    private static void kill(ProcessCluster cluster, int id, String signal) throws Exception {
        long pid = process(cluster, id).pid();
        assertThat(new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor())
                .isZero();
    }

    private static void awaitEnds(ProcessCluster cluster, int count) {
        await(() -> cluster.ended().size() >= count, "a node has not ended");
    }

    private void awaitSaid(String text) {
        await(() -> said.toString().contains(text), "it was not said: " + text);
    }

    private static void await(java.util.function.BooleanSupplier reached, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
