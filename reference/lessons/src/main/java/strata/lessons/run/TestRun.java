package strata.lessons.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import strata.lessons.labs.CompileProblem;
import strata.lessons.labs.ForbiddenUses;
import strata.lessons.labs.Lab;
import strata.lessons.labs.LabCompiler;
import strata.lessons.labs.LayerOrigins;
import strata.lessons.run.TestOptions.Flag;

/** One run of {@code strata test}, or as many as a watch asks for: compile, run, tell. */
final class TestRun {
    static final int PASSED = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int ENVIRONMENT = 3;

    private static final int TIMEOUTS_MAX = 3;
    private static final int PROBLEMS_SHOWN = 5;
    private static final long USUAL_SEED = 1;
    private static final int SEEDS = 1_000_000_000;

    private final House house;
    private final TestOptions options;
    private final LabCompiler compiler;
    private final Lab lab;
    private final LayerOrigins layers;
    private final List<Path> layerRoots;
    private TestSources tests = TestSources.NONE;

    TestRun(House house, TestOptions options, LabCompiler compiler) throws UsageFault {
        this.house = house;
        this.options = options;
        this.compiler = compiler;
        this.lab = options.lab().isPresent() ? Lab.of(options.lab().get()) : labOf(options.only());
        if (!lab.exists(house.root())) {
            throw new UsageFault("lab " + lab.number() + " is not in this copy of Strata yet");
        }
        try {
            this.layers = LayerOrigins.of(lab, options.layers(), house.lib());
            this.layerRoots = layers.classPath(house.root(), house.lib());
        } catch (IllegalArgumentException fault) {
            throw new UsageFault(String.valueOf(fault.getMessage()));
        }
    }

    /** The folders whose files make a difference. */
    List<Path> sources() {
        List<Path> sources = new ArrayList<>();
        layers.ownLabs().forEach(own -> sources.add(own.sources(house.root())));
        sources.add(lab.tests(house.root()));
        return sources;
    }

    /** Makes the compiler warm, so that the first save is answered as soon as every later one. */
    void rehearse() throws IOException {
        compiler.rehearse(lab, layerRoots);
    }

    /** Compiles and runs; the answer is the exit code. */
    int once() throws IOException, UsageFault {
        long seed = options.seed().orElse(options.repeat() > 1 ? freshSeed() : USUAL_SEED);
        tests = new TestSources(List.of(lab.tests(house.root())), lab.courseTests(house.root()));
        begin(seed);
        List<CompileProblem> problems = compile();
        if (!problems.isEmpty()) {
            tell(problems);
            return FAILED;
        }
        if (!options.has(Flag.LIST)) {
            warn();
        }
        if (options.has(Flag.COMPILE)) {
            return PASSED;
        }
        List<TestInfo> known = Suite.plan(request(List.of(), seed));
        checkChosen(known);
        if (options.has(Flag.LIST)) {
            list(known);
            return PASSED;
        }
        for (int run = 1; run < options.repeat(); run++, seed++) {
            if (run(known, seed, run) != PASSED) {
                return FAILED;
            }
        }
        return run(known, seed, options.repeat());
    }

    private void begin(long seed) {
        if (options.has(Flag.JSON)) {
            new Journal(house.out())
                    .write(Journal.line("run").put("layers", layers.line()).put("seed", seed));
        } else {
            house.out().println(layers.line());
            house.out().flush();
        }
    }

    private List<CompileProblem> compile() throws IOException {
        if (options.has(Flag.WARM_UP)) {
            compiler.forget(lab);
        }
        for (Lab own : layers.ownLabs()) {
            List<CompileProblem> problems = compiler.compileLayer(own);
            if (!problems.isEmpty()) {
                return problems;
            }
        }
        return options.has(Flag.COMPILE) ? List.of() : compiler.compileTests(lab, layerRoots);
    }

    private void tell(List<CompileProblem> problems) {
        Signatures signatures = new Signatures(layers.sources(house.root()));
        if (options.has(Flag.JSON)) {
            Journal journal = new Journal(house.out());
            for (CompileProblem problem : problems) {
                journal.write(
                        Journal.line("compile-error")
                                .put("file", problem.file())
                                .put("line", problem.line())
                                .put("column", problem.column())
                                .put("message", problem.message())
                                .put("changed", signatures.changed(problem).orElse("")));
            }
            return;
        }
        new CompileText(house.style(), signatures, tests)
                .lines(problems, PROBLEMS_SHOWN)
                .forEach(house.out()::println);
        house.out().flush();
    }

    /** Tells what grading will refuse. */
    private void warn() throws IOException {
        for (Lab own : layers.ownLabs()) {
            Path sources = own.sources(house.root());
            for (ForbiddenUses.Use use : ForbiddenUses.in(own.classes(house.root()), sources)) {
                String file = house.root().relativize(sources.resolve(use.file())).toString();
                String path = file.replace('\\', '/');
                if (options.has(Flag.JSON)) {
                    new Journal(house.out())
                            .write(
                                    Journal.line("warning")
                                            .put("file", path)
                                            .put("line", use.line())
                                            .put("uses", use.what()));
                    continue;
                }
                String place = use.line() == 0 ? path : path + ":" + use.line();
                String told =
                        "warning: "
                                + place
                                + " uses "
                                + use.what()
                                + ": a layer may not (R0-b), and grading refuses it";
                house.out().println(house.style().yellow(told));
            }
        }
        house.out().flush();
    }

    private int run(List<TestInfo> known, long seed, int number) throws IOException {
        boolean many = options.repeat() > 1;
        List<Path> frames = new ArrayList<>(layers.sources(house.root()));
        frames.add(lab.tests(house.root()));
        CardText cards = new CardText(house.style(), house.root(), frames);
        Report report = new Report(house.out(), house.style(), cards);
        Consumer<SuiteEvent> events = many ? event -> {} : report;
        if (options.has(Flag.JSON)) {
            events = new Journal(house.out());
        }
        long beganNs = System.nanoTime();
        Printed.take();
        UnexpectedExit.expectNone(true);
        List<TestOutcome> outcomes = Suite.run(request(chosen(), seed), events);
        UnexpectedExit.expectNone(false);
        long elapsedMs = (System.nanoTime() - beganNs) / 1_000_000;
        boolean passed =
                !outcomes.isEmpty()
                        && outcomes.stream().allMatch(one -> one.verdict() == Verdict.PASSED);
        Progress progress = keep(known, outcomes);
        if (!options.has(Flag.JSON)) {
            if (many) {
                house.out()
                        .print(
                                "run "
                                        + number
                                        + " of "
                                        + options.repeat()
                                        + ", seed "
                                        + seed
                                        + ": ");
            } else {
                report.tellFailures(outcomes, options.has(Flag.ALL));
                tellHoles(report, outcomes);
                house.out().println();
            }
            house.out().println(Report.totals(outcomes, elapsedMs));
            if (many && !passed) {
                report.tellFailures(outcomes, options.has(Flag.ALL));
                tellHoles(report, outcomes);
            }
            if (!many || !passed || number == options.repeat()) {
                new NextStep(lab, progress, house.style())
                        .lines(outcomes)
                        .forEach(house.out()::println);
            }
            house.out().flush();
        }
        return passed ? PASSED : FAILED;
    }

    private static void tellHoles(Report report, List<TestOutcome> outcomes) {
        if (outcomes.stream().noneMatch(one -> Report.isFailure(one.verdict()))) {
            report.tellHoles(outcomes);
        }
    }

    /** What is known of every test of the lab now; runs on the reference do not count. */
    private Progress keep(List<TestInfo> known, List<TestOutcome> outcomes) throws IOException {
        Progress progress = Progress.read(house.progress());
        progress.plan(lab.number(), known);
        if (layers.isOwn(lab) && !options.has(Flag.WARM_UP)) {
            progress.add(outcomes, System.currentTimeMillis());
            progress.write();
        }
        return progress;
    }

    private void list(List<TestInfo> known) {
        for (TestInfo test : known) {
            if (chosen().isEmpty() || Tests.isChosen(test, chosen())) {
                house.out()
                        .printf(
                                "%-5s%2d  %s  (%s)%n",
                                test.step(),
                                test.points(),
                                house.style().shown(test.claim()),
                                test.id());
            }
        }
        house.out().flush();
    }

    private List<String> chosen() {
        if (!options.only().isEmpty()) {
            return options.only();
        }
        return options.step().isEmpty() ? List.of() : List.of(options.step());
    }

    private void checkChosen(List<TestInfo> known) throws UsageFault {
        for (String wanted : chosen()) {
            if (known.stream().noneMatch(test -> Tests.isChosen(test, List.of(wanted)))) {
                throw new UsageFault(
                        "lab "
                                + lab.number()
                                + " has no test "
                                + wanted
                                + "; strata test "
                                + lab.number()
                                + " --list names them");
            }
        }
    }

    private Lab labOf(List<String> tests) throws UsageFault {
        String type = tests.get(0).split("\\.", -1)[0];
        for (Lab one : Lab.ALL) {
            Path folder = one.tests(house.root()).resolve("strata").resolve(one.layer());
            if (Files.isDirectory(folder) && holds(folder, type + ".java")) {
                return one;
            }
        }
        throw new UsageFault("no lab has tests called " + type);
    }

    /** Whether a file of this name is there or in a folder below. */
    private static boolean holds(Path folder, String name) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(file -> file.endsWith(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SuiteRequest request(List<String> only, long seed) {
        return new SuiteRequest(
                layerRoots,
                List.of(lab.testClasses(house.root())),
                only,
                "",
                seed,
                isDebugged() ? Duration.ZERO : house.limit(),
                layers.line(),
                TIMEOUTS_MAX,
                tests);
    }

    /** Whoever steps through code takes longer than any limit. */
    private static boolean isDebugged() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(argument -> argument.contains("jdwp"));
    }

    private static long freshSeed() {
        return new SplittableRandom(System.nanoTime()).nextInt(SEEDS);
    }
}
