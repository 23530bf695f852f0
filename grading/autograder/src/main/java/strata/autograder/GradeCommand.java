package strata.autograder;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import strata.autograder.grade.Grade;
import strata.autograder.grade.Outcome;
import strata.autograder.report.Reports;
import strata.autograder.report.Similarity;
import strata.autograder.report.SourceComparison;
import strata.autograder.sandbox.Sandbox;
import strata.autograder.supervise.GradingRun;
import strata.autograder.supervise.Watch;
import strata.autograder.supervise.Workshop;
import strata.cli.EnvironmentFault;

/** {@code strata grade}: grades submissions, and writes grades and reports. */
@Command(
        name = "grade",
        description = {
            "Grade submissions: folders, zips or git checkouts, or folders of them.",
            "Each lab is graded by itself, on the reference's layers below it.",
            "DIR gets a folder for each with its grade.json, and the reports of all. What an"
                    + " interrupted run has done is kept: the same command goes on."
        })
final class GradeCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Submissions, or folders of them.")
    private List<Path> paths = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where to write results and reports.")
    private Path out = Path.of("grades");

    @Mixin private LabChoice choice = new LabChoice();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "How many to grade at once (default: one a core).")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--salt",
            paramLabel = "S",
            description = "The course's secret; seeds and sizes of hidden tests depend on it.")
    private String salt = "";

    @Option(
            names = "--resume",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Go on with what DIR has (the default); --no-resume begins anew.")
    private boolean resume = true;

    @Option(
            names = "--no-sandbox",
            description = "Without the walls of the operating system: only for code you trust.")
    private boolean noSandbox;

    @Mixin private ReportSettings settings = new ReportSettings();

    @Option(names = "--no-similarity", description = "Do not compare the sources of the class.")
    private boolean noSimilarity;

    @Option(
            names = "--no-allow-list",
            hidden = true,
            description = "Without the rules on bytecode: to test what stands behind them.")
    private boolean noAllowList;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (jobs < 1) {
            throw new ParameterException(spec.commandLine(), "--jobs must be at least 1");
        }
        long beganNs = System.nanoTime();
        List<Lab> asked = choice.labs(root());
        SortedMap<String, Path> submissions = submissions(LabChoice.all(root()));
        List<Lab> labs = choice.isGiven() ? asked : Submissions.labsIn(submissions, root());
        PrintWriter err = spec.commandLine().getErr();
        Sandbox sandbox = noSandbox ? Sandbox.none() : Sandbox.strongest();
        announce(err, sandbox, submissions.size(), labs);
        Files.createDirectories(out);
        Progress progress = new Progress(err, submissions.size());
        List<Workshop> shops = new ArrayList<>();
        try {
            for (Lab lab : labs) {
                shops.add(workshop(lab, sandbox));
            }
            GradingRun run = new GradingRun(shops, out, resume);
            run.warmUp(root().resolve(".strata/grader"));
            List<Grade> grades = run.grade(submissions, jobs, progress::ended);
            progress.end();
            Similarity similarity = compared(run.sources(grades), labs);
            Reports.write(grades, similarity, out, settings.options());
            return report(grades, (System.nanoTime() - beganNs) / 1e9);
        } catch (InterruptedException stopped) {
            err.println("stopped; what is done is kept, and the same command goes on");
            err.flush();
            return FAILED;
        } finally {
            progress.end();
            shops.forEach(Workshop::close);
        }
    }

    private Similarity compared(SortedMap<String, Path> sources, List<Lab> labs)
            throws IOException, InterruptedException {
        SourceComparison comparison = noSimilarity ? null : SourceComparison.ofThisBuild();
        return comparison == null
                ? Similarity.none("The sources were not compared.")
                : comparison.compare(sources, labs.stream().map(Lab::skeletonSources).toList());
    }

    private int report(List<Grade> grades, double seconds) throws IOException {
        PrintWriter console = spec.commandLine().getOut();
        grades.forEach(grade -> console.println(Progress.line(grade)));
        long broken =
                grades.stream().filter(grade -> grade.outcome() == Outcome.GRADER_ERROR).count();
        console.printf(
                Locale.ROOT,
                "%d graded in %.1f s (%.1f s each); results in %s%n",
                grades.size(),
                seconds,
                seconds / Math.max(1, grades.size()),
                out);
        console.flush();
        return broken == 0 ? DONE : FAILED;
    }

    private void announce(PrintWriter err, Sandbox sandbox, int count, List<Lab> labs) {
        String which = (labs.size() == 1 ? "lab " : "labs ") + LabChoice.words(labs);
        err.println("grading " + count + " on " + which + "; sandbox: " + sandbox.name());
        if (!sandbox.missing().isEmpty()) {
            err.println(
                    "missing protections: "
                            + String.join(", ", sandbox.missing())
                            + (sandbox.remark().isEmpty() ? "" : " (" + sandbox.remark() + ")"));
        }
        String onTime = GradingRun.remarkOnTime();
        if (!onTime.isEmpty()) {
            err.println(onTime);
        }
        if (resume && Files.isDirectory(out)) {
            err.println("going on with what is in " + out + " (--no-resume begins anew)");
        }
        err.flush();
    }

    private Workshop workshop(Lab chosen, Sandbox sandbox) {
        byte[] marker = new byte[8];
        new java.security.SecureRandom().nextBytes(marker);
        try {
            return Workshop.open(
                    chosen,
                    sandbox,
                    new Workshop.Settings(
                            salt, !noAllowList, Watch.DEFAULT, HexFormat.of().formatHex(marker)));
        } catch (IOException e) {
            throw new EnvironmentFault("the tests cannot be prepared: " + e.getMessage(), e);
        }
    }

    private SortedMap<String, Path> submissions(List<Lab> labs) throws IOException {
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new ParameterException(spec.commandLine(), path + " does not exist");
            }
        }
        SortedMap<String, Path> submissions = Submissions.find(paths, labs);
        if (submissions.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "there are no submissions in " + paths);
        }
        return submissions;
    }

    private static Path root() {
        String root = System.getProperty("strata.root");
        if (root == null) {
            throw new EnvironmentFault(
                    "run it by ./strata: the launcher says where the repository is");
        }
        return Path.of(root);
    }
}
