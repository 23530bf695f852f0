package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabNodeTest {
    private static final String PROVIDER =
            "labs/01-log/src/main/java/strata/log/AppendLogLayer.java";

    @TempDir private Path folder;
    private TestHouse house;

    @BeforeEach
    void build() {
        house = new TestHouse(folder);
        house.write(
                "labs/01-log/src/main/resources/META-INF/strata/log",
                "provider=strata.log.AppendLogLayer\norigin=labs\n");
        house.write(
                PROVIDER,
                """
                package strata.log;

                public final class AppendLogLayer {
                    public AppendLogLayer() {
                        Varints.sizeOf(1);
                    }
                }
                """);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Lab lab() {
        return Lab.allOpen(folder).get(0);
    }

    private LabNode node(StringWriter err) {
        return new LabNode(List.of(lab()), ClassPathLayers.ofThisJvm(), new PrintWriter(err));
    }

    private List<String> up() {
        return List.of("up", "--port", "0", "--data", folder.resolve("data").toString());
    }

    @Test
    void aNodeThatComesToAHoleNamesTheStepAndShowsNoStackTrace()
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(node(new StringWriter()).command(up()))
                        .redirectErrorStream(true)
                        .start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(ExitCode.FAILED);
        assertThat(said)
                .contains("strata up: your log came to a hole: step 1.1 is still to be done")
                .contains("at Varints.java:7, in sizeOf")
                .contains("next: ./strata test 1.1")
                .doesNotContain("\tat ");
    }

    @Test
    void simulatedNodesRunOnTheStudentsClasses() throws IOException, InterruptedException {
        List<String> one = List.of("sim", "--scenario", "single-node", "--seeds", "1..1");
        Process process =
                new ProcessBuilder(node(new StringWriter()).simulation(one))
                        .redirectErrorStream(true)
                        .start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(ExitCode.FAILED);
        assertThat(said)
                .contains("strata sim: your log came to a hole: step 1.1 is still to be done")
                .contains("next: ./strata test 1.1")
                .doesNotContain("\tat ");
    }

    @Test
    void theStepsThatAreOpenAreToldBefore() {
        StringWriter err = new StringWriter();

        node(err).sayHoles();

        assertThat(err.toString()).contains("steps still open: 1.1 (", "./strata test 1.1");
    }

    @Test
    void theStudentsClassesTakeThePlaceOfTheReference() {
        List<String> command = node(new StringWriter()).command(up());

        String classPath = command.get(command.indexOf("-cp") + 1);
        ClassPathLayers layers =
                new ClassPathLayers(
                        Stream.of(classPath.split(java.io.File.pathSeparator, -1))
                                .map(Path::of)
                                .toList());
        assertThat(layers.origin("log")).isEqualTo("labs");
        assertThat(classPath).doesNotContain("reference-log").doesNotContain("01-log/target");
    }

    @Test
    void sourcesThatDoNotCompileAreToldWithTheLineAndACaret() {
        house.write(
                PROVIDER,
                """
                package strata.log;

                public final class AppendLogLayer {
                    int a = "one";
                }
                """);

        assertThatThrownBy(() -> node(new StringWriter()).command(up()))
                .isInstanceOf(CompileFault.class)
                .hasMessage(
                        """
                        labs/01-log/src/main/java/strata/log/AppendLogLayer.java:4: incompatible types: java.lang.String cannot be converted to int
                            int a = "one";
                                    ^\
                        """);
    }

    @Test
    void aNodeKeepsItsClassesWhileTheStudentWritesOn() throws IOException {
        LabCompilation compilation = compilation();
        Path before = compilation.main();
        house.write(
                "labs/01-log/src/main/java/strata/log/New.java",
                "package strata.log; class New {}");

        Path after = compilation().main();

        assertThat(after).isNotEqualTo(before);
        assertThat(Files.exists(before.resolve("strata/log/Varints.class"))).isTrue();
        assertThat(Files.exists(before.resolve("strata/log/New.class"))).isFalse();
        assertThat(Files.exists(after.resolve("strata/log/New.class"))).isTrue();
        assertThat(Files.readString(after.resolve("META-INF/strata/log"))).contains("origin=labs");
    }

    @Test
    void anEditedSourceIsCompiledAnew() {
        Path before = compilation().main();
        house.write(PROVIDER, house.read(PROVIDER).replace("sizeOf(1)", "sizeOf(2)"));

        assertThat(compilation().main()).isNotEqualTo(before);
    }

    @Test
    void theSameSourcesAreCompiledOnce() throws IOException {
        Path once = compilation().main();
        Path mark = Files.createFile(once.resolve("mark"));

        Path again = compilation().main();

        assertThat(again).isEqualTo(once);
        assertThat(Files.exists(mark)).isTrue();
    }

    private LabCompilation compilation() {
        return new LabCompilation(lab());
    }
}
