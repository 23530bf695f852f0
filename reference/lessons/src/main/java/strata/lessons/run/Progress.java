package strata.lessons.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of every visible test of the course that has run, kept across runs in {@code
 * .strata/progress.json}: {@code {"tests":{id:{"step","verdict","points","atMs"}}}}. Points are
 * what the test is worth; {@code atMs} is when it ran last, in milliseconds since 1970.
 *
 * <p>Invariant: the file is replaced as a whole, so whoever reads it finds a whole one.
 */
final class Progress {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, Entry> tests = new LinkedHashMap<>();

    /** One test; {@code atMs} is 0 for one that has never run. */
    record Entry(String step, String verdict, int points, long atMs) {
        boolean passed() {
            return Verdict.PASSED.name().equals(verdict);
        }
    }

    private Progress(Path file) {
        this.file = file;
    }

    /** Reads it; a file that is missing or broken counts as an empty one. */
    static Progress read(Path file) {
        Progress progress = new Progress(file);
        try {
            JsonNode known = Files.exists(file) ? JSON.readTree(file.toFile()).path("tests") : null;
            if (known != null) {
                known.properties()
                        .forEach(test -> progress.tests.put(test.getKey(), entry(test.getValue())));
            }
        } catch (IOException broken) {
            progress.tests.clear();
        }
        return progress;
    }

    private static Entry entry(JsonNode test) {
        return new Entry(
                test.path("step").asText(),
                test.path("verdict").asText(),
                test.path("points").asInt(),
                test.path("atMs").asLong());
    }

    /** Takes the tests of a lab: new ones have never run, and what is no test any more is gone. */
    void plan(int lab, List<TestInfo> all) {
        Map<String, Entry> planned = new LinkedHashMap<>();
        for (TestInfo test : all) {
            if (test.step().equals(TestSources.OWN_STEP)) {
                continue;
            }
            Entry known = tests.get(test.id());
            planned.put(
                    test.id(),
                    new Entry(
                            test.step(),
                            known == null ? Verdict.NOT_RUN.name() : known.verdict(),
                            test.points(),
                            known == null ? 0 : known.atMs()));
        }
        tests.values().removeIf(entry -> entry.step().startsWith(lab + "."));
        tests.putAll(planned);
    }

    /** Takes what became of tests. */
    void add(List<TestOutcome> outcomes, long nowMs) {
        for (TestOutcome outcome : outcomes) {
            TestInfo test = outcome.test();
            boolean own = test.step().equals(TestSources.OWN_STEP);
            if (!own && outcome.verdict() != Verdict.NOT_RUN) {
                tests.put(
                        test.id(),
                        new Entry(test.step(), outcome.verdict().name(), test.points(), nowMs));
            }
        }
    }

    /** The tests of a lab, by step. */
    Map<String, List<Entry>> steps(int lab) {
        Map<String, List<Entry>> steps = new TreeMap<>(Tests.BY_STEP);
        for (Entry entry : tests.values()) {
            if (entry.step().startsWith(lab + ".")) {
                steps.computeIfAbsent(entry.step(), step -> new ArrayList<>()).add(entry);
            }
        }
        return steps;
    }

    /** Writes it. */
    void write() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode all = root.putObject("tests");
        tests.forEach(
                (id, test) -> {
                    if (test.atMs() > 0) {
                        all.putObject(id)
                                .put("step", test.step())
                                .put("verdict", test.verdict())
                                .put("points", test.points())
                                .put("atMs", test.atMs());
                    }
                });
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path fresh = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
        Files.writeString(fresh, root.toPrettyString() + "\n");
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
