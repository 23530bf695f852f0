package strata.autograder.grade;

import java.util.ArrayList;
import java.util.List;
import strata.lessons.Kind;
import strata.lessons.run.TestInfo;
import strata.lessons.run.TestOutcome;
import strata.lessons.run.Verdict;

/** Grades as the grader writes them: one for each way in which grading can end. */
public enum SampleGrades {
    /** Everything passed. */
    FULL,
    /** Some failed, some are not written yet, one took too long. */
    PARTIAL,
    /** Nothing ran. */
    COMPILE_ERROR,
    /** Honest on the surface: it looked for the hidden tests and was caught. */
    ATTACK,
    /** The hidden suite died in its third test. */
    KILLED;

    private static final List<String> CONCEPTS =
            List.of("varints", "encode a batch", "decode and iterate", "detect corruption");

    /** The grade of a submission of this kind. */
    public Grade grade() {
        return switch (this) {
            case FULL -> graded("ada", passed(tests()), Integrity.CLEAN);
            case PARTIAL -> graded("grace \"=1+1\"", partly(), Integrity.CLEAN);
            case COMPILE_ERROR ->
                    Grade.of(
                            run(SuiteRun.Ended.NOT_RUN, -1, "the sources do not compile"),
                            submission("barbara"),
                            new Grade.Verdict(
                                    Outcome.COMPILE_ERROR,
                                    List.of(
                                            new Message(
                                                    "labs/01-log/src/main/java/strata/log/Varints.java",
                                                    52,
                                                    "';' expected"),
                                            new Message("", 0, "1 error")),
                                    unrun("the sources do not compile")),
                            Integrity.CLEAN,
                            protections());
            case ATTACK ->
                    Grade.of(
                            run(SuiteRun.Ended.NOT_RUN, -1, "forbidden code"),
                            submission("mallory"),
                            new Grade.Verdict(
                                    Outcome.FORBIDDEN_CODE,
                                    List.of(
                                            new Message(
                                                    "labs/01-log/src/main/java/strata/log/Varints.java",
                                                    12,
                                                    "java.io.File is not for layers: a layer"
                                                            + " stores by strata.kernel.Storage")),
                                    unrun("it uses what no layer may use").stream()
                                            .map(SampleGrades::broken)
                                            .toList()),
                            new Integrity(
                                    List.of(
                                            new Flag(
                                                    "files",
                                                    "strata.log.Varints calls java.io.File.list"),
                                            new Flag(
                                                    "reflection",
                                                    "strata.log.Varints calls"
                                                            + " java.lang.Class.forName"))),
                            protections());
            case KILLED -> killed();
        };
    }

    private static Grade killed() {
        List<TestGrade> tests = new ArrayList<>(passed(tests()));
        for (int i = 0; i < tests.size(); i++) {
            TestGrade test = tests.get(i);
            if (test.visibility() == Visibility.HIDDEN && i > 2) {
                tests.set(
                        i,
                        i == 3
                                ? test.ended(
                                        TestStatus.ERROR, "the process ended while it ran", 812)
                                : test.ended(
                                        TestStatus.NOT_RUN,
                                        "the process ended before it could run",
                                        0));
            }
        }
        return Grade.of(
                run(SuiteRun.Ended.OUT_OF_MEMORY, 137, "it needed more than 256 MiB"),
                submission("linus"),
                new Grade.Verdict(Outcome.GRADED, List.of(), tests),
                new Integrity(List.of(new Flag("out-of-memory", "the hidden suite ran out of it"))),
                protections());
    }

    private static Grade graded(String name, List<TestGrade> tests, Integrity integrity) {
        return Grade.of(
                run(SuiteRun.Ended.COMPLETED, 0, ""),
                submission(name),
                new Grade.Verdict(Outcome.GRADED, List.of(), tests),
                integrity,
                protections());
    }

    private static Run run(SuiteRun.Ended hidden, int exitCode, String detail) {
        return new Run(
                "ab".repeat(32),
                "",
                "0.1.0",
                "layers: log=labs",
                "21.0.5",
                "Linux 6.1",
                2,
                "2026-03-01T10:00:00Z",
                4321,
                List.of(
                        new SuiteRun("visible", SuiteRun.Ended.COMPLETED, 0, 1200, ""),
                        new SuiteRun("hidden", hidden, exitCode, 2400, detail)));
    }

    private static Submission submission(String name) {
        return new Submission(
                name,
                "1",
                "cd".repeat(32),
                "",
                List.of("labs/01-log/src/main/java/strata/log/Varints.java"));
    }

    private static Protections protections() {
        return new Protections(
                List.of("network", "files", "memory", "processes", "time", "output"),
                List.of("user"));
    }

    /** Two tests a step: what the student has and what only we have. */
    private static List<TestInfo> tests() {
        List<TestInfo> tests = new ArrayList<>();
        for (int step = 1; step <= CONCEPTS.size(); step++) {
            for (String suite : List.of("Shown", "Hidden")) {
                tests.add(
                        new TestInfo(
                                "Step" + step + suite + "Test.whatTheTextPromisesHolds",
                                "1." + step,
                                "What the text promises of " + CONCEPTS.get(step - 1) + " holds",
                                suite.equals("Shown") ? 2 : 3,
                                CONCEPTS.get(step - 1),
                                Kind.UNIT,
                                "LOG-10" + step));
            }
        }
        return tests;
    }

    private static Visibility visibilityOf(TestInfo test) {
        return test.id().contains("Hidden") ? Visibility.HIDDEN : Visibility.VISIBLE;
    }

    private static List<TestGrade> passed(List<TestInfo> tests) {
        return tests.stream()
                .map(test -> new TestOutcome(test, Verdict.PASSED, "", 12, null))
                .map(outcome -> TestGrade.of(outcome, visibilityOf(outcome.test())))
                .toList();
    }

    private static List<TestGrade> unrun(String why) {
        return tests().stream()
                .map(test -> TestGrade.notRun(test, visibilityOf(test), why))
                .toList();
    }

    private static TestGrade broken(TestGrade test) {
        return test.ended(TestStatus.ERROR, test.headline(), 0);
    }

    private static List<TestGrade> partly() {
        List<TestGrade> tests = new ArrayList<>();
        for (TestInfo test : tests()) {
            boolean hidden = visibilityOf(test) == Visibility.HIDDEN;
            tests.add(
                    switch (test.step()) {
                        case "1.1" -> ran(test, Verdict.PASSED, "");
                        case "1.2" -> hidden ? ran(test, Verdict.TIMEOUT, "") : told(test);
                        case "1.3" -> hidden ? told(test) : ran(test, Verdict.TODO, "1.3");
                        default -> ran(test, Verdict.BLOCKED, "1.3");
                    });
        }
        return tests;
    }

    private static TestGrade ran(TestInfo test, Verdict verdict, String blockedBy) {
        return TestGrade.of(
                new TestOutcome(test, verdict, blockedBy, 12, null), visibilityOf(test));
    }

    /** A failure with everything that a failure can tell, and all that may be hard to write. */
    private static TestGrade told(TestInfo test) {
        return new TestGrade(
                test.id(),
                "1",
                test.step(),
                test.claim(),
                test.kind(),
                test.concept(),
                visibilityOf(test),
                0,
                test.points(),
                TestStatus.FAILED,
                "",
                test.code(),
                "expected 0x5a2b40c1, got 0x00000000",
                "the CRC at byte 17",
                List.of(
                        "a batch of 3 records, values <b>\"a&b\"</b>, \u0000 and ]]>",
                        "written by BatchWriter",
                        "read back"),
                "0x5a2b40c1",
                "0x00000000",
                List.of("0011  00 00 00 00   crc  <-- 0x5a2b40c1", "      ^^ ^^ ^^ ^^"),
                "BatchWriter.java:88 in writeHeader",
                "-8123",
                "./strata test 1.2 --seed -8123",
                "docs/failures/" + test.code() + ".md",
                31);
    }
}
