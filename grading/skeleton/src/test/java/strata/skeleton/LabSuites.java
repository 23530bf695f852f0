package strata.skeleton;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import strata.lessons.run.Suite;
import strata.lessons.run.SuiteRequest;
import strata.lessons.run.TestOutcome;

/**
 * A lab's suites, compiled once and run on any variant of the lab's sources, all in this JVM.
 *
 * <p>The suites are compiled against the skeleton: what a student cannot see, no test may use.
 */
final class LabSuites {
    private static final List<String> OPTIONS =
            List.of("--release", "21", "-proc:none", "-implicit:none", "-nowarn", "-g");

    private static final long SEED = 1;

    private final Path root;
    private final Lab lab;
    private final Path scratch;
    private final List<Path> below = new ArrayList<>();
    private final List<Path> visible;
    private final List<Path> hidden;

    private LabSuites(Path root, Lab lab, Path scratch, Path skeletonClasses) throws IOException {
        this.root = root;
        this.lab = lab;
        this.scratch = scratch;
        for (Lab lower : lab.below()) {
            below.add(reference(lower));
        }
        this.visible = compiled("visible", visibleSources(root, lab), skeletonClasses);
        this.hidden = compiled("hidden", hiddenSources(root, lab), skeletonClasses);
    }

    /**
     * Compiles the suites of a lab.
     *
     * @param scratch an empty folder
     */
    static LabSuites compile(Path root, Lab lab, Path scratch) throws IOException {
        Path skeleton = scratch.resolve("skeleton");
        javac(SkeletonTree.read(lab.labSources(root)), skeleton, List.of());
        return new LabSuites(root, lab, scratch, skeleton);
    }

    /** The classes of a finished layer, with its descriptor. */
    private Path reference(Lab lower) throws IOException {
        Path classes = scratch.resolve("below").resolve(lower.folder());
        javac(SkeletonTree.cut(root, lower, step -> false), classes, List.of());
        SkeletonTree.write(
                classes.resolve("META-INF"),
                SkeletonTree.read(lower.referenceResources(root).resolve("META-INF")));
        return classes;
    }

    /** The layers below the lab's. */
    List<Path> below() {
        return below;
    }

    private static Map<String, String> visibleSources(Path root, Lab lab) throws IOException {
        return SkeletonTree.read(lab.room(root).resolve("src/test/java"));
    }

    private static Map<String, String> hiddenSources(Path root, Lab lab) throws IOException {
        return SkeletonTree.read(
                root.resolve("grading/hidden").resolve(lab.folder()).resolve("src/main/java"));
    }

    private List<Path> compiled(String name, Map<String, String> sources, Path layer)
            throws IOException {
        Path classes = scratch.resolve(name);
        javac(sources, classes, List.of(layer));
        return List.of(classes);
    }

    /** All labs, or the one that {@code -Dstrata.lab=2} names. */
    static List<Lab> labs() {
        String only = System.getProperty("strata.lab", "");
        return Lab.ALL.stream()
                .filter(lab -> only.isEmpty() || only.equals(String.valueOf(lab.number())))
                .toList();
    }

    /** The classes of the committed skeleton. */
    Path skeletonClasses() {
        return scratch.resolve("skeleton");
    }

    /** The classes of the visible tests, and of the questions beside them. */
    Path visibleClasses() {
        return visible.get(0);
    }

    /** Compiles the lab with some holes open; returns the folder of its classes. */
    Path variant(String name, Predicate<String> open) throws IOException {
        Path classes = scratch.resolve(name);
        javac(SkeletonTree.cut(root, lab, open), classes, List.of());
        return classes;
    }

    /** Runs the visible tests on a layer; only those of some steps, when any is named. */
    List<TestOutcome> runVisible(Path layer, List<String> steps) {
        return run(layer, visible, steps);
    }

    /** Runs the hidden tests on a layer; only those of some steps, when any is named. */
    List<TestOutcome> runHidden(Path layer, List<String> steps) {
        return run(layer, hidden, steps);
    }

    /** Runs both. */
    List<TestOutcome> runAll(Path layer, List<String> steps) {
        List<TestOutcome> all = new ArrayList<>(runVisible(layer, steps));
        all.addAll(runHidden(layer, steps));
        return all;
    }

    private List<TestOutcome> run(Path layer, List<Path> tests, List<String> steps) {
        List<Path> layers = new ArrayList<>(List.of(layer));
        layers.addAll(below);
        SuiteRequest request =
                new SuiteRequest(
                        layers, tests, steps, "", SEED, Duration.ZERO, "layers: a variant");
        return Suite.run(request, event -> {});
    }

    /** Compiles sources, given as file to text, into a folder. */
    static void javac(Map<String, String> sources, Path classes, List<Path> more)
            throws IOException {
        Files.createDirectories(classes);
        if (sources.isEmpty()) {
            return;
        }
        List<JavaFileObject> objects = new ArrayList<>();
        sources.forEach((file, text) -> objects.add(new SourceText(file, text)));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            List<Path> classPath = new ArrayList<>(more);
            for (String entry :
                    System.getProperty("java.class.path")
                            .split(System.getProperty("path.separator"), -1)) {
                classPath.add(Path.of(entry));
            }
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
            boolean compiled =
                    compiler.getTask(new PrintWriter(said), files, null, OPTIONS, null, objects)
                            .call();
            if (!compiled) {
                throw new IllegalStateException("does not compile:\n" + said);
            }
        }
    }

    private static final class SourceText extends SimpleJavaFileObject {
        private final String text;

        SourceText(String file, String text) {
            super(URI.create("string:///" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
