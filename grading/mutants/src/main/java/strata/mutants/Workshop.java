package strata.mutants;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import strata.lessons.run.Suite;
import strata.lessons.run.SuiteRequest;
import strata.lessons.run.TestOutcome;

/**
 * Compiles a lab's tests once, its reference as often as it has bugs, and runs the one on the
 * other.
 */
public final class Workshop {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PATIENCE_WITH_LOOPS = Duration.ofSeconds(2);

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final Path sources;
    private final Path scratch;
    private final Path reference;
    private final List<Path> below = new ArrayList<>();
    private final Path tests;
    private final String layers;
    private int compiled;

    /**
     * @param root of the repository
     * @param lab as {@code 01-log}
     * @param scratch an empty folder
     */
    public Workshop(Path root, String lab, Path scratch) {
        this.sources = root.toAbsolutePath().resolve("reference/" + lab + "/src/main/java");
        this.scratch = scratch;
        this.layers = "layers: " + lab.substring(lab.indexOf('-') + 1) + "=mutant";
        for (Path lower : labsBelow(root.toAbsolutePath(), lab)) {
            below.add(compile(sourcesIn(lower.resolve("src/main/java")), classPath()));
            // What says that the layer is there.
            below.add(lower.resolve("src/main/resources"));
        }
        this.reference = compile(sourcesIn(sources), classPath());
        List<JavaFileObject> all =
                new ArrayList<>(
                        sourcesIn(root.resolve("grading/hidden/" + lab + "/src/main/java")));
        all.addAll(sourcesIn(root.resolve("labs/" + lab + "/src/test/java")));
        this.tests = compile(all, classPath() + reference);
    }

    /** The rooms of the reference's layers below a lab, lowest first. */
    private static List<Path> labsBelow(Path root, String lab) {
        try (Stream<Path> rooms = Files.list(root.resolve("reference"))) {
            return rooms.filter(room -> String.valueOf(room.getFileName()).matches("0\\d-.*"))
                    .filter(room -> String.valueOf(room.getFileName()).compareTo(lab) < 0)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of the reference's classes. */
    public Path reference() {
        return reference;
    }

    /**
     * Compiles the one file of the reference that has a bug in it.
     *
     * @return the folder of its classes
     * @throws MutantFault when there is no such file, or it does not compile
     */
    public Path compile(Mutant mutant) throws IOException {
        Path file = sources.resolve(mutant.file());
        if (!Files.exists(file)) {
            throw new MutantFault("mutant " + mutant.name() + ": there is no " + mutant.file());
        }
        String source = mutant.applyTo(Files.readString(file));
        // That file alone, before the classes of the others: a constant that it changes would be in
        // the others as it was, and its mutant would survive, which is noticed.
        List<JavaFileObject> changed = List.of(new SourceText(file.toUri(), source));
        try {
            return compile(changed, classPath() + reference);
        } catch (MutantFault fault) {
            throw new MutantFault("mutant " + mutant.name() + ": " + fault.getMessage());
        }
    }

    /**
     * Runs tests on compiled classes, and on the reference for what they lack.
     *
     * @param changed the folder of the classes with the bug
     * @param only ids or steps of tests; empty for all, visible and hidden
     * @param loops whether a test is given up after two seconds; else it has minutes
     */
    public List<TestOutcome> run(Path changed, List<String> only, boolean loops, String salt) {
        List<Path> roots = new ArrayList<>(List.of(changed, reference));
        roots.addAll(below);
        return Suite.run(
                new SuiteRequest(
                        roots,
                        List.of(tests),
                        only,
                        salt,
                        1L,
                        loops ? PATIENCE_WITH_LOOPS : PATIENCE,
                        layers),
                event -> {});
    }

    private Path compile(List<JavaFileObject> units, String classPath) {
        Path out = scratch.resolve("classes" + compiled++);
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-d", out.toString(), "-cp", classPath, "--release", "21", "-proc:none");
        try (StandardJavaFileManager files = fileManager()) {
            if (!compiler.getTask(messages, files, null, options, null, units).call()) {
                throw new MutantFault("does not compile:\n" + messages);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }

    private StandardJavaFileManager fileManager() {
        return compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
    }

    private List<JavaFileObject> sourcesIn(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> paths = found.filter(p -> p.toString().endsWith(".java")).sorted().toList();
            List<JavaFileObject> objects = new ArrayList<>();
            for (Path path : paths) {
                objects.add(new SourceText(path.toUri(), Files.readString(path)));
            }
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** That of this JVM, ready for one more. */
    private static String classPath() {
        return System.getProperty("java.class.path", "")
                + System.getProperty("path.separator", ":");
    }

    /** A source file, which need not be as it is on the disk. */
    private static final class SourceText extends SimpleJavaFileObject {
        private final String text;

        SourceText(URI uri, String text) {
            super(uri, Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
