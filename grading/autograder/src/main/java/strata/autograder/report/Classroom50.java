package strata.autograder.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import strata.autograder.grade.Grade;
import strata.autograder.grade.GradeJson;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;

/**
 * The {@code result.json} of Classroom 50, form {@code classroom50/result/v1}. Source: its
 * result-v1.schema.json and its page "Advanced Autograding". Scores are whole there, as ours are.
 */
public final class Classroom50 {
    private Classroom50() {}

    /**
     * What only the platform knows of a submission. The script that runs there ({@code
     * autograder.py} of the grader's package) puts it in place.
     *
     * @param datetime when it was submitted, as {@code 2026-06-01T14:32:01Z}
     */
    public record Identity(
            String classroom,
            String assignment,
            String assignmentType,
            String owner,
            String submission,
            String commit,
            String release,
            String review,
            String datetime) {
        /** Fits the form and says that it is nobody's. */
        public static final Identity UNKNOWN =
                new Identity(
                        "unknown",
                        "unknown",
                        "individual",
                        "unknown",
                        "submit/unknown",
                        "unknown",
                        "unknown",
                        "unknown",
                        "1970-01-01T00:00:00Z");
    }

    /** The result of one submission. */
    public static String result(Grade grade, ReportOptions options) {
        Identity who = options.classroom50();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("schema", "classroom50/result/v1");
        result.put("classroom", who.classroom());
        result.put("assignment", who.assignment());
        result.put("assignment_type", who.assignmentType());
        result.put("owner", who.owner());
        result.put("submission", who.submission());
        result.put("commit", who.commit());
        result.put("release", who.release());
        result.put("review", who.review());
        result.put("datetime", who.datetime());
        result.put("graded_at", gradedAt(grade));
        result.put("score", grade.score());
        result.put("max-score", grade.maxScore());
        List<Object> tests = new ArrayList<>();
        for (TestGrade original : grade.tests()) {
            TestGrade test = Telling.forStudent(grade, original, options);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("test-name", test.step() + " " + test.claim());
            entry.put("passed", test.status() == TestStatus.PASSED);
            entry.put("score", test.points());
            entry.put("max-score", test.max());
            entry.put("id", test.id());
            entry.put("status", test.status());
            entry.put("message", Text.printable(test.headline()));
            entry.put("code", test.code());
            tests.add(entry);
        }
        result.put("tests", tests);
        return GradeJson.writeAny(result);
    }

    /** The {@code autograder.py} of labs: it starts the grader, and says whose its result is. */
    public static String script(List<Integer> labs) {
        String numbers = labs.stream().map(String::valueOf).collect(Collectors.joining(","));
        return Page.resource("autograder.py").replace("@LAB@", numbers);
    }

    /** The end of the run, in whole seconds: the form knows no fractions. */
    private static String gradedAt(Grade grade) {
        return Instant.parse(grade.run().startedAt())
                .plusMillis(grade.run().wallMs())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }
}
