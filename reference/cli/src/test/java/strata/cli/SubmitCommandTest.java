package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitCommandTest {
    private static final String SOURCES = "labs/01-log/src/main/java/strata/log/";

    @TempDir private Path folder;
    private TestHouse house;
    private Path zip;

    @BeforeEach
    void build() {
        house = new TestHouse(folder);
        zip = folder.resolve("out/mine.zip");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void justTheSourcesOfTheLabsAreInIt() throws IOException {
        house.write(SOURCES + "Another.java", "package strata.log;\nfinal class Another {}\n");

        int exitCode = house.run("submit", "1", "--to", zip.toString(), "--yes");

        assertThat(exitCode).isEqualTo(ExitCode.DONE);
        assertThat(names()).containsExactly(SOURCES + "Another.java", SOURCES + "Varints.java");
        assertThat(house.out())
                .contains(SOURCES + "Varints.java", "packed   " + zip)
                .contains("sha-256  " + Submission.sha256(Files.readAllBytes(zip)));
    }

    @Test
    void theSameSourcesGiveTheSameBytes() throws IOException {
        house.run("submit", "--to", zip.toString(), "--yes");
        byte[] first = Files.readAllBytes(zip);
        Files.setLastModifiedTime(
                folder.resolve(SOURCES + "Varints.java"), FileTime.fromMillis(1_000_000));

        house.run("submit", "--to", zip.toString(), "--yes");

        assertThat(Files.readAllBytes(zip)).isEqualTo(first);
    }

    @Test
    void linksAndOtherFilesAreLeftOutAndNamed() throws IOException {
        house.write("secret.java", "package strata.log;\n");
        house.write(SOURCES + "notes.txt", "mine");
        Files.createSymbolicLink(
                folder.resolve(SOURCES + "Link.java"), folder.resolve("secret.java"));
        Files.createSymbolicLink(folder.resolve(SOURCES + "more"), folder);

        house.run("submit", "--to", zip.toString(), "--yes");

        assertThat(names()).containsExactly(SOURCES + "Varints.java");
        assertThat(house.out())
                .contains("left out: " + SOURCES + "Link.java: a symbolic link")
                .contains("left out: " + SOURCES + "more: a symbolic link")
                .contains("left out: " + SOURCES + "notes.txt: not a .java file");
    }

    @Test
    void thePreviewTellsHolesAndStepsAndWhatTheGraderWillNotTake() {
        house.write(SOURCES + "Wrong.java", "package strata.kernel;\nfinal class Wrong {}\n");
        house.write(SOURCES + "Half.java", "package strata.log;\nfinal class Half {\n");
        house.write(
                ".strata/progress.json",
                """
                {"tests":{"BatchTest.itEnds":
                  {"step":"1.10","verdict":"PASSED","points":2,"atMs":5}}}
                """);

        house.run("submit", "--to", zip.toString(), "--yes");

        assertThat(house.out())
                .contains("1 of 3 visible tests passed", "1.1  not run yet", "1.10 passes")
                .contains("1.1  Varints.java:7  count the groups")
                .contains("warning:  Wrong.java is in package strata.kernel")
                .contains("warning:  Half.java does not compile: line ");
    }

    @Test
    void withoutAYesNothingIsPacked() {
        assertThat(house.run("submit", "--to", zip.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(Files.exists(zip)).isFalse();
        assertThat(house.err()).contains("--yes");
    }

    @Test
    void aLabThatIsNotOpenIsTold() {
        assertThat(house.run("submit", "2", "--yes")).isEqualTo(ExitCode.USAGE);
        assertThat(house.err()).contains("it comes with lab 2");
    }
}
