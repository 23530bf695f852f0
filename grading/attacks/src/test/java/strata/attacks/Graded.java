package strata.attacks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

/** Grading runs of attacks, one for each lab, with an honest submission in each. */
final class Graded {
    /** The honest one: it is graded while its neighbours attack. */
    static final String HONEST = "honest";

    private static final String CHILD = "strata-attack-child";

    // By lab, then by name.
    private final Map<Integer, Map<String, Grade>> grades = new TreeMap<>();
    private final Path temp;
    private final String marker;

    private Graded(Path temp, String marker) {
        this.temp = temp;
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

    /** The labs that there are attacks on. */
    static List<Lab> labs() throws IOException {
        List<Lab> labs = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            labs.add(Objects.requireNonNull(Lab.of(root(), number), "lab " + number));
        }
        return labs;
    }

    /**
     * Grades them all, two at a time.
     *
     * @param rulesOn whether the allow-list on bytecode holds
     */
    static Graded run(List<Attack> attacks, boolean rulesOn, Duration test, Path temp)
            throws IOException, InterruptedException {
        String marker = "attacks-" + rulesOn + "-" + ProcessHandle.current().pid();
        Graded graded = new Graded(temp, marker);
        for (Lab lab : labs()) {
            List<Attack> ofLab =
                    attacks.stream().filter(each -> each.lab() == lab.number()).toList();
            if (!ofLab.isEmpty()) {
                Workshop.Settings settings =
                        new Workshop.Settings("salt", rulesOn, watch(test), marker);
                graded.run(lab, ofLab, settings);
            }
        }
        graded.tell(rulesOn ? "all" : "walls");
        return graded;
    }

    private void run(Lab lab, List<Attack> attacks, Workshop.Settings settings)
            throws IOException, InterruptedException {
        Submissions submissions =
                new Submissions(lab, temp.resolve("submissions").resolve(lab.folder()));
        SortedMap<String, Path> paths = new TreeMap<>();
        paths.put(HONEST, submissions.honest(HONEST));
        for (Attack each : attacks) {
            paths.put(each.name(), submissions.of(each));
        }
        Map<String, Grade> ofLab = new ConcurrentHashMap<>();
        try (Workshop shop = Workshop.open(lab, Sandbox.strongest(), settings)) {
            GradingRun run = new GradingRun(List.of(shop), out(lab.number()), false);
            run.warmUp(temp.resolve("kept"));
            run.grade(paths, 2, grade -> ofLab.put(grade.submission().name(), grade));
        }
        grades.put(lab.number(), new TreeMap<>(ofLab));
    }

    private Path out(int lab) {
        return temp.resolve("out").resolve("lab-" + lab);
    }

    /** A table of what became of them, for people: {@code target/attacks-all.tsv}. */
    private void tell(String which) throws IOException {
        StringBuilder table = new StringBuilder();
        for (Grade each : all()) {
            table.append(each.submission().lab())
                    .append('\t')
                    .append(each.submission().name())
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
                .filter(test -> test.step().endsWith(".1") && test.points() == 0)
                .map(test -> test.headline().replaceAll("\\s+", " "))
                .findFirst()
                .orElse("");
    }

    /** The grade of an attack. */
    Grade of(Attack attack) {
        return Objects.requireNonNull(ofLab(attack.lab()).get(attack.name()), attack.name());
    }

    /** The grade of the honest submission beside an attack. */
    Grade honestBeside(Attack attack) {
        return Objects.requireNonNull(ofLab(attack.lab()).get(HONEST), HONEST);
    }

    /** The grades of all honest submissions. */
    List<Grade> honest() {
        return all().stream().filter(each -> each.submission().name().equals(HONEST)).toList();
    }

    private Map<String, Grade> ofLab(int lab) {
        return Objects.requireNonNull(grades.get(lab), "lab " + lab);
    }

    /** All grades. */
    List<Grade> all() {
        return grades.values().stream().flatMap(ofLab -> ofLab.values().stream()).toList();
    }

    /** Its {@code grade.json}. */
    Path file(Attack attack) {
        return out(attack.lab()).resolve(attack.name()).resolve("grade.json");
    }

    static List<String> flags(Grade grade) {
        return grade.integrity().flags().stream().map(Flag::name).distinct().toList();
    }

    /** Command lines of processes that an attack or its grading has left behind. */
    List<String> leftRunning() throws IOException {
        List<String> left = new ArrayList<>(Processes.with(marker));
        left.addAll(Processes.with("-D" + CHILD));
        return left;
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
        try (Stream<Path> files = Files.walk(temp)) {
            return files.filter(each -> each.toString().contains(Forgery.ESCAPED)).toList();
        }
    }
}
