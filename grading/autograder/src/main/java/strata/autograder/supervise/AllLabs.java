package strata.autograder.supervise;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import strata.autograder.grade.Flag;
import strata.autograder.grade.Grade;
import strata.autograder.grade.Integrity;
import strata.autograder.grade.LabGrade;
import strata.autograder.grade.Message;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.Run;
import strata.autograder.grade.Submission;
import strata.autograder.grade.SuiteRun;
import strata.autograder.grade.TestGrade;
import strata.autograder.intake.Fingerprint;

/** The grade of one submission on several labs, out of its grades on each. */
final class AllLabs {
    private static final String NO_SOURCES = "no-sources";

    private AllLabs() {}

    /**
     * One grade of several, which are of the same submission and of one lab each.
     *
     * @param grades in the order of the labs
     */
    static Grade together(List<Grade> grades) {
        List<LabGrade> labs = all(grades, Grade::labs);
        List<TestGrade> tests = all(grades, Grade::tests);
        return new Grade(
                Grade.SCHEMA,
                run(grades),
                submission(grades),
                outcome(labs),
                all(grades, AllLabs::messages),
                labs,
                tests,
                new Integrity(flags(grades)),
                grades.get(0).protections(),
                tests.stream().mapToInt(TestGrade::points).sum(),
                tests.stream().mapToInt(TestGrade::max).sum());
    }

    private static <T> List<T> all(List<Grade> grades, Function<Grade, List<T>> part) {
        List<T> all = new ArrayList<>();
        grades.forEach(grade -> all.addAll(part.apply(grade)));
        return all;
    }

    private static String joined(List<Grade> grades, String with, Function<Grade, String> part) {
        return grades.stream().map(part).distinct().collect(Collectors.joining(with));
    }

    private static String hash(List<Grade> grades, Function<Grade, String> part) {
        Fingerprint hash = new Fingerprint();
        grades.forEach(grade -> hash.add(part.apply(grade)));
        return hash.hex();
    }

    private static Run run(List<Grade> grades) {
        Run first = grades.get(0).run();
        List<SuiteRun> suites = new ArrayList<>();
        for (Grade grade : grades) {
            for (SuiteRun each : grade.run().suites()) {
                String name = "lab " + grade.submission().lab() + ", " + each.name();
                suites.add(
                        new SuiteRun(
                                name, each.ended(), each.exitCode(), each.wallMs(), each.detail()));
            }
        }
        return new Run(
                hash(grades, grade -> grade.run().suiteHash()),
                first.saltHash(),
                first.strata(),
                joined(grades, "; ", grade -> grade.run().layers()),
                first.jdk(),
                first.os(),
                first.cpus(),
                first.startedAt(),
                grades.stream().mapToLong(grade -> grade.run().wallMs()).sum(),
                suites);
    }

    private static Submission submission(List<Grade> grades) {
        Submission first = grades.get(0).submission();
        return new Submission(
                first.name(),
                joined(grades, ",", grade -> grade.submission().lab()),
                hash(grades, grade -> grade.submission().sourceHash()),
                grades.stream()
                        .map(grade -> grade.submission().commit())
                        .filter(commit -> !commit.isEmpty())
                        .findFirst()
                        .orElse(""),
                all(grades, grade -> grade.submission().files()));
    }

    /** A fault of ours outweighs all: it has to be graded again. */
    private static Outcome outcome(List<LabGrade> labs) {
        List<Outcome> outcomes = labs.stream().map(LabGrade::outcome).toList();
        for (Outcome decisive : List.of(Outcome.GRADER_ERROR, Outcome.GRADED)) {
            if (outcomes.contains(decisive)) {
                return decisive;
            }
        }
        return outcomes.get(0);
    }

    private static List<Message> messages(Grade grade) {
        return grade.messages().stream()
                .map(
                        message ->
                                message.file().isEmpty()
                                        ? new Message(
                                                "",
                                                message.line(),
                                                "Lab "
                                                        + grade.submission().lab()
                                                        + ": "
                                                        + message.text())
                                        : message)
                .toList();
    }

    /** Whoever hands in one lab of two has done nothing odd. */
    private static List<Flag> flags(List<Grade> grades) {
        boolean some = grades.stream().anyMatch(grade -> !grade.submission().files().isEmpty());
        Set<Flag> flags = new LinkedHashSet<>(all(grades, grade -> grade.integrity().flags()));
        return flags.stream().filter(flag -> !some || !flag.name().equals(NO_SOURCES)).toList();
    }
}
