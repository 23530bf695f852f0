package strata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import strata.broker.Layers;
import strata.kernel.Nullable;
import strata.sim.fault.FaultSchedule;
import strata.sim.run.Scenarios;
import strata.sim.run.SimulationReport;
import strata.sim.run.SimulationReport.Failure;
import strata.sim.run.SimulationReport.Summary;
import strata.sim.run.SimulationRunner;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;

/** {@code strata sim}: simulated clusters, one a seed. */
@Command(
        name = "sim",
        description =
                "Run simulated clusters, one a seed, and check the invariants after every event.")
final class SimCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--scenario",
            paramLabel = "S",
            description =
                    "Which scenarios, with commas between; 'name*' is all that begin so (default:"
                            + " all without planted bugs).")
    private String scenario = "";

    @Option(names = "--list", description = "List the scenarios.")
    private boolean list;

    @Option(
            names = "--seeds",
            paramLabel = "A..B",
            converter = SeedRange.Converter.class,
            description = "Which seeds, as in 1..1000 (default: ${DEFAULT-VALUE}).")
    private SeedRange seeds = new SeedRange(1, 100);

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            description = "Replay the fault schedule in this file.")
    private @Nullable Path replay;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Write every line of the trace; of one seed, or of a replay.")
    private @Nullable Path trace;

    @Option(names = "--json", description = "Print JSON for a program to read.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        // What a simulated node logs is in its trace.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        List<Scenario> chosen = chosenScenarios();
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            Scenarios.all().forEach(each -> out.printf("%-42s %s%n", each.name(), each.about()));
            return ExitCode.DONE;
        }
        if (!json) {
            out.println(layers());
            out.flush();
        }
        SimulationReport report = run(chosen);
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(report));
        } else {
            report.scenarios().forEach(summary -> print(out, summary));
            out.println(report.passed() ? "PASS" : "FAIL");
        }
        out.flush();
        return report.passed() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private SimulationReport run(List<Scenario> chosen) {
        SimProgress progress = new SimProgress(spec.commandLine().getErr());
        SimulationRunner runner =
                new SimulationRunner(House.state().resolve("sim"), progress::ended);
        try {
            if (replay != null) {
                return replayed(runner, schedule(replay));
            }
            if (trace != null) {
                if (chosen.size() != 1 || seeds.first() != seeds.last()) {
                    throw new ParameterException(
                            spec.commandLine(), "--trace is for one scenario and one seed");
                }
                return replayed(runner, ScenarioRun.scheduleOf(chosen.get(0), seeds.first()));
            }
            return runner.run(chosen, seeds.first(), seeds.last());
        } finally {
            progress.end();
        }
    }

    private SimulationReport replayed(SimulationRunner runner, FaultSchedule schedule) {
        if (trace == null) {
            return runner.replay(schedule, null);
        }
        try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(trace))) {
            Consumer<String> sink = lines::println;
            return runner.replay(schedule, sink);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot write the trace to " + trace, e);
        }
    }

    private List<Scenario> chosenScenarios() {
        try {
            return Scenarios.chosen(scenario);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private FaultSchedule schedule(Path file) {
        try {
            FaultSchedule schedule = FaultSchedule.parse(Files.readString(file));
            Scenarios.chosen(schedule.scenario());
            return schedule;
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read the fault schedule " + file, e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), file + ": " + e.getMessage(), e);
        }
    }

    private static String layers() {
        try {
            return Layers.load(SimCommand.class.getClassLoader()).toString();
        } catch (Layers.LayersException e) {
            throw new EnvironmentFault(String.valueOf(e.getMessage()), e);
        }
    }

    private static void print(PrintWriter out, Summary s) {
        for (Failure failure : s.failures()) {
            out.println();
            out.print(failure.lesson());
        }
        if (!s.failures().isEmpty()) {
            out.println();
        }
        out.printf(
                Locale.ROOT,
                "%s: %d passed, %d failed, %d inconclusive; %.1f s, %.0f seeds/s, %.0f simulated"
                        + " seconds/s, %d records acknowledged, %d crashes; %d EXPECTED; hash"
                        + " %s%n",
                s.scenario(),
                s.passed(),
                s.failed(),
                s.inconclusive(),
                s.seconds(),
                s.seedsPerSecond(),
                s.virtualSecondsPerSecond(),
                s.acknowledgedRecords(),
                s.crashes(),
                s.expected(),
                s.hash());
    }
}
