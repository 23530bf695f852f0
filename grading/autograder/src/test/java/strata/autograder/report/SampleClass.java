package strata.autograder.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import strata.autograder.grade.Flag;
import strata.autograder.grade.Grade;
import strata.autograder.grade.Integrity;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.Protections;
import strata.autograder.grade.Run;
import strata.autograder.grade.Submission;
import strata.autograder.grade.SuiteRun;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;
import strata.autograder.grade.Visibility;
import strata.lessons.Kind;
import strata.lessons.run.TestInfo;

/** A class as big as a real one, the same every time. */
final class SampleClass {
    private static final List<String> CONCEPTS =
            List.of(
                    "varints",
                    "encode a batch",
                    "decode and iterate",
                    "detect corruption",
                    "append and assign offsets",
                    "read from an offset",
                    "recover after a crash",
                    "flush and what durable means");

    private SampleClass() {}

    /** Grades of so many submissions: most came far, some stopped early, a few went wrong. */
    static List<Grade> grades(int count) {
        List<Grade> grades = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            grades.add(grade(i, new Random(i)));
        }
        return grades;
    }

    private static Grade grade(int index, Random random) {
        Outcome outcome =
                switch (index % 40) {
                    case 7 -> Outcome.COMPILE_ERROR;
                    case 19 -> Outcome.FORBIDDEN_CODE;
                    case 33 -> index == 33 ? Outcome.GRADER_ERROR : Outcome.GRADED;
                    default -> Outcome.GRADED;
                };
        boolean ran = outcome == Outcome.GRADED;
        List<TestGrade> tests = tests(ran ? 1 + random.nextInt(10) : 0, random);
        List<Flag> flags = new ArrayList<>();
        if (outcome == Outcome.FORBIDDEN_CODE) {
            flags.add(new Flag("forbidden-code", "strata.log.Varints calls java.io.File.list"));
        }
        if (index % 37 == 5) {
            flags.add(new Flag("too-much-output", "it wrote 1 GiB to standard output"));
        }
        return Grade.of(
                new Run(
                        "0123456789abcdef".repeat(4),
                        "",
                        "0.1.0",
                        "layers: log=labs",
                        "21.0.5",
                        "Linux 6.1",
                        2,
                        "2026-03-01T10:00:00Z",
                        4000 + index,
                        List.of(
                                new SuiteRun("visible", SuiteRun.Ended.COMPLETED, 0, 1000, ""),
                                new SuiteRun("hidden", SuiteRun.Ended.COMPLETED, 0, 3000, ""))),
                new Submission(
                        String.format("student-%03d", index),
                        "1",
                        "00".repeat(32),
                        "",
                        List.of("labs/01-log/src/main/java/strata/log/Varints.java")),
                new Grade.Verdict(outcome, List.of(), tests),
                new Integrity(flags),
                new Protections(List.of("network"), index % 50 == 1 ? List.of("user") : List.of()));
    }

    private static List<TestGrade> tests(int reached, Random random) {
        List<TestGrade> tests = new ArrayList<>();
        for (int step = 1; step <= CONCEPTS.size(); step++) {
            for (int number = 1; number <= 8; number++) {
                boolean hidden = number > 4;
                TestInfo info =
                        new TestInfo(
                                "Step" + step + "Test.theRule" + number + "Holds",
                                "1." + step,
                                "Rule " + number + " of " + CONCEPTS.get(step - 1) + " holds",
                                hidden ? 2 : 1,
                                CONCEPTS.get(step - 1),
                                Kind.UNIT,
                                "LOG-10" + step);
                Visibility visibility = hidden ? Visibility.HIDDEN : Visibility.VISIBLE;
                TestGrade test =
                        TestGrade.notRun(info, visibility, "the process ended before it could run");
                if (step < reached) {
                    boolean broke = random.nextInt(100) < 4 * number;
                    test =
                            broke
                                    ? test.ended(TestStatus.FAILED, "expected 1, got 2", 5)
                                    : test.ended(TestStatus.PASSED, "", 5);
                } else if (reached > 0) {
                    test =
                            test.ended(
                                    TestStatus.BLOCKED,
                                    "step 1." + reached + " comes first and is not written yet",
                                    1);
                }
                tests.add(test);
            }
        }
        return tests;
    }

    /** Three pairs, as JPlag would say. */
    static Similarity similarity() {
        return new Similarity(
                true,
                "",
                120,
                List.of(
                        new Similarity.Pair("student-011", "student-087", 0.974, 1.0, 1402),
                        new Similarity.Pair("student-003", "student-055", 0.61, 0.83, 771),
                        new Similarity.Pair("student-020", "student-021", 0.42, 0.44, 512)));
    }
}
