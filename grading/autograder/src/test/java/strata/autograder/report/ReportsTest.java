package strata.autograder.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import strata.autograder.grade.Grade;
import strata.autograder.grade.SampleGrades;
import strata.autograder.grade.Submission;

final class ReportsTest {
    private static final ReportOptions OPTIONS =
            new ReportOptions(
                    ReportOptions.Shown.AFTER_PUBLISHED,
                    false,
                    "https://course.example/strata/",
                    Classroom50.Identity.UNKNOWN);

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(SampleGrades.class)
    void everyReportOfASubmissionIsAsItWasReadAndFoundGood(SampleGrades sample) throws IOException {
        Reports.writeOne(sample.grade(), folder, OPTIONS);

        for (Path file : files()) {
            Golden.check(
                    sample.name().toLowerCase(Locale.ROOT) + "/" + file.getFileName(),
                    Files.readString(file));
        }
    }

    @Test
    void theReportsOfAClassAreAsTheyWereReadAndFoundGood() throws IOException {
        Reports.write(grades(), SampleClass.similarity(), folder, OPTIONS);

        for (String file : List.of("class.html", "class.json", "grades.csv")) {
            Golden.check(file, Files.readString(folder.resolve(file)));
        }
    }

    @Test
    void theSameGradesAreTheSameBytesInAnyOrderOfWriting() throws IOException {
        Reports.write(grades(), SampleClass.similarity(), folder.resolve("a"), OPTIONS);
        Reports.write(grades().reversed(), SampleClass.similarity(), folder.resolve("b"), OPTIONS);

        for (String file : List.of("class.html", "class.json", "ada/results.json")) {
            assertThat(folder.resolve("a").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("b").resolve(file));
        }
    }

    /** The data of a hidden test is in the fixture's words for the CRC, its steps and its seed. */
    @Test
    void noReportOfAStudentTellsWhatAHiddenTestRanOn() throws IOException {
        Reports.writeOne(hiddenFailureOnly(), folder, OPTIONS);

        for (Path file : files()) {
            assertThat(decoded(file))
                    .doesNotContain("5a2b40c1", "a batch of 3 records", "8123", "the CRC at byte")
                    .contains("What the text promises of decode and iterate holds");
        }
    }

    @Test
    void afterTheDeadlineHiddenTestsAreToldInFull() throws IOException {
        Reports.writeOne(hiddenFailureOnly(), folder, OPTIONS.revealing());

        for (String file : List.of("report.html", "results.json", "junit.xml")) {
            assertThat(Files.readString(folder.resolve(file)))
                    .contains("5a2b40c1", "a batch of 3 records");
        }
    }

    @ParameterizedTest
    @EnumSource(SampleGrades.class)
    void theStudentsPageNeedsNothingButItselfAndHoldsNoMarkupOfTheSubmission(SampleGrades sample) {
        String page = StudentPage.html(sample.grade(), OPTIONS);

        assertThat(page)
                .doesNotContain("<script", "<link", "<img", "src=", "@import", "url(")
                .doesNotContain("values <")
                .contains("default-src 'none'");
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPILE_ERROR", "ATTACK"})
    void whereNothingRanThePageSaysWhyOnce(SampleGrades sample) {
        String page = StudentPage.html(sample.grade(), OPTIONS);

        assertThat(page).doesNotContain("<article").containsOnlyOnce("8 tests: ");
    }

    @Test
    void theClassPageRunsItsOwnScriptAndNoOther() {
        String page = ClassPage.html(ClassSummary.of(grades(), SampleClass.similarity()), OPTIONS);

        assertThat(page.split("<script", -1)).hasSize(2);
        assertThat(page)
                .containsPattern("script-src 'sha256-[A-Za-z0-9+/=]+'")
                .doesNotContain("<link", "src=", "@import", "url(");
    }

    @Test
    void aNameThatASpreadsheetWouldRunIsText() {
        String csv = GradeBook.csv(List.of(named("=HYPERLINK(\"x\"),1"), named("-1+1")));

        assertThat(csv.lines().toList().get(1)).startsWith("\"'=HYPERLINK(\"\"x\"\"),1\",1,20,20");
        assertThat(csv.lines().toList().get(2)).startsWith("\"'-1+1\",1,20,20");
        assertThat(csv).endsWith("\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "../../etc", "a/b", "a\\b", "a\nb", "a\u0000b"})
    void noNameLeadsOutOfTheFolder(String name) {
        String plain = Reports.folderOf(name);

        assertThat(plain).matches("[A-Za-z0-9_-]*\\.[0-9a-f]{8}");
        assertThat(plain).isNotEqualTo(Reports.folderOf(name + "/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "Grace \"=1\"", "ünï & co", "s1.zip", "...", "50% #2?"})
    void aNameOfAFolderStaysAndTheClassPageLinksToIt(String name) {
        Grade grade = named(name);
        ClassSummary summary = ClassSummary.of(List.of(grade), Similarity.none("no"));

        String page = ClassPage.html(summary, OPTIONS);

        assertThat(Reports.folderOf(name)).isEqualTo(name);
        assertThat(page).contains("href=\"" + Text.url(name) + "/report.html\"");
        assertThat(URI.create(Text.url(name)).getPath()).isEqualTo(name);
    }

    private static List<Grade> grades() {
        return Stream.of(SampleGrades.values()).map(SampleGrades::grade).toList();
    }

    private static Grade named(String name) {
        Grade full = SampleGrades.FULL.grade();
        return Grade.of(
                full.run(),
                new Submission(name, "1", "", "", List.of()),
                new Grade.Verdict(full.outcome(), full.messages(), full.tests()),
                full.integrity(),
                full.protections());
    }

    /** The one whose visible tests tell nothing that the hidden one keeps. */
    private static Grade hiddenFailureOnly() {
        Grade partial = SampleGrades.PARTIAL.grade();
        return Grade.of(
                partial.run(),
                partial.submission(),
                new Grade.Verdict(
                        partial.outcome(),
                        partial.messages(),
                        partial.tests().stream()
                                .filter(test -> test.id().contains("Step3Hidden"))
                                .toList()),
                partial.integrity(),
                partial.protections());
    }

    private static String decoded(Path file) throws IOException {
        String text = Files.readString(file);
        return file.endsWith("github-classroom.txt")
                ? new String(Base64.getDecoder().decode(text.strip()), StandardCharsets.UTF_8)
                : text;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
