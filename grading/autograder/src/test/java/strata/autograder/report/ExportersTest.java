package strata.autograder.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import strata.autograder.grade.Grade;
import strata.autograder.grade.SampleGrades;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;
import strata.autograder.grade.Visibility;

/** Each platform's own rules, for every way in which grading can end. */
final class ExportersTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final ReportOptions OPTIONS = ReportOptions.DEFAULT;

    @ParameterizedTest
    @EnumSource(SampleGrades.class)
    void resultsFitGradescopesSpecification(SampleGrades sample) {
        String results = Gradescope.results(sample.grade(), OPTIONS);

        assertThat(faults("gradescope-results.schema.json", results)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SampleGrades.class)
    void gradescopesTestsAddUpToItsScore(SampleGrades sample) throws IOException {
        JsonNode results = JSON.readTree(Gradescope.results(sample.grade(), OPTIONS));

        int sum = 0;
        for (JsonNode test : results.get("tests")) {
            sum += test.get("score").intValue();
            boolean full = test.get("score").equals(test.get("max_score"));
            assertThat(test.get("status").textValue()).isEqualTo(full ? "passed" : "failed");
        }
        assertThat(results.get("score").intValue()).isEqualTo(sum);
        assertThat(results.get("tests")).hasSize(sample.grade().tests().size());
    }

    @ParameterizedTest
    @EnumSource(ReportOptions.Shown.class)
    void hiddenTestsAreShownOnGradescopeWhenTheInstructorSays(ReportOptions.Shown shown)
            throws IOException {
        ReportOptions options = new ReportOptions(shown, false, "", OPTIONS.classroom50());
        Grade grade = SampleGrades.PARTIAL.grade();

        JsonNode tests = JSON.readTree(Gradescope.results(grade, options)).get("tests");

        for (int i = 0; i < tests.size(); i++) {
            boolean hidden = grade.tests().get(i).visibility() == Visibility.HIDDEN;
            assertThat(tests.get(i).get("visibility").textValue())
                    .isEqualTo(hidden ? shown.label() : "visible");
        }
    }

    @ParameterizedTest
    @EnumSource(SampleGrades.class)
    void resultsFitClassroom50(SampleGrades sample) throws IOException {
        String text = Classroom50.result(sample.grade(), OPTIONS);

        assertThat(faults("classroom50-result-v1.schema.json", text)).isEmpty();
        JsonNode result = JSON.readTree(text);
        assertThat(result.get("score").intValue())
                .isLessThanOrEqualTo(result.get("max-score").intValue());
        for (JsonNode test : result.get("tests")) {
            assertThat(test.get("score").intValue())
                    .isLessThanOrEqualTo(test.get("max-score").intValue());
        }
    }

    @ParameterizedTest
    @EnumSource(SampleGrades.class)
    void githubsReporterReadsOneLineOfBase64(SampleGrades sample) throws IOException {
        String line = GithubClassroom.result(sample.grade(), OPTIONS);

        assertThat(line).doesNotContain("\n");
        JsonNode document = JSON.readTree(Base64.getDecoder().decode(line));
        int sum = 0;
        for (JsonNode test : document.get("tests")) {
            sum += test.get("score").intValue();
        }
        assertThat(sum).isEqualTo(sample.grade().score());
        assertThat(document.get("status").textValue())
                .isEqualTo(
                        switch (sample) {
                            case FULL -> "pass";
                            case PARTIAL, KILLED -> "fail";
                            case COMPILE_ERROR, ATTACK -> "error";
                        });
    }

    @ParameterizedTest
    @EnumSource(SampleGrades.class)
    void junitXmlIsWellFormedAndCountsEveryTest(SampleGrades sample) throws Exception {
        Grade grade = sample.grade();
        Element root = xml(JunitXml.report(grade, OPTIONS)).getDocumentElement();

        assertThat(root.getTagName()).isEqualTo("testsuites");
        assertThat(root.getElementsByTagName("testcase").getLength())
                .isEqualTo(grade.tests().size());
        for (String counted : List.of("failure", "error")) {
            int elements = root.getElementsByTagName(counted).getLength();
            assertThat(root.getAttribute(counted + "s")).isEqualTo(String.valueOf(elements));
        }
        long passed = grade.tests().stream().filter(ExportersTest::passed).count();
        assertThat(
                        grade.tests().size()
                                - Integer.parseInt(root.getAttribute("failures"))
                                - Integer.parseInt(root.getAttribute("errors")))
                .isEqualTo((int) passed);
    }

    @Test
    void whatNeverRanIsAnErrorInJunitXmlAndNeverGreen() throws Exception {
        Grade grade = SampleGrades.COMPILE_ERROR.grade();

        NodeList errors = xml(JunitXml.report(grade, OPTIONS)).getElementsByTagName("error");

        assertThat(errors.getLength()).isEqualTo(grade.tests().size());
        for (int i = 0; i < errors.getLength(); i++) {
            assertThat(((Element) errors.item(i)).getAttribute("type")).isEqualTo("not-run");
        }
    }

    @Test
    void whatXmlCannotHoldIsReplacedAndTheRestSurvives() throws Exception {
        NodeList failures =
                xml(JunitXml.report(SampleGrades.PARTIAL.grade(), OPTIONS))
                        .getElementsByTagName("failure");

        assertThat(failures.item(0).getTextContent())
                .contains("values <b>\"a&b\"</b>, \uFFFD and ]]>");
    }

    @Test
    void aRunOfMoreThanAThousandSecondsIsANumberThatOthersRead() throws Exception {
        Grade full = SampleGrades.FULL.grade();
        List<TestGrade> slow = new ArrayList<>(full.tests());
        slow.set(0, slow.get(0).ended(TestStatus.PASSED, "", 1_234_567));
        Grade grade =
                Grade.of(
                        full.run(),
                        full.submission(),
                        new Grade.Verdict(full.outcome(), full.messages(), slow),
                        full.integrity(),
                        full.protections());

        Element first =
                (Element)
                        xml(JunitXml.report(grade, OPTIONS))
                                .getElementsByTagName("testcase")
                                .item(0);

        assertThat(first.getAttribute("time")).isEqualTo("1234.567");
    }

    @ParameterizedTest
    @EnumSource(SampleGrades.class)
    void autolabsLastLineHasTheScoresOfTheSteps(SampleGrades sample) throws IOException {
        String[] lines = Autolab.lines(sample.grade(), OPTIONS).split("\n", -1);

        assertThat(lines).hasSize(3);
        assertThat(JSON.readTree(lines[0]).get("_presentation").textValue()).isEqualTo("semantic");
        int sum = 0;
        for (JsonNode points : JSON.readTree(lines[1]).get("scores")) {
            sum += points.intValue();
        }
        assertThat(sum).isEqualTo(sample.grade().score());
    }

    @ParameterizedTest
    @EnumSource(SampleGrades.class)
    void prairieLearnsScoreIsAShare(SampleGrades sample) throws IOException {
        Grade grade = sample.grade();

        JsonNode results = JSON.readTree(PrairieLearn.results(grade, OPTIONS));

        assertThat(results.get("score").doubleValue())
                .isCloseTo((double) grade.score() / grade.maxScore(), within(1e-9));
        assertThat(results.get("tests")).hasSize(grade.tests().size());
    }

    private static boolean passed(TestGrade test) {
        return test.status() == TestStatus.PASSED;
    }

    private static List<?> faults(String schema, String text) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Golden.resource(schema))
                .validate(text, InputFormat.JSON);
    }

    private static Document xml(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
