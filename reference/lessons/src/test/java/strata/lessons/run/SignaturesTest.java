package strata.lessons.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.lessons.labs.CompileProblem;
import strata.lessons.labs.Lab;
import strata.lessons.labs.LabCompiler;

/** Asks the compiler itself: what it says differs from one kind of change to the other. */
class SignaturesTest {
    private static final String TEST =
            """
            package strata.log;
            class ThingTest {
                int all(Thing thing, byte[] bytes) {
                    int sum = Thing.two(1, 2);
                    sum += thing.size();
                    sum += new Thing(7).count;
                    return sum;
                }
            }
            """;
    private static final String THING =
            """
            package strata.log;
            class Thing {
                int count;
                Thing(int count) {}
                static int two(int a, int b) { return 3; }
                int size() { return 1; }
            }
            """;

    @TempDir private Path root;

    @BeforeEach
    void writeTest() throws IOException {
        Path tests = Files.createDirectories(Lab.of(1).tests(root).resolve("strata/log"));
        Files.createDirectories(Lab.of(1).sources(root).resolve("strata/log"));
        Files.writeString(tests.resolve("ThingTest.java"), TEST);
    }

    private List<String> changed(String from, String to) throws IOException {
        Path sources = Lab.of(1).sources(root);
        Files.writeString(sources.resolve("strata/log/Thing.java"), THING.replace(from, to));
        try (LabCompiler compiler = new LabCompiler(root, List.of(), List.of())) {
            assertThat(compiler.compileLayer(Lab.of(1))).as(to).isEmpty();
            List<CompileProblem> problems =
                    compiler.compileTests(Lab.of(1), List.of(Lab.of(1).classes(root)));
            Signatures signatures = new Signatures(List.of(sources));
            return problems.stream().map(one -> signatures.changed(one).orElse("?")).toList();
        }
    }

    @Test
    void aChangeIsNamedWhateverTheCompilerCallsIt() throws IOException {
        assertThat(changed("", "")).isEmpty();
        assertThat(changed("int a, int b", "int a")).containsExactly("Thing.two");
        assertThat(changed("int a, int b", "byte[] a, int b")).containsExactly("Thing.two");
        assertThat(changed("int two(int a, int b)", "long two(int a, int b)"))
                .containsExactly("Thing.two");
        assertThat(changed("static int two", "private static int two"))
                .containsExactly("Thing.two");
        assertThat(changed("static int two", "static int three")).containsExactly("Thing.two");
        assertThat(changed("int size()", "int size(int more)")).containsExactly("Thing.size");
        assertThat(changed("int size()", "int length()")).containsExactly("Thing.size");
        assertThat(changed("Thing(int count) {}", "Thing() {} Thing(int a, int b) {}"))
                .containsExactly("Thing's constructor");
        assertThat(changed("Thing(int count) {}", "Thing(String count) {}"))
                .containsExactly("Thing's constructor");
        assertThat(changed("int count;", "int length;")).containsExactly("Thing.count");
    }
}
