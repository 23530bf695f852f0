package strata.lessons.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteTest {
    private static final String FACTS = "package strata.segments; interface Facts { }";
    private static final String TEST =
            """
            package strata.segments;
            import strata.lessons.Claim;
            import strata.lessons.Lesson;
            import strata.lessons.Step;
            @Step(value = "2.1", concept = "packages", code = "SEG-201")
            class FactsTest {
                record Own() implements Facts {}
                @Claim(value = "It is of the layer's package", points = 1)
                void isOfTheLayersPackage(Lesson lesson) {
                    lesson.expect("facts", true, new Own() instanceof Facts);
                }
            }
            """;

    @TempDir Path folder;

    @Test
    void aRunTakesLayersFromItsRootsThoughTheRunnerHasSomeToo() throws IOException {
        Path layer = compiled("layer", "Facts", FACTS);
        Path tests = compiled("tests", "FactsTest", TEST);
        SuiteRequest request =
                new SuiteRequest(
                        List.of(layer), List.of(tests), List.of(), "", 1, Duration.ZERO, "");

        assertThat(Suite.plan(request)).extracting(TestInfo::id).hasSize(1);
        List<SuiteEvent> events = new ArrayList<>();
        Suite.run(request, events::add);
        assertThat(events.toString()).contains("isOfTheLayersPackage").contains("PASSED");
    }

    private Path compiled(String root, String type, String text) throws IOException {
        Path source = folder.resolve(root + "-src/strata/segments/" + type + ".java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, text);
        Path classes = Files.createDirectories(folder.resolve(root));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String path = System.getProperty("java.class.path");
        int failed = compiler.run(null, null, null, "-d", "" + classes, "-cp", path, "" + source);
        assertThat(failed).isZero();
        return classes;
    }
}
