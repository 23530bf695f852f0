package strata.autograder.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import strata.autograder.grade.Grade;
import strata.autograder.grade.GradeJson;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;
import strata.autograder.grade.Visibility;

/**
 * The {@code results.json} of Gradescope. Source: its Autograder Specifications, "Output format".
 */
public final class Gradescope {
    private Gradescope() {}

    /** The results of one submission. */
    public static String results(Grade grade, ReportOptions options) {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("score", grade.score());
        results.put("execution_time", Math.ceilDiv(grade.run().wallMs(), 1000));
        results.put("output", String.join("\n", head(grade)));
        results.put("output_format", "text");
        results.put("test_output_format", "text");
        results.put("test_name_format", "text");
        results.put("visibility", "visible");
        results.put("stdout_visibility", "hidden");
        results.put("extra_data", extra(grade));
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<Object> tests = new ArrayList<>();
        for (TestGrade test : grade.tests()) {
            int number = numbers.merge(test.step(), 1, Integer::sum);
            tests.add(test(grade, test, test.step() + "." + number, options));
        }
        results.put("tests", tests);
        return GradeJson.writeAny(results);
    }

    private static List<String> head(Grade grade) {
        List<String> lines = new ArrayList<>();
        lines.add(Telling.outcome(grade));
        Telling.messages(grade).forEach(message -> lines.add("  " + message));
        lines.addAll(Telling.brokenRuns(grade));
        lines.add("");
        lines.addAll(Telling.byLab(grade));
        for (StepScore step : StepScore.of(grade)) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%-5s %3d / %-3d  %s",
                            step.step(),
                            step.points(),
                            step.max(),
                            step.concept()));
        }
        return lines.stream().map(Text::printable).toList();
    }

    /** For whoever downloads all results; Gradescope shows it to nobody. */
    private static Map<String, Object> extra(Grade grade) {
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("schema", grade.schema());
        extra.put("outcome", grade.outcome());
        extra.put("suite_hash", grade.run().suiteHash());
        extra.put("source_hash", grade.submission().sourceHash());
        extra.put("flags", grade.integrity().flags());
        extra.put("protections_missing", grade.protections().missing());
        return extra;
    }

    private static Map<String, Object> test(
            Grade grade, TestGrade original, String number, ReportOptions options) {
        TestGrade test = Telling.forStudent(grade, original, options);
        boolean hidden = test.visibility() == Visibility.HIDDEN;
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("score", test.points());
        entry.put("max_score", test.max());
        entry.put("status", test.status() == TestStatus.PASSED ? "passed" : "failed");
        entry.put("name", test.claim());
        entry.put("name_format", "text");
        entry.put("number", number);
        entry.put("output", Text.printable(String.join("\n", Telling.lines(test, options))));
        entry.put("output_format", "text");
        entry.put(
                "tags",
                List.of(
                        "step " + test.step(),
                        test.concept(),
                        test.kind().name().toLowerCase(Locale.ROOT),
                        test.visibility().label()));
        entry.put(
                "visibility",
                (hidden ? options.hiddenOnGradescope() : ReportOptions.Shown.VISIBLE).label());
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("id", test.id());
        extra.put("status", test.status());
        extra.put("code", test.code());
        entry.put("extra_data", extra);
        return entry;
    }
}
