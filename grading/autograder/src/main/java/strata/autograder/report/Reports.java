package strata.autograder.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import strata.autograder.grade.Grade;
import strata.autograder.grade.GradeJson;

/**
 * Writes every report.
 *
 * <pre>
 *   OUT/class.html  class.json  grades.csv
 *   OUT/NAME/report.html  results.json  classroom50.json  github-classroom.txt  junit.xml
 *            autolab.txt  prairielearn.json
 * </pre>
 *
 * {@code OUT/NAME/grade.json} is the grader's.
 */
public final class Reports {
    private Reports() {}

    /** Writes the reports of a class whose sources nobody compared. */
    public static void write(List<Grade> grades, Path out, ReportOptions options)
            throws IOException {
        write(grades, Similarity.none("The sources were not compared."), out, options);
    }

    /**
     * Writes the reports of each submission and of the class. The same grades give the same bytes.
     *
     * @throws IOException if a file cannot be written
     */
    public static void write(
            List<Grade> grades, Similarity similarity, Path out, ReportOptions options)
            throws IOException {
        Files.createDirectories(out);
        for (Grade grade : grades) {
            writeOne(grade, out.resolve(folderOf(grade.submission().name())), options);
        }
        ClassSummary summary = ClassSummary.of(grades, similarity);
        GradeJson.replace(out.resolve("grades.csv"), GradeBook.csv(grades));
        GradeJson.replace(out.resolve("class.json"), GradeJson.writeAny(summary));
        GradeJson.replace(out.resolve("class.html"), ClassPage.html(summary, options));
    }

    /** Writes the reports of one submission into its folder. */
    public static void writeOne(Grade grade, Path folder, ReportOptions options)
            throws IOException {
        Files.createDirectories(folder);
        GradeJson.replace(folder.resolve("report.html"), StudentPage.html(grade, options));
        GradeJson.replace(folder.resolve("results.json"), Gradescope.results(grade, options));
        GradeJson.replace(folder.resolve("classroom50.json"), Classroom50.result(grade, options));
        GradeJson.replace(
                folder.resolve("github-classroom.txt"),
                GithubClassroom.result(grade, options) + "\n");
        GradeJson.replace(folder.resolve("junit.xml"), JunitXml.report(grade, options));
        GradeJson.replace(folder.resolve("autolab.txt"), Autolab.lines(grade, options));
        GradeJson.replace(
                folder.resolve("prairielearn.json"), PrairieLearn.results(grade, options));
    }

    /**
     * The folder of a submission, where the grader puts its grade too: its name, which was that of
     * a folder or file already. A name that leads elsewhere becomes a plain one with a checksum.
     */
    public static String folderOf(String name) {
        if (name.length() <= 200 && !name.matches("\\.{0,2}|.*[/\\\\\\x00-\\x1f].*")) {
            return name;
        }
        CRC32C crc = new CRC32C();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        String plain = name.replaceAll("[^A-Za-z0-9_-]+", "_");
        return (plain.length() > 60 ? plain.substring(0, 60) : plain)
                + "."
                + HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
