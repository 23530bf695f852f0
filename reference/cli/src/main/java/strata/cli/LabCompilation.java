package strata.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import strata.kernel.Nullable;

/**
 * Compiles a lab for a node to run on. A folder of classes is named after what it was made from and
 * never changes: a node that runs keeps its classes while the student writes on, and the same
 * sources are compiled once.
 */
final class LabCompilation {
    private static final int FAULTS_SHOWN_MAX = 5;
    private static final int KEPT = 8;

    private final Lab lab;
    private final List<Path> classPath;
    private final Path home;

    /**
     * A compilation that has not happened yet.
     *
     * @param classPath what the lab may use
     */
    LabCompilation(Lab lab, List<Path> classPath) {
        this.lab = lab;
        this.classPath = classPath;
        this.home = House.state().resolve("labs").resolve(lab.name()).resolve("node");
    }

    /**
     * The folder with the classes of the layer and its descriptor.
     *
     * @throws CompileFault when the sources do not compile
     */
    Path main() {
        List<Path> sources = LabSources.filesUnder(lab.mainSources());
        if (sources.isEmpty()) {
            throw new CompileFault("there is no .java file in " + lab.mainSources());
        }
        return compiled(sources, lab.mainSources(), lab.mainResources());
    }

    /** The folder with one class of the tests, and what it uses of the others. */
    Path test(Path source) {
        return compiled(List.of(source), lab.testSources(), null);
    }

    /** Compiles the layer for the sake of having done it; nothing is kept, nothing is said. */
    void tryOut() {
        try {
            Files.createDirectories(home);
            Path fresh = Files.createTempDirectory(home, "new");
            try {
                compile(LabSources.filesUnder(lab.mainSources()), lab.mainSources(), fresh);
            } catch (CompileFault theStudents) {
                // As good for us as sources that compile.
            } finally {
                UpCommand.deleteTree(fresh);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new EnvironmentFault("cannot compile " + lab.name() + ": " + e, e);
        }
    }

    private Path compiled(List<Path> sources, Path sourceRoot, @Nullable Path resources) {
        try {
            Path classes = home.resolve(hash(sourceRoot, sources));
            if (Files.isDirectory(classes)) {
                Files.setLastModifiedTime(classes, FileTime.fromMillis(System.currentTimeMillis()));
                return classes;
            }
            Files.createDirectories(home);
            Path fresh = Files.createTempDirectory(home, "new");
            try {
                compile(sources, sourceRoot, fresh);
            } catch (CompileFault e) {
                UpCommand.deleteTree(fresh);
                throw e;
            }
            if (resources != null) {
                copyTree(resources, fresh);
            }
            Files.move(fresh, classes, StandardCopyOption.ATOMIC_MOVE);
            forgetOld();
            return classes;
        } catch (IOException | UncheckedIOException e) {
            throw new EnvironmentFault("cannot compile " + lab.name() + ": " + e, e);
        }
    }

    private void compile(List<Path> sources, Path sourceRoot, Path into) throws IOException {
        JavaCompiler compiler = LabSources.compiler();
        DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(faults, Locale.ROOT, StandardCharsets.UTF_8)) {
            List<String> options =
                    List.of(
                            "-proc:none",
                            "-g",
                            "--release",
                            "21",
                            "-sourcepath",
                            sourceRoot.toString(),
                            "-cp",
                            JavaProcess.classPath(classPath),
                            "-d",
                            into.toString());
            boolean good =
                    compiler.getTask(
                                    Writer.nullWriter(),
                                    files,
                                    faults,
                                    options,
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources))
                            .call();
            if (!good) {
                throw new CompileFault(text(faults.getDiagnostics()));
            }
        }
    }

    /**
     * File, line and message of the first faults, with the line and a caret under the place: in the
     * form of {@code strata test}.
     */
    private static String text(List<Diagnostic<? extends JavaFileObject>> diagnostics)
            throws IOException {
        List<Diagnostic<? extends JavaFileObject>> errors =
                diagnostics.stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR).toList();
        StringBuilder text = new StringBuilder();
        for (Diagnostic<? extends JavaFileObject> error :
                errors.subList(0, Math.min(errors.size(), FAULTS_SHOWN_MAX))) {
            JavaFileObject source = error.getSource();
            List<String> message = error.getMessage(Locale.ROOT).lines().toList();
            if (source != null) {
                text.append(placeOf(source)).append(':').append(error.getLineNumber());
                text.append(": ");
            }
            text.append(message.isEmpty() ? "" : message.get(0)).append('\n');
            text.append(source == null ? "" : excerpt(source, error));
            message.stream()
                    .skip(1)
                    .forEach(line -> text.append("    ").append(line.strip()).append('\n'));
        }
        int more = errors.size() - FAULTS_SHOWN_MAX;
        return text.append(more > 0 ? "and " + more + " more" : "").toString().stripTrailing();
    }

    private static String excerpt(JavaFileObject source, Diagnostic<? extends JavaFileObject> error)
            throws IOException {
        List<String> lines = source.getCharContent(true).toString().lines().toList();
        int line = (int) error.getLineNumber();
        if (line < 1 || line > lines.size()) {
            return "";
        }
        // The column of the compiler counts a tab as up to eight.
        String code = lines.get(line - 1).replace("\t", "        ");
        int indent = code.length() - code.stripLeading().length();
        long before = Math.max(0, error.getColumnNumber() - 1 - indent);
        String caret = " ".repeat((int) Math.min(before, code.length())) + "^";
        return "    " + code.strip() + "\n    " + caret + "\n";
    }

    /** As {@code strata test} names it: relative to the root of the repository, with slashes. */
    private static String placeOf(JavaFileObject source) {
        Path path = Path.of(source.toUri());
        Path root = House.root();
        return (path.startsWith(root) ? root.relativize(path) : path).toString().replace('\\', '/');
    }

    private String hash(Path sourceRoot, List<Path> sources) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(System.getProperty("java.home").getBytes(StandardCharsets.UTF_8));
            digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
            digest.update(sources.toString().getBytes(StandardCharsets.UTF_8));
            digest.update(JavaProcess.classPath(classPath).getBytes(StandardCharsets.UTF_8));
            for (Path source : LabSources.filesUnder(sourceRoot)) {
                digest.update(source.toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(source));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void forgetOld() throws IOException {
        try (Stream<Path> all = Files.list(home)) {
            List<Path> newestFirst =
                    all.sorted(Comparator.comparing(LabCompilation::usedAt).reversed()).toList();
            for (Path old :
                    new ArrayList<>(
                            newestFirst.subList(
                                    Math.min(KEPT, newestFirst.size()), newestFirst.size()))) {
                UpCommand.deleteTree(old);
            }
        }
    }

    private static FileTime usedAt(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
