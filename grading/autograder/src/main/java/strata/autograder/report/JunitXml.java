package strata.autograder.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import strata.autograder.grade.Grade;
import strata.autograder.grade.LabGrade;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;

/**
 * A grade as JUnit XML: {@code <testsuites>} with one suite for each lab. What did not run is an
 * error of type {@code not-run}, so a run that died never looks green.
 */
public final class JunitXml {
    private JunitXml() {}

    /** The whole document. */
    public static String report(Grade grade, ReportOptions options) {
        Map<String, List<TestGrade>> labs = new TreeMap<>();
        for (TestGrade test : grade.tests()) {
            labs.merge(
                    test.lab(), List.of(Telling.forStudent(grade, test, options)), Lists::joined);
        }
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<testsuites")
                .append(attribute("name", grade.submission().name()))
                .append(counts(grade.tests()))
                .append(">\n");
        for (LabGrade lab : grade.labs()) {
            suite(xml, grade, lab, labs.getOrDefault(lab.lab(), List.of()), options);
        }
        return xml.append("</testsuites>\n").toString();
    }

    private static void suite(
            StringBuilder xml,
            Grade grade,
            LabGrade lab,
            List<TestGrade> tests,
            ReportOptions options) {
        String started = grade.run().startedAt();
        xml.append("  <testsuite")
                .append(attribute("name", "lab " + lab.lab()))
                .append(counts(tests))
                // XML readers of this format expect a time without a zone; it is UTC.
                .append(attribute("timestamp", started.substring(0, 19)))
                .append(">\n    <properties>\n");
        property(xml, "      ", "score", String.valueOf(lab.score()));
        property(xml, "      ", "max-score", String.valueOf(lab.maxScore()));
        property(xml, "      ", "outcome", Telling.outcomeLabel(lab.outcome()));
        property(xml, "      ", "suite-hash", lab.suiteHash());
        xml.append("    </properties>\n");
        tests.forEach(test -> testCase(xml, test, options));
        // Once, with the first lab: a message is not of a test.
        List<String> messages =
                lab.equals(grade.labs().get(0)) ? Telling.messages(grade) : List.of();
        if (!messages.isEmpty()) {
            xml.append("    <system-err>")
                    .append(Text.cdata(String.join("\n", messages)))
                    .append("</system-err>\n");
        }
        xml.append("  </testsuite>\n");
    }

    private static void testCase(StringBuilder xml, TestGrade test, ReportOptions options) {
        String simpleClass = test.id().contains(".") ? test.id().split("\\.", 2)[0] : test.id();
        xml.append("    <testcase")
                .append(attribute("name", test.id() + ": " + test.claim()))
                .append(attribute("classname", "lab" + test.lab() + "." + simpleClass))
                .append(attribute("time", seconds(test.durationMs())))
                .append(">\n      <properties>\n");
        property(xml, "        ", "step", test.step());
        property(xml, "        ", "concept", test.concept());
        property(xml, "        ", "visibility", test.visibility().label());
        property(xml, "        ", "points", String.valueOf(test.points()));
        property(xml, "        ", "max-points", String.valueOf(test.max()));
        if (!test.seed().isEmpty()) {
            property(xml, "        ", "seed", test.seed());
        }
        xml.append("      </properties>\n");
        if (test.status() != TestStatus.PASSED) {
            String element = isError(test.status()) ? "error" : "failure";
            String code = test.code().isEmpty() ? "" : test.code() + ": ";
            xml.append("      <")
                    .append(element)
                    .append(attribute("message", code + test.headline()))
                    .append(attribute("type", test.status().label()))
                    .append('>')
                    .append(Text.cdata(String.join("\n", Telling.lines(test, options))))
                    .append("</")
                    .append(element)
                    .append(">\n");
        }
        xml.append("    </testcase>\n");
    }

    /** A failure is the code's; an error is that nobody could tell. */
    private static boolean isError(TestStatus status) {
        return switch (status) {
            case PASSED, FAILED, TIMEOUT, BLOCKED -> false;
            case ERROR, NOT_RUN, INCONCLUSIVE -> true;
        };
    }

    private static String counts(List<TestGrade> tests) {
        long errors = tests.stream().filter(test -> isError(test.status())).count();
        long passed = tests.stream().filter(t -> t.status() == TestStatus.PASSED).count();
        long wallMs = tests.stream().mapToLong(TestGrade::durationMs).sum();
        return attribute("tests", String.valueOf(tests.size()))
                + attribute("failures", String.valueOf(tests.size() - passed - errors))
                + attribute("errors", String.valueOf(errors))
                + attribute("skipped", "0")
                + attribute("time", seconds(wallMs));
    }

    /** Without a sign between thousands: readers take this for a float. */
    private static String seconds(long ms) {
        return String.format(Locale.ROOT, "%d.%03d", ms / 1000, ms % 1000);
    }

    private static void property(StringBuilder xml, String indent, String name, String value) {
        xml.append(indent)
                .append("<property")
                .append(attribute("name", name))
                .append(attribute("value", value))
                .append("/>\n");
    }

    private static String attribute(String name, String value) {
        return " " + name + "=\"" + Text.xmlAttribute(value) + "\"";
    }
}
