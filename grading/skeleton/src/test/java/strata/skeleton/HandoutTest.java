package strata.skeleton;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is in a handout of this repository, and above all what is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HandoutTest {
    // Fewer lines of a solution may well stand elsewhere by chance.
    private static final int TELLING_LINES = 3;
    private static final int TELLING_CHARS = 50;

    /** What a list of arguments that are passed on has not. */
    private static final Pattern THOUGHT = Pattern.compile("[-=<>?!+|&]|return|throw|if\\(");

    private final Path root = Path.of(System.getProperty("strata.root"));
    private Path handout;

    @BeforeAll
    void cut(@TempDir Path folder) throws IOException, InterruptedException {
        handout = folder.resolve("handout");
        new Handout(root, handout).write();
    }

    @Test
    void whatMakesTheHouseRunIsThere() {
        for (String file :
                List.of(
                        "strata",
                        "strata.cmd",
                        "mvnw",
                        "pom.xml",
                        ".gitignore",
                        ".mvn/jvm.config",
                        "config/forbidden/determinism.txt",
                        "reference/kernel/pom.xml",
                        "reference/lessons/pom.xml",
                        "labs/pom.xml",
                        "labs/01-log/README.md",
                        "labs/01-log/src/main/java/strata/log/Varints.java",
                        "labs/01-log/src/main/resources/META-INF/strata/log",
                        "labs/01-log/src/test/java/strata/log/VarintsTest.java",
                        "labs/02-segments/README.md",
                        "labs/02-segments/src/main/resources/META-INF/strata/segments",
                        "labs/03-replication/README.md",
                        "labs/03-replication/src/main/resources/META-INF/strata/replication",
                        "labs/04-consumer-groups/README.md",
                        "labs/04-consumer-groups/src/main/resources/META-INF/strata/groups",
                        "labs/05-transactions/README.md",
                        "labs/05-transactions/src/main/resources/META-INF/strata/transactions",
                        "docs/glossary.md",
                        "README.md",
                        "AGENTS.md",
                        ".github/workflows/labs.yml")) {
            assertThat(handout.resolve(file)).isRegularFile();
        }
        assertThat(List.of("strata", "mvnw", ".ci/run"))
                .allSatisfy(file -> assertThat(handout.resolve(file)).isExecutable());
    }

    @Test
    void whatIsForStudentsIsNotThatForMaintainers() throws IOException {
        assertThat(handout.resolve("README.md")).content().contains("./strata test 1");
        assertThat(handout.resolve("AGENTS.md")).content().contains("./strata hint");
        try (Stream<Path> workflows = Files.list(handout.resolve(".github/workflows"))) {
            assertThat(workflows).hasSize(1);
        }
        assertThat(handout.resolve("CONTRIBUTING.md")).doesNotExist();
        assertThat(HandoutFiles.FOR_INSTRUCTORS)
                .allSatisfy(page -> assertThat(root.resolve(page)).isRegularFile())
                .allSatisfy(page -> assertThat(handout.resolve(page)).doesNotExist());
    }

    @Test
    void neitherTheReferenceNorTheGradingIsThere() throws IOException {
        assertThat(files())
                .isNotEmpty()
                .noneMatch(file -> file.matches("reference/0.*"))
                .noneMatch(file -> file.startsWith("grading"))
                .noneMatch(file -> file.matches("(.*/)?(target|\\.git|\\.strata)/.*"))
                .noneMatch(file -> file.endsWith(".class") || file.endsWith(".jar"));
    }

    @Test
    void noLineOfASolutionIsAnywhere() throws IOException {
        Set<String> telling = tellingLines();

        Map<String, String> found = new TreeMap<>();
        for (String file : files()) {
            String text =
                    squeezed(Files.readString(handout.resolve(file), StandardCharsets.ISO_8859_1));
            telling.stream().filter(text::contains).forEach(line -> found.put(file, line));
        }
        assertThat(telling).hasSizeGreaterThan(50);
        assertThat(found).isEmpty();
    }

    @Test
    void whatIsAtTheTopOfTheRepositoryIsHandedOutOrKeptBackOnPurpose() throws Exception {
        Set<String> tops = new TreeSet<>();
        for (String file : HandoutFiles.tracked(root)) {
            tops.add(file.contains("/") ? file.substring(0, file.indexOf('/')) : file);
        }
        tops.removeAll(HandoutFiles.HANDED_OUT);
        tops.removeAll(HandoutFiles.KEPT_BACK);

        assertThat(tops).as("name them in HandoutFiles").isEmpty();
    }

    @Test
    void aFolderThatIsNotEmptyIsRefusedUnlessForced(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("theirs.txt"), "theirs");

        Ran refused = run("--to", folder.toString());
        Ran forced = run("--to", folder.toString(), "--force");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("not empty").contains("--force");
        assertThat(forced.exitCode()).as(forced.err()).isZero();
        assertThat(folder.resolve("theirs.txt")).hasContent("theirs");
        assertThat(folder.resolve("AGENTS.md")).exists();
    }

    @Test
    void aFolderInTheRepositoryIsRefused() {
        Ran inside = run("--to", root.resolve("handout").toString());
        Ran around = run("--to", root.resolve("..").toString(), "--force");

        assertThat(inside.exitCode()).isEqualTo(2);
        assertThat(inside.err()).contains("outside of this repository");
        assertThat(around.exitCode()).isEqualTo(2);
    }

    @Test
    void aLabThatDoesNotExistIsNotReleased(@TempDir Path folder) {
        Ran ran = run("--to", folder.resolve("new").toString(), "--release", "1,9");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--release 9");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void aReleasedLayerComesAsTheJarThatTheLauncherBuilt(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("lib/cli"));
        Files.writeString(folder.resolve("lib/cli/reference-log-0.1.0.jar"), "the jar");
        System.setProperty("strata.lib", folder.resolve("lib").toString());
        try {
            Ran ran = run("--to", folder.resolve("new").toString(), "--release", "1");

            assertThat(ran.exitCode()).as(ran.err()).isZero();
            assertThat(folder.resolve("new/released/01-log.jar")).hasContent("the jar");
        } finally {
            System.clearProperty("strata.lib");
        }
    }

    /** Every few lines in a row of the solution that no student is given, without their spaces. */
    private Set<String> tellingLines() throws IOException {
        StringBuilder given = new StringBuilder();
        Set<String> telling = new LinkedHashSet<>();
        for (Lab lab : Lab.ALL) {
            SkeletonTree.read(lab.labSources(root)).values().forEach(given::append);
            SkeletonTree.cut(root, lab, step -> false)
                    .values()
                    .forEach(text -> telling.addAll(windows(text)));
        }
        String squeezed = squeezed(given.toString());
        telling.removeIf(squeezed::contains);
        return telling;
    }

    private static List<String> windows(String source) {
        List<String> lines =
                source.lines()
                        .filter(line -> !line.startsWith("import "))
                        .map(HandoutTest::squeezed)
                        .filter(line -> line.length() > 2)
                        .toList();
        List<String> windows = new ArrayList<>();
        for (int i = 0; i + TELLING_LINES <= lines.size(); i++) {
            String window = String.join("", lines.subList(i, i + TELLING_LINES));
            String thought = window.replaceAll("returnnew\\w+\\(", "");
            if (window.length() >= TELLING_CHARS && THOUGHT.matcher(thought).find()) {
                windows.add(window);
            }
        }
        return windows;
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s", "");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(handout)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> handout.relativize(file).toString().replace('\\', '/'))
                    .toList();
        }
    }

    private record Ran(int exitCode, String err) {}

    private static Ran run(String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine command = new CommandLine(new HandoutCommand());
        command.setOut(new PrintWriter(new StringWriter()));
        command.setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of(arguments));
        return new Ran(command.execute(all.toArray(String[]::new)), err.toString());
    }
}
