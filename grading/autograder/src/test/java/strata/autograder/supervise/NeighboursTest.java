package strata.autograder.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.autograder.grade.Grade;
import strata.autograder.grade.TestStatus;

/** What is graded at the same time takes the processors, and nothing else. */
final class NeighboursTest {
    private static final String TWO = "return 2;";

    // Seven tenths of the time that a test has, of a processor's time: more by the clock, here.
    private static final String WORK =
            """
            var mine = java.lang.management.ManagementFactory.getThreadMXBean();
            long endNs = mine.getCurrentThreadCpuTime() + 1_400_000_000L;
            while (mine.getCurrentThreadCpuTime() < endNs) { }
            return 2;
            """;

    // As many threads as there are processors; the test waits for them.
    private static final String BURN =
            """
            var burning = new java.util.ArrayList<Thread>();
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                Thread thread = new Thread(() -> { while (true) { } });
                thread.setDaemon(true);
                thread.start();
                burning.add(thread);
            }
            try { burning.get(0).join(); } catch (InterruptedException e) { }
            return 2;
            """;

    @TempDir private Path repository;
    @TempDir private Path temp;

    @AfterEach
    void nothingIsLeftRunning() throws Exception {
        assertThat(FakeGrading.leftRunning()).isEmpty();
    }

    @Test
    void whoWorksLongBesideTwoThatBurnKeepsItsScore() throws Exception {
        SortedMap<String, Path> submissions = new TreeMap<>();
        submissions.put("burns-1", FakeLab.submission(temp.resolve("in/1"), TWO, BURN));
        submissions.put("burns-2", FakeLab.submission(temp.resolve("in/2"), TWO, BURN));
        submissions.put("honest", FakeLab.submission(temp.resolve("in/3"), TWO, WORK));

        List<Grade> grades;
        try (FakeGrading grading = FakeGrading.in(repository, "", false)) {
            GradingRun run = new GradingRun(List.of(grading.shop()), temp.resolve("out"), false);
            run.warmUp(repository.resolve("kept"));
            grades = run.grade(submissions, 3, grade -> {});
        }

        Grade honest = grades.get(2);
        assertThat(FakeGrading.statuses(honest).values()).containsOnly(TestStatus.PASSED);
        assertThat(honest.score()).isEqualTo(FakeLab.POINTS);
        assertThat(honest.integrity().flags()).isEmpty();
        assertThat(grades.subList(0, 2))
                .allSatisfy(
                        burning ->
                                assertThat(FakeGrading.statuses(burning))
                                        .containsEntry("ThingTest.bIsTwo", TestStatus.TIMEOUT)
                                        .containsEntry(
                                                "HiddenThingTest.bIsTwo", TestStatus.TIMEOUT));
    }
}
