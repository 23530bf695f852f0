package strata.lessons.labs;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles the sources of labs in this JVM, by the JDK's own compiler; what is up to date is left
 * alone. One instance may compile often: the compiler remembers what jars hold.
 */
public final class LabCompiler implements AutoCloseable {
    private static final int PROBLEMS_MAX = 100;

    private final Path root;
    private final List<Path> layerClassPath;
    private final List<Path> testClassPath;
    private final JavaCompiler javac;
    private final StandardJavaFileManager files;

    /**
     * A compiler.
     *
     * @param root of the repository
     * @param layerClassPath what a layer may use: the kernel and slf4j-api
     * @param testClassPath what tests may use besides the layers
     * @throws IllegalStateException when this Java has no compiler
     */
    public LabCompiler(Path root, List<Path> layerClassPath, List<Path> testClassPath) {
        this.root = root;
        this.layerClassPath = List.copyOf(layerClassPath);
        this.testClassPath = List.copyOf(testClassPath);
        JavaCompiler found = ToolProvider.getSystemJavaCompiler();
        if (found == null) {
            throw new IllegalStateException("this Java has no compiler");
        }
        this.javac = found;
        this.files = found.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
    }

    /**
     * Compiles a lab's layer into {@link Lab#classes}.
     *
     * @return why it does not compile, in the order of the sources; empty when it does, and then
     *     the classes are there; else the earlier ones stay
     * @throws IOException when a file cannot be read or written
     */
    public List<CompileProblem> compileLayer(Lab lab) throws IOException {
        Room room = new Room(lab.sources(root), lab.resources(root), lab.classes(root), List.of());
        return compile(room, layerClassPath);
    }

    /**
     * A copy of the classes of a layer that never changes, for a program that goes on while the
     * student does. It is named after what is in it: the same classes are kept once.
     *
     * @throws IOException when a file cannot be read or written
     */
    public Path keep(Lab lab) throws IOException {
        Path classes = lab.classes(root);
        try (FileChannel file = FileChannel.open(lockOf(classes), CREATE, WRITE)) {
            file.lock();
            return KeptClasses.of(classes, classes.resolveSibling("node"));
        }
    }

    /**
     * Compiles one class of a lab's tests, and what it uses of the others: no other test has to
     * compile for it.
     *
     * @param layers the classes that it uses: folders or jars
     * @return as for {@link #compileLayer}; the classes are in {@link Lab#questionClasses}
     * @throws IOException when a file cannot be read or written
     */
    public List<CompileProblem> compileQuestions(Lab lab, Path source, List<Path> layers)
            throws IOException {
        List<Path> classPath = new ArrayList<>(layers);
        classPath.addAll(testClassPath);
        Path tests = lab.tests(root);
        List<String> options = List.of("-sourcepath", tests.toString(), "-implicit:class");
        Room room =
                new Room(tests, tests.resolve("none"), lab.questionClasses(root), options)
                        .withUnits(List.of(source));
        return compile(room, classPath);
    }

    /**
     * Compiles a lab's tests into {@link Lab#testClasses}.
     *
     * @param layers the classes that they test: folders or jars
     * @return as for {@link #compileLayer}
     * @throws IOException when a file cannot be read or written
     */
    public List<CompileProblem> compileTests(Lab lab, List<Path> layers) throws IOException {
        List<Path> classPath = new ArrayList<>(layers);
        classPath.addAll(testClassPath);
        Path resources = lab.tests(root).resolveSibling("resources");
        // Which method does not fit, rather than which of its arguments.
        List<String> options = List.of("-Xdiags:verbose");
        return compile(
                new Room(lab.tests(root), resources, lab.testClasses(root), options), classPath);
    }

    /**
     * Compiles a lab's layer and tests once more, to nowhere: the compiler's own code gets warm,
     * and the next compilation takes half the time. Classes and problems stay as they are.
     *
     * @param layers as for {@link #compileTests}
     * @return whether everything compiled
     * @throws IOException when a file cannot be read or written
     */
    public boolean rehearse(Lab lab, List<Path> layers) throws IOException {
        Path nowhere = Files.createTempDirectory("strata-rehearsal");
        List<Path> classPath = new ArrayList<>(layers);
        classPath.addAll(testClassPath);
        try {
            Room layer = new Room(lab.sources(root), nowhere, nowhere, List.of());
            Room tests = new Room(lab.tests(root), nowhere, nowhere, List.of());
            List<CompileProblem> problems = new ArrayList<>(javac(layer, nowhere, layerClassPath));
            problems.addAll(javac(tests, nowhere, classPath));
            return problems.isEmpty();
        } finally {
            SourceTree.delete(nowhere);
        }
    }

    /**
     * Forgets what the classes of a lab were made of, so that they are compiled again.
     *
     * @throws IOException when a file cannot be deleted
     */
    public void forget(Lab lab) throws IOException {
        Files.deleteIfExists(stampOf(lab.classes(root)));
        Files.deleteIfExists(stampOf(lab.testClasses(root)));
    }

    @Override
    public void close() throws IOException {
        files.close();
    }

    /** What is compiled, to where, and options of its own. */
    private record Room(
            Path sources, Path resources, Path classes, List<String> options, List<Path> chosen) {
        Room(Path sources, Path resources, Path classes, List<String> options) {
            this(sources, resources, classes, options, List.of());
        }

        Room withUnits(List<Path> units) {
            return new Room(sources, resources, classes, options, units);
        }

        /** What the compiler is given: what was chosen, or else every source. */
        List<Path> units() throws IOException {
            return chosen.isEmpty()
                    ? SourceTree.state(List.of(sources)).keySet().stream()
                            .filter(file -> file.toString().endsWith(".java"))
                            .toList()
                    : chosen;
        }

        List<Path> files() {
            return List.of(sources, resources);
        }
    }

    private List<CompileProblem> compile(Room room, List<Path> classPath) throws IOException {
        Path classes = room.classes();
        String madeOf = madeOf(room.files(), classPath);
        Path stamp = stampOf(classes);
        if (Files.isDirectory(classes)
                && Files.exists(stamp)
                && Files.readString(stamp).equals(madeOf)) {
            return List.of();
        }
        Files.createDirectories(classes.resolveSibling("."));
        // Another command may compile at the same time.
        try (FileChannel file = FileChannel.open(lockOf(classes), CREATE, WRITE)) {
            // Held until the file is closed.
            file.lock();
            return replace(room, classPath);
        }
    }

    private List<CompileProblem> replace(Room room, List<Path> classPath) throws IOException {
        Path classes = room.classes();
        String madeOf = madeOf(room.files(), classPath);
        Path stamp = stampOf(classes);
        Path fresh = beside(classes, "new");
        Path old = beside(classes, "old");
        SourceTree.delete(fresh);
        Files.createDirectories(fresh);
        try {
            List<CompileProblem> problems = javac(room, fresh, classPath);
            if (!problems.isEmpty()) {
                return problems;
            }
            SourceTree.copy(room.resources(), fresh);
            Files.deleteIfExists(stamp);
            if (Files.exists(classes)) {
                Files.move(classes, old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(fresh, classes, StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(stamp, madeOf);
            return List.of();
        } finally {
            SourceTree.delete(fresh);
            SourceTree.delete(old);
        }
    }

    private static Path lockOf(Path classes) {
        return classes.resolveSibling("lock");
    }

    private static Path stampOf(Path classes) {
        return classes.resolveSibling(classes.getFileName() + ".stamp");
    }

    private static Path beside(Path classes, String what) {
        return classes.resolveSibling(
                classes.getFileName() + "." + what + "." + ProcessHandle.current().pid());
    }

    /** What classes are made of, as text: an equal one makes equal classes. */
    private static String madeOf(List<Path> sources, List<Path> classPath) throws IOException {
        StringBuilder text = new StringBuilder("Java " + Runtime.version() + "\n");
        for (Path entry : classPath) {
            // A folder of classes is replaced as a whole, and its stamp with it.
            Path told = stampOf(entry);
            Path looked = Files.isDirectory(entry) && Files.exists(told) ? told : entry;
            text.append(entry).append(' ').append(Files.getLastModifiedTime(looked)).append('\n');
        }
        Map<Path, String> state = SourceTree.state(sources);
        state.forEach((file, time) -> text.append(file).append(' ').append(time).append('\n'));
        return text.toString();
    }

    private List<CompileProblem> javac(Room room, Path classes, List<Path> classPath)
            throws IOException {
        List<Path> units = room.units();
        List<String> options = new ArrayList<>(room.options());
        if (!options.contains("-implicit:class")) {
            options.add("-implicit:none");
        }
        options.addAll(List.of("--release", "21", "-proc:none", "-g"));
        options.addAll(List.of("-nowarn", "-Xlint:none", "-encoding", "UTF-8"));
        options.addAll(List.of("-d", classes.toString(), "-classpath", joined(classPath)));
        DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
        boolean compiled =
                javac.getTask(
                                Writer.nullWriter(),
                                files,
                                told,
                                options,
                                null,
                                files.getJavaFileObjectsFromPaths(units))
                        .call();
        if (compiled) {
            return List.of();
        }
        List<CompileProblem> problems = problems(told.getDiagnostics());
        return problems.isEmpty()
                ? List.of(
                        new CompileProblem(
                                "", 0, 0, "", "the compiler failed and does not say why"))
                : problems;
    }

    private List<CompileProblem> problems(List<Diagnostic<? extends JavaFileObject>> told) {
        // By file and line; the compiler's own order is that of its phases.
        Map<String, CompileProblem> sorted = new TreeMap<>();
        for (Diagnostic<? extends JavaFileObject> one : told) {
            if (one.getKind() == Diagnostic.Kind.ERROR && sorted.size() < PROBLEMS_MAX) {
                CompileProblem problem = problem(one);
                String place =
                        String.format(
                                Locale.ROOT,
                                "%s %8d %8d %s",
                                problem.file(),
                                problem.line(),
                                problem.column(),
                                problem.message());
                sorted.put(place, problem);
            }
        }
        return List.copyOf(sorted.values());
    }

    private CompileProblem problem(Diagnostic<? extends JavaFileObject> told) {
        JavaFileObject file = told.getSource();
        String message = String.valueOf(told.getMessage(Locale.ROOT));
        if (file == null) {
            return new CompileProblem("", 0, 0, "", message);
        }
        Path path = Path.of(file.toUri());
        String name = path.startsWith(root) ? root.relativize(path).toString() : path.toString();
        long line = Math.max(0, told.getLineNumber());
        long column = Math.max(0, told.getColumnNumber());
        return new CompileProblem(name.replace('\\', '/'), line, column, line(file, line), message);
    }

    private static String line(JavaFileObject file, long number) {
        try {
            return file.getCharContent(true)
                    .toString()
                    .lines()
                    .skip(Math.max(0, number - 1))
                    .findFirst()
                    .orElse("")
                    // The column of the compiler counts a tab as up to eight.
                    .replace("\t", "        ");
        } catch (IOException gone) {
            return "";
        }
    }

    private static String joined(List<Path> classPath) {
        List<String> entries = new ArrayList<>();
        classPath.forEach(entry -> entries.add(entry.toString()));
        return String.join(File.pathSeparator, entries);
    }
}
