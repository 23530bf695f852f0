package strata.attacks;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import strata.autograder.Lab;
import strata.autograder.grade.Grade;
import strata.autograder.grade.TestGrade;
import strata.kernel.Nullable;
import strata.mutants.Mutant;

/**
 * An attack, as its folder tells it ({@code attack.properties} and sources beside it).
 *
 * @param lab of which it is, from 1
 * @param name of its folder
 * @param says what it does, in a sentence
 * @param attacks the steps that it attacks, as {@code 1.1}, or classes of tests, or single ones;
 *     {@code lab} for all
 * @param sources that it puts in place of those of the reference, or beside them
 * @param change of a source of the reference, in a few lines; null for none
 * @param unsolved the sources of the reference that it leaves out
 * @param expected what the grader must make of it
 * @param walls what sandbox and supervisor alone make of it; null when it is not tried on them
 */
record Attack(
        int lab,
        String name,
        String says,
        List<String> attacks,
        SortedMap<String, String> sources,
        @Nullable Mutant change,
        List<String> unsolved,
        Expected expected,
        @Nullable Walls walls) {
    /**
     * What the grader must make of it.
     *
     * @param outcome as {@code grade.json} has it: {@code forbidden-code}
     * @param flags names of flags, all of which it must have
     */
    record Expected(String outcome, List<String> flags) {}

    /**
     * What stands without the allow-list.
     *
     * @param hold whether it scores nothing
     * @param flags that it has then
     * @param why they do not hold; empty when they do
     */
    record Walls(boolean hold, List<String> flags, String why) {}

    private static final String FOLDER = "grading/attacks/src/main/resources/attacks";

    /** All of a lab, by name. */
    static List<Attack> all(Lab lab) throws IOException {
        List<Attack> all = new ArrayList<>();
        Path ofLab = lab.root().resolve(FOLDER).resolve(lab.folder());
        try (Stream<Path> folders = Files.list(ofLab)) {
            for (Path folder : folders.sorted().toList()) {
                all.add(of(lab.number(), folder));
            }
        }
        return all;
    }

    /** Those of all labs, or those that {@code -Dstrata.attacks=exit,halt} names. */
    static List<Attack> chosen() throws IOException {
        String only = System.getProperty("strata.attacks", "");
        List<Attack> all = new ArrayList<>();
        for (Lab lab : Graded.labs()) {
            all.addAll(all(lab));
        }
        return all.stream()
                .filter(each -> only.isEmpty() || List.of(only.split(",", -1)).contains(each.name))
                .toList();
    }

    private static Attack of(int lab, Path folder) throws IOException {
        Properties told = new Properties();
        try (Reader in = Files.newBufferedReader(folder.resolve("attack.properties"))) {
            told.load(in);
        }
        SortedMap<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                String text = Files.readString(each, StandardCharsets.UTF_8);
                sources.put(Submissions.nameIn(folder, each), text);
            }
        }
        return new Attack(
                lab,
                String.valueOf(folder.getFileName()),
                told.getProperty("says", ""),
                list(told, "attacks"),
                sources,
                change(told),
                list(told, "unsolved"),
                new Expected(told.getProperty("outcome", ""), list(told, "flags")),
                walls(told));
    }

    private static @Nullable Walls walls(Properties told) {
        String walls = told.getProperty("walls");
        return walls == null
                ? null
                : new Walls(
                        walls.equals("hold"),
                        list(told, "walls.flags"),
                        told.getProperty("walls.why", ""));
    }

    private static @Nullable Mutant change(Properties told) {
        String file = told.getProperty("changes");
        return file == null
                ? null
                : new Mutant(
                        "of an attack",
                        told.getProperty("says", ""),
                        "",
                        file,
                        "",
                        false,
                        told.getProperty("changes.find", ""),
                        told.getProperty("changes.into", ""));
    }

    private static List<String> list(Properties told, String key) {
        String text = told.getProperty(key, "").strip();
        return text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*", -1));
    }

    /** The tests of a grade that it attacks. */
    List<TestGrade> attacked(Grade grade) {
        return grade.tests().stream()
                .filter(
                        test ->
                                attacks.contains("lab")
                                        || attacks.contains(test.step())
                                        || attacks.contains(test.id())
                                        || attacks.contains(test.id().split("\\.", -1)[0]))
                .toList();
    }

    @Override
    public String toString() {
        return lab == 1 ? name : "lab " + lab + ": " + name;
    }
}
