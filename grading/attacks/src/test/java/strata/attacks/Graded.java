package strata.attacks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import strata.autograder.Lab;
import strata.autograder.grade.Flag;
import strata.autograder.grade.Grade;
import strata.autograder.sandbox.Sandbox;
import strata.autograder.supervise.GradingRun;
import strata.autograder.supervise.Watch;
import strata.autograder.supervise.Workshop;

/** One grading run of attacks, with an honest submission among them. */
final class Graded {
    /** The honest one: it is graded while its neighbours attack. */
    static final String HONEST = "honest";

    private static final String CHILD = "strata-attack-child";

    private final Map<String, Grade> grades;
    private final Path out;
    private final String marker;

    private Graded(Map<String, Grade> grades, Path out, String marker) {
        this.grades = grades;
        this.out = out;
        this.marker = marker;
    }

    /** Where the repository is. */
    static Path root() {
        return Path.of(Objects.requireNonNull(System.getProperty("strata.root"), "strata.root"));
    }

    /** Shorter than for a class, so that what never ends ends soon; the honest one is far below. */
    static Watch watch(Duration test) {
        return new Watch(
                test,
                Duration.ofSeconds(60),
                Duration.ofSeconds(120),
                Duration.ofSeconds(25),
                Watch.DEFAULT.outputBytes(),
                Watch.DEFAULT.heapMib(),
                2);
    }

    /**
     * Grades them all, two at a time.
     *
     * @param rulesOn whether the allow-list on bytecode holds
     */
    static Graded run(List<Attack> attacks, boolean rulesOn, Duration test, Path temp)
            throws IOException, InterruptedException {
        Submissions submissions = new Submissions(root(), temp.resolve("submissions"));
        SortedMap<String, Path> paths = new TreeMap<>();
        paths.put(HONEST, submissions.honest(HONEST));
        for (Attack each : attacks) {
            paths.put(each.name(), submissions.of(each));
        }
        Path out = temp.resolve("out");
        String marker = "attacks-" + rulesOn + "-" + ProcessHandle.current().pid();
        Lab lab = Objects.requireNonNull(Lab.of(root(), 1), "lab 1");
        Map<String, Grade> grades = new ConcurrentHashMap<>();
        try (Workshop shop =
                Workshop.open(
                        lab,
                        Sandbox.strongest(),
                        new Workshop.Settings("salt", rulesOn, watch(test), marker))) {
            GradingRun run = new GradingRun(shop, out, false);
            run.warmUp(temp.resolve("kept"));
            run.grade(paths, 2, grade -> grades.put(grade.submission().name(), grade));
        }
        Graded graded = new Graded(grades, out, marker);
        graded.tell(rulesOn ? "all" : "walls");
        return graded;
    }

    /** A table of what became of them, for people: {@code target/attacks-all.tsv}. */
    private void tell(String which) throws IOException {
        StringBuilder table = new StringBuilder();
        for (Grade each : all()) {
            table.append(each.submission().name())
                    .append('\t')
                    .append(each.outcome())
                    .append('\t')
                    .append(each.score())
                    .append('\t')
                    .append(String.join(",", flags(each)))
                    .append('\t')
                    .append(each.run().wallMs())
                    .append('\t')
                    .append(headline(each))
                    .append('\n');
        }
        Path target = root().resolve("grading/attacks/target");
        Files.createDirectories(target);
        Files.writeString(target.resolve("attacks-" + which + ".tsv"), table);
    }

    private static String headline(Grade grade) {
        return grade.tests().stream()
                .filter(test -> test.step().equals("1.1") && test.points() == 0)
                .map(test -> test.headline().replaceAll("\\s+", " "))
                .findFirst()
                .orElse("");
    }

    /** The grade of a submission. */
    Grade of(String name) {
        return Objects.requireNonNull(grades.get(name), name);
    }

    /** All grades. */
    List<Grade> all() {
        return List.copyOf(new TreeMap<>(grades).values());
    }

    /** Its {@code grade.json}. */
    Path file(String name) {
        return out.resolve(name).resolve("grade.json");
    }

    static List<String> flags(Grade grade) {
        return grade.integrity().flags().stream().map(Flag::name).distinct().toList();
    }

    /** Command lines of processes that an attack or its grading has left behind. */
    List<String> leftRunning() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(each -> each.getFileName().toString().matches("[0-9]+"))
                    .map(Graded::commandLine)
                    .filter(each -> each.contains(marker) || each.contains("-D" + CHILD))
                    .toList();
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Files that an attack has put where it must not write. */
    List<Path> escaped() throws IOException {
        String temporary = System.getProperty("java.io.tmpdir");
        for (String place :
                List.of("/", "/dev", "/dev/shm", "/var/tmp", "/home", temporary, "/root")) {
            Path folder = Path.of(place);
            if (Files.isReadable(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    List<Path> found =
                            files.filter(each -> each.toString().contains(Forgery.ESCAPED))
                                    .toList();
                    if (!found.isEmpty()) {
                        return found;
                    }
                }
            }
        }
        try (Stream<Path> files = Files.walk(out.getParent())) {
            return files.filter(each -> each.toString().contains(Forgery.ESCAPED)).toList();
        }
    }
}
