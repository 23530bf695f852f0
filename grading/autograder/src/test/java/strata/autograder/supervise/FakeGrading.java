package strata.autograder.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import strata.autograder.grade.Flag;
import strata.autograder.grade.Grade;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;
import strata.autograder.sandbox.Sandbox;

/** A workshop for {@link FakeLab}, with short limits, and questions to the grades it makes. */
final class FakeGrading implements AutoCloseable {
    static final Watch SHORT =
            new Watch(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    64 << 10,
                    96,
                    3);

    private static final String MARKER = "fake-grading-" + ProcessHandle.current().pid();

    private final Workshop shop;

    private FakeGrading(Workshop shop) {
        this.shop = shop;
    }

    /**
     * Opens it.
     *
     * @param repository where the lab is made
     * @param rulesOn whether the allow-list holds
     */
    static FakeGrading in(Path repository, String salt, boolean rulesOn) throws IOException {
        return new FakeGrading(
                Workshop.open(
                        FakeLab.in(repository),
                        Sandbox.strongest(),
                        new Workshop.Settings(salt, rulesOn, SHORT, MARKER)));
    }

    void warmUp(Path kept) throws IOException, InterruptedException {
        new GradingRun(List.of(shop), kept, false).warmUp(kept);
    }

    Workshop shop() {
        return shop;
    }

    /** Grades a submission into a folder of its name. */
    Grade grade(Path submission, Path to, boolean resume) throws Exception {
        String name = submission.getFileName().toString();
        Path out = to.resolve(name);
        return SubmissionGrader.grade(
                shop,
                submission,
                name,
                new SubmissionGrader.Place(out, out.resolve("sources")),
                resume);
    }

    static List<String> flags(Grade grade) {
        return grade.integrity().flags().stream().map(Flag::name).distinct().toList();
    }

    static Map<String, TestStatus> statuses(Grade grade) {
        Map<String, TestStatus> statuses = new TreeMap<>();
        grade.tests().forEach(test -> statuses.put(test.id(), test.status()));
        return statuses;
    }

    static TestGrade test(Grade grade, String id) {
        return grade.tests().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Command lines of JVMs within the walls that are still there. */
    static List<String> leftRunning() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(each -> each.getFileName().toString().matches("[0-9]+"))
                    .map(FakeGrading::commandLine)
                    .filter(each -> each.contains("-Dstrata.grade=" + MARKER))
                    .toList();
        }
    }

    private static String commandLine(Path process) {
        try {
            byte[] bytes = Files.readAllBytes(process.resolve("cmdline"));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }

    @Override
    public void close() {
        shop.close();
    }
}
