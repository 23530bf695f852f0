package strata.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import strata.cli.VisibleRun.Runner;
import strata.kernel.Nullable;

/** {@code strata submit}: packs what counts for handing in, and shows it first. */
@Command(
        name = "submit",
        description = {
            "Pack your labs for handing in: a zip of labs/*/src/main/java, and of nothing else.",
            "",
            "It runs the visible tests, shows what will be in the zip, and asks. Nothing is sent"
                    + " anywhere.",
            ""
        })
final class SubmitCommand implements Callable<Integer> {
    private static final int FILE_SIZE_MAX = 256 * 1024;

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "LAB",
            converter = LabStep.Converter.class,
            description = "One lab alone (default: all that are open).")
    private @Nullable LabStep only;

    @Option(
            names = "--to",
            paramLabel = "FILE.zip",
            description = "Where to put it (default: strata-lab-1.zip or strata-labs.zip, here).")
    private @Nullable Path to;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--no-test", description = "Do not run the visible tests first.")
    private boolean noTest;

    private final @Nullable Runner runner;

    SubmitCommand() {
        this(null);
    }

    /**
     * One that runs the tests in a way of its own.
     *
     * @param runner null for a JVM of the lessons, where the launcher says where that is
     */
    SubmitCommand(@Nullable Runner runner) {
        this.runner = runner;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (only != null && only.step() != 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a lab is handed in as a whole: strata submit " + only.lab());
        }
        Path root = House.root();
        List<Lab> labs =
                Lab.allOpen(root).stream()
                        .filter(lab -> only == null || only.lab() == lab.number())
                        .toList();
        if (only != null && labs.isEmpty()) {
            return NotYet.answer(spec, "lab " + only.lab());
        }
        Submission submission = Submission.of(root, labs);
        PrintWriter err = spec.commandLine().getErr();
        if (submission.entries().isEmpty()) {
            err.println("strata submit: there is no .java file in labs/*/src/main/java");
            return ExitCode.FAILED;
        }
        preview(submission, labs);
        Path file = file(labs);
        if (!yes && !Terminal.isInteractive()) {
            err.println(
                    "strata submit: nothing is packed: this is no terminal, so nobody can be asked;"
                            + " --yes packs without asking");
            return ExitCode.USAGE;
        }
        if (!yes && !Terminal.confirms("Pack these files into " + file + "?")) {
            err.println("strata submit: nothing is packed, as you did not say yes");
            return ExitCode.USAGE;
        }
        pack(submission, file);
        return ExitCode.DONE;
    }

    private Path file(List<Lab> labs) {
        String name =
                labs.size() == 1
                        ? "strata-lab-" + labs.get(0).number() + ".zip"
                        : "strata-labs.zip";
        return (to == null ? Path.of(name) : to).toAbsolutePath().normalize();
    }

    private void pack(Submission submission, Path file) {
        byte[] zip = submission.zip();
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.write(file, zip);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot write " + file + ": " + e, e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("packed   " + file + "  (" + zip.length + " bytes)");
        out.println("sha-256  " + Submission.sha256(zip));
        out.flush();
    }

    private void preview(Submission submission, List<Lab> labs)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        int size = 0;
        for (Submission.Entry entry : submission.entries()) {
            out.printf("%8d  %s%n", entry.content().length, entry.name());
            size += entry.content().length;
        }
        out.printf("%8d  bytes in %d files%n%n", size, submission.entries().size());
        List<String> warnings = new ArrayList<>();
        for (Lab lab : labs) {
            VisibleRun run = run(lab);
            LabProgress progress = LabProgress.of(lab, House.state());
            standing(progress, run != null && run.ran());
            LabSources sources = LabSources.under(lab.mainSources());
            holes(lab, sources);
            warnings.addAll(warnings(lab, sources));
            warnings.addAll(forbidden(run, lab));
            if (run != null) {
                run.problems().stream()
                        .map(problem -> "it does not compile: " + problem)
                        .forEach(warnings::add);
            }
            warnings.addAll(notRunSince(progress));
        }
        submission.leftOut().forEach(file -> out.println("left out: " + file));
        for (Submission.Entry entry : submission.entries()) {
            if (entry.content().length > FILE_SIZE_MAX) {
                warnings.add(entry.name() + " is large for a class: is it yours?");
            }
        }
        warnings.forEach(warning -> out.println("warning:  " + warning));
        if (!warnings.isEmpty() || !submission.leftOut().isEmpty()) {
            out.println();
        }
        out.flush();
    }

    /** Runs the visible tests; null when they are not to run, or cannot. */
    private @Nullable VisibleRun run(Lab lab) throws IOException, InterruptedException {
        Runner with =
                runner != null ? runner : LessonsProgram.find() == null ? null : VisibleRun::of;
        if (noTest || with == null) {
            return null;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("running the visible tests of lab " + lab.number() + " (--no-test does not)");
        err.flush();
        return with.of(lab);
    }

    private void standing(LabProgress progress, boolean ranNow) {
        spec.commandLine()
                .getOut()
                .printf(
                        "lab %d: %d of %d visible tests %s (%d of %d points)%n",
                        progress.lab().number(),
                        progress.passedCount(),
                        progress.testCount(),
                        ranNow ? "pass" : "passed when they ran last",
                        progress.points(),
                        progress.pointsMax());
        for (StepProgress step : progress.steps()) {
            spec.commandLine()
                    .getOut()
                    .printf(
                            "  %-4s %s%n",
                            step.step(),
                            step.done()
                                    ? "passes"
                                    : step.ran()
                                            ? step.passedCount() + " of " + step.testCount()
                                            : "not run yet");
        }
        spec.commandLine().getOut().println();
    }

    /** What the run warned of; without a run, what the classes show by themselves. */
    private static List<String> forbidden(@Nullable VisibleRun run, Lab lab) {
        return run != null && run.ran() ? run.warnings() : new LabCompilation(lab).forbidden();
    }

    /** The sources that changed after tests had run: what was told of those may be no longer so. */
    private static List<String> notRunSince(LabProgress progress) throws IOException {
        List<String> told = new ArrayList<>();
        for (Path file : LabSources.filesUnder(progress.lab().mainSources())) {
            long changedMs = Files.getLastModifiedTime(file).toMillis();
            List<StepProgress> before =
                    progress.steps().stream()
                            .filter(step -> step.ran() && step.ranAtMs() < changedMs)
                            .toList();
            if (!before.isEmpty()) {
                told.add(
                        "%s is newer than the last run: ./strata test %s"
                                .formatted(
                                        file.getFileName(),
                                        before.size() == 1
                                                ? before.get(0).step()
                                                : progress.lab().number()));
            }
        }
        return told;
    }

    private void holes(Lab lab, LabSources sources) {
        if (!sources.holes().isEmpty()) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("still open in lab " + lab.number() + ":");
            for (Hole hole : sources.holes()) {
                out.printf(
                        "  %-4s %s:%d  %s%n",
                        hole.step(), hole.file().getFileName(), hole.line(), hole.what());
            }
            out.println();
        }
    }

    private static List<String> warnings(Lab lab, LabSources sources) {
        List<String> warnings = new ArrayList<>();
        sources.packages()
                .forEach(
                        (file, declared) -> {
                            if (!declared.equals(lab.packageName())
                                    && !declared.startsWith(lab.packageName() + ".")) {
                                warnings.add(
                                        "%s is in package %s; the lab is %s, and the grader takes no other"
                                                .formatted(
                                                        file.getFileName(),
                                                        declared.isEmpty() ? "(none)" : declared,
                                                        lab.packageName()));
                            }
                        });
        sources.faults()
                .forEach(
                        (file, fault) ->
                                warnings.add(file.getFileName() + " does not compile: " + fault));
        return warnings;
    }
}
