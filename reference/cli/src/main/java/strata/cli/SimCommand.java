package strata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;
import strata.sim.fault.FaultSchedule;
import strata.sim.run.Scenarios;
import strata.sim.run.SimulationReport;
import strata.sim.run.SimulationReport.Failure;
import strata.sim.run.SimulationReport.Summary;
import strata.sim.run.SimulationRunner;
import strata.sim.scenario.Scenario;

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
                    "Which scenarios, with commas between; S* for all that begin so (default: all"
                            + " without a planted bug).")
    private String scenario = "";

    @Option(
            names = "--seeds",
            paramLabel = "A..B",
            converter = SeedRange.Converter.class,
            description = "Which seeds, as in 1..1000 (default: ${DEFAULT-VALUE}).")
    private SeedRange seeds = new SeedRange(1, 100);

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            description = "Replay the fault schedule in this file, and print its trace.")
    private @Nullable Path replay;

    @Option(names = "--list", description = "List the scenarios.")
    private boolean list;

    @Option(names = "--json", description = "Print JSON for a program to read.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        // A simulated node's log lines are in its trace; here they would bury the verdicts.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            Scenarios.all().forEach(s -> out.printf("%-32s %s%n", s.name(), s.about()));
            return ExitCode.DONE;
        }
        SimulationReport report = replay == null ? run() : replay(replay);
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(report));
        } else {
            report.scenarios().forEach(summary -> tell(out, summary));
        }
        return report.passed() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private SimulationReport run() {
        List<Scenario> chosen;
        try {
            chosen = Scenarios.chosen(scenario);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        Path schedules = House.state().resolve("sim");
        return new SimulationRunner(schedules, progress()).run(chosen, seeds.first(), seeds.last());
    }

    private SimulationReport replay(Path file) {
        PrintWriter out = spec.commandLine().getOut();
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "cannot read the fault schedule " + file + ": " + e, e);
        }
        try {
            return new SimulationRunner(null, SimulationRunner.Progress.NONE)
                    .replay(FaultSchedule.parse(text), json ? null : out::println);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), file + " is not a fault schedule: " + e.getMessage(), e);
        }
    }

    /** A line that is written over, on a terminal only. */
    private SimulationRunner.Progress progress() {
        if (json || !CommandLine.Help.Ansi.AUTO.enabled()) {
            return SimulationRunner.Progress.NONE;
        }
        PrintWriter err = spec.commandLine().getErr();
        return (name, done, total, result) -> {
            if (done % 10 == 0 || done == total) {
                err.printf("\r%-32s %d of %d seeds ", name, done, total);
                if (done == total) {
                    err.print("\r" + " ".repeat(70) + "\r");
                }
                err.flush();
            }
        };
    }

    private static void tell(PrintWriter out, Summary s) {
        out.printf(
                Locale.ROOT,
                "%-32s seeds %d..%d: %d passed, %d failed, %d inconclusive%n",
                s.scenario(),
                s.firstSeed(),
                s.lastSeed(),
                s.passed(),
                s.failed(),
                s.inconclusive());
        out.printf(
                Locale.ROOT,
                "%-32s %.0f seeds/s, %.0f simulated s/s, %d records acknowledged, %d crashes,"
                        + " hash %s%n",
                "",
                s.seedsPerSecond(),
                s.virtualSecondsPerSecond(),
                s.acknowledgedRecords(),
                s.crashes(),
                s.hash());
        for (Failure failure : s.failures()) {
            out.println();
            out.println(failure.lesson());
        }
        out.flush();
    }
}
