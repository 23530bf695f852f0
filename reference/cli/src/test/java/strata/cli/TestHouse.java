package strata.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/** A small repository in a temporary folder, and the command line run in it. */
final class TestHouse implements AutoCloseable {
    private static final String ROOT = "strata.root";

    final Path root;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    TestHouse(Path root) {
        this.root = root;
        System.setProperty(ROOT, root.toString());
        write("labs/01-log/pom.xml", "<project/>");
        write("labs/01-log/README.md", "# Lab 1: the log\n\nA story.\n");
        write(
                "labs/01-log/src/main/java/strata/log/Varints.java",
                """
                package strata.log;

                import strata.kernel.Todo;

                final class Varints {
                    static int sizeOf(int value) {
                        throw Todo.step("1.1", "count the groups");
                    }
                }
                """);
        write(
                "labs/01-log/src/test/java/strata/log/VarintsTest.java",
                """
                package strata.log;

                @Step(value = "1.1", concept = "varints", code = "LOG-101")
                final class VarintsTest {
                    @Claim("a small number takes one byte")
                    void smallTakesOne(Lesson lesson) {}

                    @Claim(value = "a large" + " one takes more", points = 3)
                    void largeTakesMore(Lesson lesson) {}
                }
                """);
        write(
                "labs/01-log/src/test/java/strata/log/BatchTest.java",
                """
                package strata.log;

                @strata.lessons.Step(value = "1.10", concept = "the end", code = "LOG-110")
                final class BatchTest {
                    @Claim(points = 2, value = "it ends")
                    void itEnds(Lesson lesson) {}

                    void noClaim() {}
                }
                """);
        write(
                "labs/01-log/hints/1.1.md",
                """
                # Step 1.1

                ## Nudge

                What is *zigzag*?

                ## Concept

                Seven bits a byte.

                ## Nearly there

                A loop.
                """);
        write("docs/failures/LOG-101.md", "# LOG-101: a varint is wrong\n\nLook at `Varints`.\n");
    }

    void write(String name, String text) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(String name) {
        try {
            return Files.readString(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the command line; {@link #out} and {@link #err} are what it said this time. */
    int run(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine strata = Main.commandLine(args);
        strata.setOut(new PrintWriter(out));
        strata.setErr(new PrintWriter(err));
        return strata.execute(args);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    @Override
    public void close() {
        System.clearProperty(ROOT);
    }
}
