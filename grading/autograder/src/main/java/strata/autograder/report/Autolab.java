package strata.autograder.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import strata.autograder.grade.Grade;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;

/** What an Autolab job prints last: a line for people, then the line with the scores. */
public final class Autolab {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Autolab() {}

    /** Two lines of JSON. A problem of the assessment has the name of its step, as {@code 1.3}. */
    public static String lines(Grade grade, ReportOptions options) {
        Map<String, Map<String, Object>> stages = new LinkedHashMap<>();
        for (TestGrade original : grade.tests()) {
            TestGrade test = Telling.forStudent(grade, original, options);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("passed", test.status() == TestStatus.PASSED);
            if (!test.headline().isEmpty()) {
                result.put("hint", test.code() + " " + Text.printable(test.headline()));
            }
            stages.computeIfAbsent("Step " + test.step(), step -> new LinkedHashMap<>())
                    .put(test.id() + ": " + test.claim(), result);
        }
        Map<String, Object> feedback = new LinkedHashMap<>();
        feedback.put("_presentation", "semantic");
        Set<String> names = stages.keySet();
        feedback.put("stages", names);
        feedback.putAll(stages);
        Map<String, Object> points = new LinkedHashMap<>();
        StepScore.of(grade).forEach(step -> points.put(step.step(), step.points()));
        Map<String, Object> scores = new LinkedHashMap<>();
        scores.put("scores", points);
        return oneLine(feedback) + "\n" + oneLine(scores) + "\n";
    }

    private static String oneLine(Object tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of strings and numbers are JSON", e);
        }
    }
}
