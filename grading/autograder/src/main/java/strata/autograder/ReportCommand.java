package strata.autograder;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import strata.autograder.grade.Grade;
import strata.autograder.grade.GradeJson;
import strata.autograder.report.Reports;
import strata.autograder.report.Similarity;
import strata.autograder.report.SourceComparison;
import strata.cli.EnvironmentFault;

/** {@code strata report}: writes the reports of grades anew. */
@Command(
        name = "report",
        description = {
            "Write the reports of grades anew: DIR is what `grade` wrote.",
            "Nothing is graded. For a class that was graded in parts (put their folders together),"
                    + " and for other options, as --reveal-hidden after the deadline."
        })
final class ReportCommand implements Callable<Integer> {
    private static final int DONE = 0;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "A folder with a folder for each grade.")
    private Path folder = Path.of("grades");

    @Mixin private ReportSettings settings = new ReportSettings();

    @Option(names = "--no-similarity", description = "Do not compare the sources of the class.")
    private boolean noSimilarity;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Grade> grades = grades();
        PrintWriter out = spec.commandLine().getOut();
        Similarity similarity =
                noSimilarity ? Similarity.none("The sources were not compared.") : compared(grades);
        Reports.write(grades, similarity, folder, settings.options());
        out.println(grades.size() + " grades; the class: " + folder.resolve("class.html"));
        out.flush();
        return DONE;
    }

    private List<Grade> grades() throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> children = Files.list(folder)) {
                children.map(child -> child.resolve("grade.json"))
                        .filter(Files::isRegularFile)
                        .sorted()
                        .forEach(files::add);
            }
        }
        if (files.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there are no grades in " + folder + "; `grade` makes them");
        }
        List<Grade> grades = new ArrayList<>();
        for (Path file : files) {
            grades.add(GradeJson.read(file));
        }
        return grades;
    }

    /** Compares what `grade` took of each submission, and left beside its grade. */
    private Similarity compared(List<Grade> grades) throws IOException, InterruptedException {
        SortedMap<String, Path> sources = new TreeMap<>();
        for (Grade grade : grades) {
            String name = grade.submission().name();
            Path taken = folder.resolve(Reports.folderOf(name)).resolve("sources");
            if (Files.isDirectory(taken)) {
                sources.put(name, taken);
            }
        }
        SourceComparison comparison = SourceComparison.ofThisBuild();
        return comparison == null
                ? Similarity.none("This build has no program that compares sources.")
                : comparison.compare(sources, skeletons(grades));
    }

    /** What all were given, of every lab that the grades are of. */
    private static List<Path> skeletons(List<Grade> grades) throws IOException {
        String root = System.getProperty("strata.root");
        List<Path> skeletons = new ArrayList<>();
        for (Lab lab : root == null ? List.<Lab>of() : LabChoice.all(Path.of(root))) {
            String number = String.valueOf(lab.number());
            if (grades.stream()
                    .flatMap(grade -> grade.labs().stream())
                    .anyMatch(each -> each.lab().equals(number))) {
                skeletons.add(lab.skeletonSources());
            }
        }
        if (skeletons.isEmpty()) {
            throw new EnvironmentFault("the labs of the grades are not here; run it by ./strata");
        }
        return skeletons;
    }
}
