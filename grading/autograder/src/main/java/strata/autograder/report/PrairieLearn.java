package strata.autograder.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.autograder.grade.Grade;
import strata.autograder.grade.GradeJson;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.TestGrade;

/** The {@code results.json} of an external grader of PrairieLearn. */
public final class PrairieLearn {
    private PrairieLearn() {}

    /** The results of one submission; the score is a share from 0 to 1. */
    public static String results(Grade grade, ReportOptions options) {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("gradable", grade.outcome() != Outcome.GRADER_ERROR);
        results.put(
                "score", grade.maxScore() == 0 ? 0.0 : (double) grade.score() / grade.maxScore());
        results.put("message", Telling.outcome(grade));
        results.put("output", Text.printable(String.join("\n", Telling.messages(grade))));
        List<Object> tests = new ArrayList<>();
        for (TestGrade original : grade.tests()) {
            TestGrade test = Telling.forStudent(grade, original, options);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", test.step() + " " + test.claim());
            entry.put("description", test.concept());
            entry.put("points", test.points());
            entry.put("max_points", test.max());
            entry.put("message", Text.printable(test.headline()));
            entry.put("output", Text.printable(String.join("\n", Telling.lines(test, options))));
            tests.add(entry);
        }
        results.put("tests", tests);
        return GradeJson.writeAny(results);
    }
}
