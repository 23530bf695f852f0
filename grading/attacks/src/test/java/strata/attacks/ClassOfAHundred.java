package strata.attacks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import strata.autograder.Lab;
import strata.autograder.grade.Grade;
import strata.lessons.run.TestOutcome;
import strata.lessons.run.Verdict;
import strata.mutants.Mutant;
import strata.mutants.Mutants;

/** A hundred submissions, and what each of them deserves. */
final class ClassOfAHundred {
    private static final int SOLVED = 40;
    private static final int MUTANTS = 25;
    private static final int HALF_DONE = 15;
    private static final int ATTACKS = 20;
    private static final int ALL_POINTS = 100;

    /** The files of each step whose holes lie in files of their own. */
    private static final List<List<String>> FILES_OF_STEPS =
            List.of(
                    List.of("Varints.java"),
                    List.of("BatchWriter.java", "Crc.java"),
                    List.of("BatchRecords.java"),
                    List.of("BatchChecker.java"));

    private final Path root;
    private final Path temp;
    private final String salt;
    // What is wrong with a grade; empty when it is deserved. By the names of the submissions.
    private final Map<String, Function<Grade, String>> judges = new LinkedHashMap<>();

    ClassOfAHundred(Path root, Path temp, String salt) {
        this.root = root;
        this.temp = temp;
        this.salt = salt;
    }

    /** Makes them all. */
    SortedMap<String, Path> submissions() throws IOException {
        SortedMap<String, Path> all = new TreeMap<>();
        Submissions made = new Submissions(lab(), temp.resolve("submissions"));
        for (int i = 0; i < SOLVED; i++) {
            String name = name("solved", i);
            all.put(name, made.honest(name));
            judges.put(name, grade -> scores(ALL_POINTS, grade));
        }
        for (int i = 0; i < HALF_DONE; i++) {
            String name = name("half-done", i);
            int steps = i % (FILES_OF_STEPS.size() + 1);
            all.put(name, made.of(filesOf(steps), name));
            judges.put(name, grade -> solvesJust(steps, grade));
        }
        addMutants(made, all);
        addAttacks(made, all);
        return all;
    }

    /** What is wrong with a grade; empty when it is deserved. */
    String faultOf(Grade grade) {
        return judges.getOrDefault(grade.submission().name(), g -> "nobody knows it").apply(grade);
    }

    private Lab lab() throws IOException {
        return Objects.requireNonNull(Lab.of(root, 1), "lab 1");
    }

    private static String name(String kind, int number) {
        return String.format(Locale.ROOT, "%s-%02d", kind, number);
    }

    private static List<String> filesOf(int steps) {
        return FILES_OF_STEPS.subList(0, steps).stream().flatMap(List::stream).toList();
    }

    /** Known bugs; what each deserves is what its tests say of it outside of every wall. */
    private void addMutants(Submissions made, SortedMap<String, Path> all) throws IOException {
        strata.mutants.Workshop workshop =
                new strata.mutants.Workshop(root, "01-log", temp.resolve("mutants"));
        List<Mutant> mutants =
                Mutants.in(root.resolve("grading/mutants/src/main/resources/mutants/01-log"))
                        .stream()
                        .filter(mutant -> !mutant.loops())
                        .toList();
        for (int i = 0; i < MUTANTS; i++) {
            Mutant mutant = mutants.get(i * mutants.size() / MUTANTS);
            List<TestOutcome> outcomes =
                    workshop.run(workshop.compile(mutant), List.of(), false, salt);
            int deserved =
                    outcomes.stream()
                            .filter(outcome -> outcome.verdict() == Verdict.PASSED)
                            .mapToInt(outcome -> outcome.test().points())
                            .sum();
            String name = "mutant-" + mutant.name();
            all.put(name, made.with(mutant, name));
            judges.put(name, grade -> scores(deserved, grade));
        }
    }

    private void addAttacks(Submissions made, SortedMap<String, Path> all) throws IOException {
        List<Attack> attacks = Attack.all(lab());
        for (int i = 0; i < ATTACKS; i++) {
            Attack attack = attacks.get(i * attacks.size() / ATTACKS);
            all.put(attack.name(), made.of(attack));
            judges.put(attack.name(), grade -> isCaught(attack, grade));
        }
    }

    private static String scores(int deserved, Grade grade) {
        return grade.score() == deserved ? "" : "deserves " + deserved + ", got " + grade.score();
    }

    private static String solvesJust(int steps, Grade grade) {
        int deserved =
                grade.tests().stream()
                        .filter(test -> Integer.parseInt(test.step().substring(2)) <= steps)
                        .mapToInt(test -> test.max())
                        .sum();
        return scores(deserved, grade);
    }

    private static String isCaught(Attack attack, Grade grade) {
        boolean scored = attack.attacked(grade).stream().anyMatch(test -> test.points() > 0);
        boolean flagged = Graded.flags(grade).containsAll(attack.expected().flags());
        return (scored ? "it scored. " : "") + (flagged ? "" : "it is not flagged.");
    }
}
