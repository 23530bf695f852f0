package strata.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import strata.broker.Layers;
import strata.kernel.Nullable;
import strata.sim.fault.FaultSchedule;
import strata.sim.fault.ImpossibleSchedule;
import strata.sim.run.RunOptions;
import strata.sim.run.Scenarios;
import strata.sim.run.SimulationReport;
import strata.sim.run.SimulationReport.Failure;
import strata.sim.run.SimulationReport.Summary;
import strata.sim.run.SimulationRunner;
import strata.sim.run.WholeFile;
import strata.sim.scenario.Rerun;
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

    @Option(names = "--list", description = "List the scenarios, and what may go wrong in each.")
    private boolean list;

    @Option(
            names = "--seeds",
            paramLabel = "A..B",
            converter = SeedRange.Converter.class,
            description = "Which seeds, as in 1..1000 (default: ${DEFAULT-VALUE}).")
    private SeedRange seeds = new SeedRange(1, 100);

    @Option(
            names = "--keep-going",
            description =
                    "Run all seeds of a scenario even if one fails (default: a scenario ends at its"
                            + " first failure).")
    private boolean keepGoing;

    @Option(
            names = "--minimise-for",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            description =
                    "How long to look for a smaller run that fails in the same way, for each"
                            + " failure told (default: 10; of a replay 0: it is told as it is).")
    private @Nullable Duration minimiseFor;

    @Option(
            names = "--diagram",
            paramLabel = "DIR",
            description =
                    "Where to draw failed runs, one page each (default: .strata/sim). With a single"
                            + " seed or a replay a run that passes is drawn, too.")
    private @Nullable Path diagrams;

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            description =
                    "Run the saved schedule in this file again. With --minimise-for it is made"
                            + " smaller still.")
    private @Nullable Path replay;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Write every line of the trace; of one seed, or of a replay.")
    private @Nullable Path trace;

    @Option(names = "--json", description = "Print JSON for a program to read.")
    private boolean json;

    @Mixin private LayersOption layersOption = new LayersOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        // What a simulated node logs is in its trace.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        PrintWriter out = spec.commandLine().getOut();
        // First of all: which scenarios there are depends on the layers.
        List<Lab> labs = NodeLayers.ofThisJvm(layersOption.choice(), spec).own();
        if (!labs.isEmpty()) {
            return onLabs(labs);
        }
        try {
            return simulated(out);
        } catch (RuntimeException | Error fault) {
            if (!LayerFault.isOfTheStudent(fault)) {
                throw fault;
            }
            spec.commandLine().getErr().println("strata sim: " + LayerFault.text(fault));
            return ExitCode.FAILED;
        }
    }

    private int simulated(PrintWriter out) throws IOException {
        if (list) {
            for (Scenario each : Scenarios.all()) {
                out.printf("%-42s %s%n", each.name(), each.about());
                out.printf("%-42s   %s%n", "", each.budgetTold());
            }
            return ExitCode.DONE;
        }
        Work work = work();
        if (!json) {
            out.println(layers());
            out.flush();
        }
        SimProgress progress = new SimProgress(spec.commandLine().getErr());
        SimulationRunner runner = SimulationRunner.with(options(), progress);
        Interruption interruption = new Interruption(spec.commandLine().getErr(), runner::stop);
        try {
            SimulationReport report = done(runner, work, progress);
            if (json) {
                out.println(new ObjectMapper().writeValueAsString(report));
            } else {
                report.scenarios().forEach(summary -> print(out, summary));
                out.println(verdict(runner, report));
            }
            out.flush();
            return report.passed() ? ExitCode.DONE : ExitCode.FAILED;
        } finally {
            interruption.end();
        }
    }

    /** The same command in a JVM beside this one, which has the student's classes. */
    private int onLabs(List<Lab> labs) throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        LabNode program = new LabNode(labs, ClassPathLayers.ofThisJvm(), err);
        program.sayHoles();
        List<String> same = spec.root().commandLine().getParseResult().originalArgs();
        try {
            return LabNode.runHere(program.simulation(same));
        } catch (CompileFault e) {
            err.println("strata sim: your " + e.layer() + " does not compile:");
            err.println(e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /**
     * What is to be run.
     *
     * @param schedule of a single run; null for a series
     */
    private record Work(List<Scenario> scenarios, @Nullable FaultSchedule schedule) {}

    private Work work() {
        if (replay != null) {
            for (String other : List.of("--scenario", "--seeds")) {
                if (spec.commandLine().getParseResult().hasMatchedOption(other)) {
                    throw usage("--replay and " + other + ": the file says what is run");
                }
            }
            FaultSchedule schedule = schedule(replay);
            return new Work(List.of(Scenarios.named(schedule.scenario())), schedule);
        }
        List<Scenario> chosen = chosenScenarios();
        boolean single = chosen.size() == 1 && seeds.first() == seeds.last();
        if (trace != null && !single) {
            throw usage("--trace is for one scenario and one seed");
        }
        boolean alone = single && (trace != null || diagrams != null);
        return new Work(
                chosen, alone ? ScenarioRun.scheduleOf(chosen.get(0), seeds.first()) : null);
    }

    private RunOptions options() {
        Path saved = House.state().resolve("sim");
        Duration usual = replay == null ? RunOptions.MINIMISE_FOR : Duration.ZERO;
        LayerChoice choice = layersOption.choice();
        return RunOptions.savingTo(saved)
                .calledAs(Rerun.COMMAND + (choice == null ? "" : " --layers " + choice))
                .drawingTo(diagrams == null ? saved : diagrams, diagrams != null)
                .minimisingFor(minimiseFor == null ? usual : minimiseFor)
                .keepGoing(keepGoing);
    }

    private SimulationReport done(SimulationRunner runner, Work work, SimProgress progress) {
        try {
            FaultSchedule schedule = work.schedule();
            return schedule == null
                    ? runner.run(work.scenarios(), seeds.first(), seeds.last())
                    : single(runner, work.scenarios().get(0), schedule);
        } catch (ImpossibleSchedule e) {
            throw usage(
                    (replay == null ? "" : replay + ": ")
                            + e.getMessage()
                            + " (saved before the scenario was changed?)");
        } catch (UncheckedIOException e) {
            throw new EnvironmentFault(
                    e.getMessage() + " (" + String.valueOf(e.getCause()) + ")", e);
        } finally {
            progress.end();
        }
    }

    private SimulationReport single(
            SimulationRunner runner, Scenario scenario, FaultSchedule schedule) {
        if (trace == null) {
            return runner.replay(scenario, schedule, null);
        }
        try (WholeFile lines = new WholeFile(trace)) {
            PrintWriter to = new PrintWriter(lines.writer());
            SimulationReport report = runner.replay(scenario, schedule, to::println);
            if (to.checkError()) {
                throw new IOException("the disk may be full");
            }
            lines.finish();
            return report;
        } catch (IOException e) {
            throw new EnvironmentFault("cannot write the trace to " + trace, e);
        }
    }

    private List<Scenario> chosenScenarios() {
        try {
            return Scenarios.chosen(scenario);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private FaultSchedule schedule(Path file) {
        try {
            FaultSchedule schedule = FaultSchedule.parse(Files.readString(file));
            Scenarios.named(schedule.scenario());
            return schedule;
        } catch (NoSuchFileException e) {
            throw usage("there is no file " + file);
        } catch (CharacterCodingException e) {
            throw usage(file + ": not a fault schedule: it is no text");
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read the fault schedule " + file, e);
        } catch (IllegalArgumentException e) {
            Throwable why = e.getCause();
            throw usage(
                    file + ": " + e.getMessage() + (why == null ? "" : ": " + why.getMessage()));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Some scenarios need no layer: those of the register, and toys. */
    private static String layers() {
        if (NodeLayers.asTheyAre(ClassPathLayers.ofThisJvm()).origins().isEmpty()) {
            return "layers: none";
        }
        try {
            return Layers.load(SimCommand.class.getClassLoader()).toString();
        } catch (Layers.LayersException e) {
            throw new EnvironmentFault(String.valueOf(e.getMessage()), e);
        }
    }

    private static String verdict(SimulationRunner runner, SimulationReport report) {
        if (!report.passed()) {
            long failed = report.scenarios().stream().mapToLong(Summary::failed).sum();
            long silent = report.scenarios().stream().mapToLong(Summary::inconclusive).sum();
            return "FAIL: " + failed + " failed, " + silent + " inconclusive";
        }
        return runner.isStopped() ? "PASS as far as it came" : "PASS";
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
                        + " seconds/s, %d records acknowledged, %d crashes; %shash %s%n",
                s.scenario(),
                s.passed(),
                s.failed(),
                s.inconclusive(),
                s.seconds(),
                s.seedsPerSecond(),
                s.virtualSecondsPerSecond(),
                s.acknowledgedRecords(),
                s.crashes(),
                expected(s),
                s.hash());
        long asked = s.lastSeed() - s.firstSeed() + 1;
        long done = s.passed() + s.failed() + s.inconclusive();
        if (done < asked) {
            out.printf(
                    Locale.ROOT,
                    "%s: %d of %d seeds were run%s%n",
                    s.scenario(),
                    done,
                    asked,
                    s.failures().isEmpty() ? "" : "; --keep-going goes on after a failure");
        }
    }

    /** Of the runs that passed, those that showed what the protocol allows, by its name. */
    private static String expected(Summary s) {
        if (s.expected() == 0) {
            return "";
        }
        List<String> names = new ArrayList<>();
        s.expectedByName().forEach((name, runs) -> names.add(name + " in " + runs));
        return s.expected() + " EXPECTED (" + String.join(", ", names) + "); ";
    }

    /** For picocli: a time in seconds, as in 10 or 0.5. */
    static final class Seconds implements ITypeConverter<Duration> {
        private static final double MOST = 86_400;

        @Override
        public Duration convert(String text) {
            try {
                double seconds = Double.parseDouble(text);
                if (seconds >= 0 && seconds <= MOST) {
                    return Duration.ofMillis(Math.round(1000 * seconds));
                }
            } catch (NumberFormatException notANumber) {
                throw new TypeConversionException("'" + text + "' is not a number of seconds");
            }
            throw new TypeConversionException("'" + text + "' is not from 0 to 86400 seconds");
        }
    }
}
