package strata.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code strata bench}: Strata against Apache Kafka on this machine, side by side. It talks to both
 * through real clients, so it is a program of its own.
 */
@Command(
        name = "bench",
        description = "Measure Strata against Apache Kafka on this machine, side by side.")
final class BenchCommand implements Callable<Integer> {
    private static final String SCENARIOS =
            "produce, consume, startup, cold, compaction, recovery, partitions, cluster, groups or"
                    + " all";

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "ARGUMENT",
            description = SCENARIOS + ", and their options (--help lists them).")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (arguments.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Say what to measure: " + SCENARIOS);
        }
        Path lib = House.lib();
        if (lib == null) {
            throw new EnvironmentFault("run it by ./strata: the launcher says where the jars are");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dstrata.root=" + House.root());
        command.add("-cp");
        command.add(Files.readString(lib.resolve("apps.classpath")).strip());
        command.add("strata.apps.bench.Bench");
        command.addAll(arguments);
        Process bench = new ProcessBuilder(command).inheritIO().start();
        // Ctrl-C reaches both: the bench cleans up, and this waits for it.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(bench)));
        return bench.waitFor();
    }

    private static void end(Process bench) {
        bench.destroy();
        try {
            bench.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
