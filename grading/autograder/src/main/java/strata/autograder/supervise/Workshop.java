package strata.autograder.supervise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import strata.autograder.Lab;
import strata.autograder.grade.Visibility;
import strata.autograder.intake.Fingerprint;
import strata.autograder.rules.OwnClasses;
import strata.autograder.rules.Rules;
import strata.autograder.rules.SignatureProbe;
import strata.autograder.sandbox.Sandbox;
import strata.kernel.Nullable;
import strata.lessons.run.Suite;
import strata.lessons.run.SuiteRequest;
import strata.lessons.run.TestInfo;

/**
 * What all submissions of one run are graded with: the tests, compiled against the reference, the
 * jars, the rules and the walls. Made once.
 */
public final class Workshop implements AutoCloseable {
    /** Draws of tests depend on it and on the salt; the same for everybody. */
    static final long SEED = 1;

    private final Lab lab;
    private final Sandbox sandbox;
    private final Settings settings;
    private final Stage stage;
    private final Thread cleaner;
    private final List<Path> layerJars;
    private final List<Path> testJars;
    private final Map<Visibility, Path> testRoots = new TreeMap<>();
    private final Catalogue catalogue;
    private final SortedMap<String, byte[]> skeleton;
    private final Path reference;
    private final List<Path> below;
    private final String layers;
    private final Rules rules;
    private final SignatureProbe probe;
    private final String suiteHash;
    private @Nullable Path archive;

    /**
     * How to grade.
     *
     * @param salt of the course; empty for none
     * @param rulesOn whether the allow-list holds; off only to test what is behind it
     * @param watch the limits
     * @param marker by which processes of this run are found
     */
    public record Settings(String salt, boolean rulesOn, Watch watch, String marker) {}

    /**
     * Compiles and lists the tests of a lab. Whatever ends this JVM short of a kill takes the
     * workshop away with it.
     */
    public static Workshop open(Lab lab, Sandbox sandbox, Settings settings) throws IOException {
        Stage.deleteThoseOfTheDead();
        Stage stage = new Stage();
        Thread cleaner = new Thread(() -> leave(stage), "grader-cleaner");
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            return new Workshop(lab, sandbox, settings, stage, cleaner);
        } catch (IOException | RuntimeException e) {
            Runtime.getRuntime().removeShutdownHook(cleaner);
            cleanUp(stage);
            throw e;
        }
    }

    private static void leave(Stage stage) {
        Child.leave();
        for (int i = 0; i < 20; i++) {
            try {
                stage.close();
                return;
            } catch (UncheckedIOException busy) {
                // A worker writes there; it will notice.
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    private static void cleanUp(Stage stage) {
        Child.killAll();
        stage.close();
    }

    private Workshop(Lab lab, Sandbox sandbox, Settings settings, Stage stage, Thread cleaner)
            throws IOException {
        this.cleaner = cleaner;
        this.lab = lab;
        this.sandbox = sandbox;
        this.settings = settings;
        this.stage = stage;
        layerJars = Jars.ofLayers(stage);
        testJars = Jars.ofTests(stage, layerJars);
        layers = lab.layers();
        below = referencesBelow();
        skeleton = sources(lab.skeletonSources());
        OwnClasses ours = new OwnClasses(compiled(lab.referenceSources(), layerJars));
        reference = stage.writeClasses("reference", ours.bytes());
        Stage.copy(lab.resources(), reference);
        SortedMap<String, byte[]> tests = new TreeMap<>();
        tests.putAll(takeTests(Visibility.VISIBLE, lab.visibleTests()));
        tests.putAll(takeTests(Visibility.HIDDEN, lab.hiddenTests()));
        OwnClasses testClasses = new OwnClasses(tests);
        catalogue = list(testClasses);
        rules = new Rules(lab.ownPath(), new TreeSet<>(tests.keySet()));
        probe = new SignatureProbe(ours, testClasses, lab.ownPath());
        suiteHash = hash(tests);
    }

    /** The reference of each lab below, as a folder of its own. */
    private List<Path> referencesBelow() throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Lab lower : lab.below()) {
            SortedMap<String, byte[]> classes = compiled(lower.referenceSources(), layerJars);
            Path folder = stage.writeClasses("below/" + lower.folder(), classes);
            Stage.copy(lower.referenceResources(), folder);
            folders.add(folder);
        }
        return List.copyOf(folders);
    }

    private SortedMap<String, byte[]> takeTests(Visibility visibility, Path folder)
            throws IOException {
        if (!Files.isDirectory(folder)) {
            return new TreeMap<>();
        }
        List<Path> classPath = new ArrayList<>(testJars);
        classPath.addAll(on(reference));
        SortedMap<String, byte[]> classes = compiled(folder, classPath);
        testRoots.put(visibility, stage.writeClasses("tests/" + visibility.label(), classes));
        return classes;
    }

    private static SortedMap<String, byte[]> compiled(Path folder, List<Path> classPath)
            throws IOException {
        Compiled compiled = Compiler.compile(sources(folder), classPath);
        if (!compiled.succeeded()) {
            throw new IOException(
                    "our own " + folder + " does not compile: " + compiled.messages().get(0));
        }
        return compiled.classes();
    }

    static SortedMap<String, byte[]> sources(Path folder) throws IOException {
        SortedMap<String, byte[]> sources = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.filter(file -> file.toString().endsWith(".java")).toList()) {
                    sources.put(folder.relativize(each).toString(), Files.readAllBytes(each));
                }
            }
        }
        return sources;
    }

    private Catalogue list(OwnClasses testClasses) throws IOException {
        List<Catalogue.Listed> tests = new ArrayList<>();
        Map<String, String> classOf = new TreeMap<>();
        for (Map.Entry<Visibility, Path> root : testRoots.entrySet()) {
            SuiteRequest request =
                    new SuiteRequest(
                            on(reference),
                            List.of(root.getValue()),
                            List.of(),
                            "",
                            SEED,
                            Duration.ZERO,
                            "");
            for (TestInfo info : Suite.plan(request)) {
                tests.add(new Catalogue.Listed(info, root.getKey()));
                String simple = info.id().substring(0, info.id().indexOf('.'));
                String type =
                        testClasses.bytes().keySet().stream()
                                .filter(name -> name.endsWith("/" + simple))
                                .findFirst()
                                .orElse(lab.ownPath() + simple);
                if (classOf.put(info.id(), type) != null) {
                    throw new IOException("two tests are called " + info.id());
                }
            }
        }
        if (tests.isEmpty()) {
            throw new IOException("lab " + lab.number() + " has no tests");
        }
        return new Catalogue(tests, classOf);
    }

    private String hash(Map<String, byte[]> tests) throws IOException {
        Fingerprint hash = new Fingerprint();
        for (Map.Entry<String, byte[]> each : tests.entrySet()) {
            hash.add(each.getKey()).add(each.getValue());
        }
        for (Path jar : testJars) {
            String name = jar.getFileName().toString();
            if (!name.startsWith("strata.autograder") && !name.startsWith("strata-autograder")) {
                hash.add(name).add(Files.readAllBytes(jar));
            }
        }
        skeleton.forEach((name, text) -> hash.add(name).add(text));
        for (Lab lower : lab.below()) {
            sources(lower.referenceSources()).forEach((name, text) -> hash.add(name).add(text));
        }
        return hash.hex();
    }

    Lab lab() {
        return lab;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** How it grades. */
    public Settings settings() {
        return settings;
    }

    Stage stage() {
        return stage;
    }

    /** What a submission is compiled with. */
    List<Path> layerJars() {
        return layerJars;
    }

    /** What tests are run with. */
    List<Path> testJars() {
        return testJars;
    }

    /** What the compiler of a submission may read. */
    List<Path> readableToCompile() {
        List<Path> readable = new ArrayList<>(testJars);
        if (archive != null) {
            readable.add(archive);
        }
        return readable;
    }

    String strataVersion() {
        String version = Workshop.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /** The folder with the tests; null when there are none of that kind. */
    @Nullable
    Path testRoot(Visibility visibility) {
        return testRoots.get(visibility);
    }

    /** The classes of the reference. */
    Path reference() {
        return reference;
    }

    /** Classes of the lab's layer, and the layers below them. */
    List<Path> on(Path layer) {
        List<Path> all = new ArrayList<>(List.of(layer));
        all.addAll(below);
        return all;
    }

    /** What a grade says that it ran on. */
    String layers() {
        return layers;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /** How many tests there are. */
    public int testCount() {
        return catalogue.tests().size();
    }

    /** The sources of the skeleton by their paths. */
    SortedMap<String, byte[]> skeleton() {
        return skeleton;
    }

    Rules rules() {
        return rules;
    }

    SignatureProbe probe() {
        return probe;
    }

    String suiteHash() {
        return suiteHash;
    }

    @Nullable
    Path archive() {
        return archive;
    }

    void useArchive(Path made) {
        archive = made;
    }

    /** Ends all processes of this run, and takes its folder away. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException endingAlready) {
            return; // The cleaner is at it.
        }
        cleanUp(stage);
    }
}
