package strata.autograder.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.autograder.grade.Grade;
import strata.autograder.grade.GradeJson;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;

/**
 * The output {@code result} of a step of GitHub Classroom's autograding, for workflows that still
 * use its reporter (the service ended in 2026). Its students own the workflow: this is feedback,
 * not a grade.
 */
public final class GithubClassroom {
    private GithubClassroom() {}

    /** The document in Base64, on one line, as the reporter reads it from its environment. */
    public static String result(Grade grade, ReportOptions options) {
        return Base64.getEncoder()
                .encodeToString(document(grade, options).getBytes(StandardCharsets.UTF_8));
    }

    private static String document(Grade grade, ReportOptions options) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", 1);
        document.put("status", status(grade));
        document.put("max_score", grade.maxScore());
        List<Object> tests = new ArrayList<>();
        for (TestGrade original : grade.tests()) {
            TestGrade test = Telling.forStudent(grade, original, options);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", test.step() + " " + test.claim());
            entry.put("status", test.status() == TestStatus.PASSED ? "pass" : "fail");
            entry.put("score", test.points());
            entry.put("message", Text.printable(test.headline()));
            entry.put("test_code", test.code());
            entry.put("filename", "");
            entry.put("line_no", 0);
            entry.put("duration", test.durationMs());
            tests.add(entry);
        }
        document.put("tests", tests);
        return GradeJson.writeAny(document);
    }

    private static String status(Grade grade) {
        if (grade.outcome() != Outcome.GRADED) {
            return "error";
        }
        return grade.score() == grade.maxScore() ? "pass" : "fail";
    }
}
