package strata.autograder.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import strata.autograder.grade.Grade;
import strata.autograder.grade.LabGrade;
import strata.autograder.grade.Message;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.SuiteRun;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;
import strata.autograder.grade.Visibility;

/** Grades in words: the same ones in every format. */
final class Telling {
    private Telling() {}

    /** The test as its student may see it: one that is hidden keeps its data to itself. */
    static TestGrade forStudent(Grade grade, TestGrade test, ReportOptions options) {
        return keepsData(grade, test, options) ? withoutData(grade, test) : test;
    }

    /** Whether the test is not told in full, since its student is not to know what it ran on. */
    static boolean keepsData(Grade grade, TestGrade test, ReportOptions options) {
        return test.visibility() == Visibility.HIDDEN
                && test.status() != TestStatus.PASSED
                && !options.revealHidden();
    }

    private static TestGrade withoutData(Grade grade, TestGrade test) {
        return new TestGrade(
                test.id(),
                test.lab(),
                test.step(),
                test.claim(),
                test.kind(),
                test.concept(),
                test.visibility(),
                test.points(),
                test.max(),
                test.status(),
                test.blockedBy(),
                test.code(),
                hasCard(grade, test)
                        ? "a hidden test of this claim " + verb(test.status())
                        : test.headline(),
                "",
                List.of(),
                "",
                "",
                List.of(),
                test.ownFrame(),
                "",
                "",
                test.docUrl(),
                test.durationMs());
    }

    /** Whether a test says something about the code under test that deserves a card of its own. */
    static boolean hasCard(Grade grade, TestGrade test) {
        if (!grade.ran(test.lab())) {
            // Nothing of the lab ran: what is wrong stands at the top, once.
            return false;
        }
        return switch (test.status()) {
            case PASSED, NOT_RUN, BLOCKED -> false;
            case FAILED, ERROR, TIMEOUT, INCONCLUSIVE -> test.blockedBy().isEmpty();
        };
    }

    /** What a test did, after its subject. */
    static String verb(TestStatus status) {
        return switch (status) {
            case PASSED -> "passed";
            case FAILED -> "failed";
            case ERROR -> "broke off";
            case TIMEOUT -> "took too long";
            case BLOCKED -> "waits for an earlier step";
            case NOT_RUN -> "did not run";
            case INCONCLUSIVE -> "could not tell";
        };
    }

    /** Why a test did not pass, in lines; for a test that passed, none. */
    static List<String> lines(TestGrade test, ReportOptions options) {
        List<String> lines = new ArrayList<>();
        if (test.status() == TestStatus.PASSED) {
            return lines;
        }
        add(lines, "", test.headline());
        if (!test.steps().isEmpty()) {
            lines.add("steps:");
            for (int i = 0; i < test.steps().size(); i++) {
                add(lines, "  " + (i + 1) + ". ", test.steps().get(i));
            }
        }
        add(lines, "looked at: ", test.detail());
        add(lines, "expected:  ", test.expected());
        add(lines, "got:       ", test.got());
        test.picture().forEach(line -> lines.add("    " + line));
        add(lines, "your code: ", test.ownFrame());
        if (test.visibility() == Visibility.VISIBLE) {
            // A hidden one is nothing that its reader could run.
            add(lines, "rerun:     ", test.rerun());
        }
        if (!test.code().isEmpty()) {
            String page = test.docUrl().isEmpty() ? "" : "  " + options.link(test.docUrl());
            lines.add("code:      " + test.code() + page);
        }
        return lines;
    }

    private static void add(List<String> lines, String label, String text) {
        if (!text.isEmpty()) {
            lines.add(label + text.replace("\n", "\n" + " ".repeat(label.length())));
        }
    }

    /** The labs of a grade: {@code lab 1}, {@code labs 1 and 2}. */
    static String labs(Grade grade) {
        List<String> numbers = grade.labs().stream().map(LabGrade::lab).toList();
        int last = numbers.size() - 1;
        return last == 0
                ? "lab " + numbers.get(0)
                : "labs "
                        + String.join(", ", numbers.subList(0, last))
                        + " and "
                        + numbers.get(last);
    }

    /** A line for each lab, where there are several. */
    static List<String> byLab(Grade grade) {
        return grade.labs().size() == 1
                ? List.of()
                : grade.labs().stream()
                        .map(
                                lab ->
                                        String.format(
                                                Locale.ROOT,
                                                "lab %s %3d / %-3d  %s",
                                                lab.lab(),
                                                lab.score(),
                                                lab.maxScore(),
                                                outcomeLabel(lab.outcome())))
                        .toList();
    }

    /** How far the grading came, in a sentence. */
    static String outcome(Grade grade) {
        List<String> unrun =
                grade.labs().stream()
                        .filter(lab -> lab.outcome() != Outcome.GRADED)
                        .map(lab -> "lab " + lab.lab() + " (" + outcomeLabel(lab.outcome()) + ")")
                        .toList();
        return switch (grade.outcome()) {
            case GRADED ->
                    "The tests of "
                            + labs(grade)
                            + " ran"
                            + (unrun.isEmpty()
                                    ? "."
                                    : ", but not those of " + String.join(", ", unrun) + ".");
            case REFUSED -> "The submission was not taken in, so no test ran.";
            case COMPILE_ERROR -> "The sources do not compile with the tests, so no test ran.";
            case FORBIDDEN_CODE -> "The sources use what no layer may use, so no test ran.";
            case GRADER_ERROR ->
                    "The grader itself failed. This is no verdict on the submission: it has to be"
                            + " graded again.";
        };
    }

    /** The outcome in one or two words. */
    static String outcomeLabel(Outcome outcome) {
        return switch (outcome) {
            case GRADED -> "graded";
            case REFUSED -> "refused";
            case COMPILE_ERROR -> "compile error";
            case FORBIDDEN_CODE -> "forbidden code";
            case GRADER_ERROR -> "grader error";
        };
    }

    /** What was said of the sources, one a line: {@code file:line: text}. */
    static List<String> messages(Grade grade) {
        return grade.messages().stream().map(Telling::message).toList();
    }

    private static String message(Message message) {
        if (message.file().isEmpty()) {
            return message.text();
        }
        String line = message.line() == 0 ? "" : ":" + message.line();
        return message.file() + line + ": " + message.text();
    }

    /** A sentence for each run that did not end as it should. */
    static List<String> brokenRuns(Grade grade) {
        return grade.run().suites().stream()
                .filter(suite -> suite.ended() != SuiteRun.Ended.COMPLETED)
                .filter(suite -> suite.ended() != SuiteRun.Ended.NOT_RUN)
                .map(Telling::brokenRun)
                .toList();
    }

    private static String brokenRun(SuiteRun suite) {
        String how =
                switch (suite.ended()) {
                    case COMPLETED, NOT_RUN -> "ended";
                    case EXITED -> "ended before its last test";
                    case OUT_OF_MEMORY -> "ran out of memory";
                    case TIMEOUT -> "ran out of time";
                    case KILLED -> "was ended by the grader";
                };
        String why = suite.detail().isEmpty() ? "" : ": " + suite.detail();
        return "The run of the " + suite.name() + " tests " + how + why + ".";
    }
}
