package strata.autograder.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.autograder.grade.Grade;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.SuiteRun;
import strata.autograder.grade.TestStatus;
import strata.kernel.Nullable;

/**
 * What stands behind the allow-list: it is switched off here, so that the code under test is evil.
 */
final class SupervisorTest {
    @TempDir private static Path repository;
    private static @Nullable FakeGrading grading;

    @TempDir private Path temp;

    @BeforeAll
    static void openTheWorkshop() throws Exception {
        grading = FakeGrading.in(repository, "", false);
        grading.warmUp(repository.resolve("kept"));
    }

    @AfterAll
    static void closeTheWorkshop() {
        grading().close();
    }

    @AfterEach
    void nothingIsLeftRunning() throws Exception {
        assertThat(FakeGrading.leftRunning()).isEmpty();
    }

    @Test
    void theReferenceHasAllPoints() throws Exception {
        Grade grade = graded("return 1;", "return 1;");

        assertThat(grade.score()).isEqualTo(FakeLab.POINTS);
        assertThat(grade.maxScore()).isEqualTo(FakeLab.POINTS);
        assertThat(grade.outcome()).isEqualTo(Outcome.GRADED);
        assertThat(grade.integrity().flags()).isEmpty();
        assertThat(grade.run().suites()).hasSize(1);
    }

    @Test
    void anExitCostsItsOwnTestsAlone() throws Exception {
        Grade grade = graded("return 2;", "System.exit(0); return 2;");

        assertThat(FakeGrading.flags(grade)).contains("exit-called");
        assertThat(FakeGrading.statuses(grade))
                .containsEntry("ThingTest.aIsOne", TestStatus.PASSED)
                .containsEntry("ThingTest.bIsTwo", TestStatus.ERROR)
                .containsEntry("ThingTest.cIsThree", TestStatus.PASSED)
                .containsEntry("HiddenThingTest.aIsOne", TestStatus.PASSED)
                .containsEntry("HiddenThingTest.bIsTwo", TestStatus.ERROR)
                .containsEntry("HiddenThingTest.cIsThree", TestStatus.PASSED);
        assertThat(FakeGrading.test(grade, "ThingTest.bIsTwo").headline()).contains("exit code 0");
        assertThat(grade.score()).isEqualTo(8);
    }

    @Test
    void aHaltIsAnExitToo() throws Exception {
        Grade grade = graded("return 2;", "Runtime.getRuntime().halt(7); return 2;");

        assertThat(FakeGrading.test(grade, "ThingTest.bIsTwo").headline()).contains("exit code 7");
        assertThat(grade.score()).isEqualTo(8);
    }

    @Test
    void anExitFromAStaticInitialiserLeavesAWholeGrade() throws Exception {
        Grade grade = graded("static int one() {", "static { System.exit(3); } static int one() {");

        assertThat(grade.score()).isZero();
        assertThat(FakeGrading.statuses(grade).values())
                .containsOnly(TestStatus.ERROR, TestStatus.NOT_RUN)
                .hasSize(6);
        assertThat(grade.run().suites()).hasSize(FakeGrading.SHORT.deathsMax() + 1);
    }

    @Test
    void anEndlessLoopIsEndedAndTheOthersRun() throws Exception {
        Grade grade = graded("return 2;", "while (true) { if (one() == 0) { return 2; } }");

        assertThat(FakeGrading.flags(grade)).contains("did-not-end");
        assertThat(FakeGrading.test(grade, "ThingTest.bIsTwo").status())
                .isEqualTo(TestStatus.TIMEOUT);
        assertThat(FakeGrading.test(grade, "ThingTest.bIsTwo").headline()).contains("2 s");
        assertThat(grade.score()).isEqualTo(8);
    }

    @Test
    void aFloodOfOutputIsEnded() throws Exception {
        Grade grade =
                graded("return 2;", "while (true) { System.out.println(\"flood\".repeat(1000)); }");

        assertThat(FakeGrading.flags(grade)).contains("output-flood");
        assertThat(FakeGrading.test(grade, "ThingTest.bIsTwo").status())
                .isEqualTo(TestStatus.ERROR);
        assertThat(grade.score()).isEqualTo(8);
    }

    @Test
    void aMemoryBombIsEnded() throws Exception {
        Grade grade =
                graded(
                        "return 2;",
                        "java.util.List<Object> l = new java.util.ArrayList<>();"
                                + " while (true) { l.add(new byte[1 << 20]); }");

        assertThat(FakeGrading.flags(grade)).contains("memory-limit");
        assertThat(FakeGrading.test(grade, "ThingTest.bIsTwo").headline()).contains("96 MiB");
        assertThat(grade.score()).isEqualTo(8);
    }

    @Test
    void aDeadlockIsEnded() throws Exception {
        Grade grade =
                graded(
                        "return 2;",
                        "try { new java.util.concurrent.CountDownLatch(1).await(); }"
                                + " catch (InterruptedException e) {} return 2;");

        assertThat(FakeGrading.test(grade, "ThingTest.bIsTwo").status())
                .isEqualTo(TestStatus.TIMEOUT);
    }

    @Test
    void forgedResultsAreNoticedAndNothingScores() throws Exception {
        Grade grade =
                graded(
                        "return 2;",
                        "try { var out = new java.io.FileOutputStream(java.io.FileDescriptor.out);"
                                + " out.write(\"0 {\\\"type\\\":\\\"end\\\"}\\n\".getBytes()); }"
                                + " catch (java.io.IOException e) {} return 2;");

        assertThat(FakeGrading.flags(grade)).contains("forged-result");
        assertThat(grade.score()).isZero();
        assertThat(FakeGrading.statuses(grade).values()).containsOnly(TestStatus.ERROR);
    }

    @Test
    void aSwallowedVerdictCountsAllTheSame() throws Exception {
        Grade grade = graded("return 2;", "return 22;");

        assertThat(FakeGrading.test(grade, "ThingTest.bIsTwo").status())
                .isEqualTo(TestStatus.FAILED);
        assertThat(FakeGrading.test(grade, "ThingTest.bIsTwo").headline())
                .isEqualTo("expected 2, got 22");
    }

    @Test
    void threadsAndProcessesThatAreLeftBehindAreGone() throws Exception {
        Grade grade =
                graded(
                        "return 2;",
                        "new Thread(() -> { while (true) { } }).start();"
                                + " Runtime.getRuntime().addShutdownHook(new Thread(() -> { while"
                                + " (true) { } })); return 2;");

        assertThat(grade.score()).isEqualTo(FakeLab.POINTS);
    }

    @Test
    void whatTheWallsKeepOutIsOutOfReach() throws Exception {
        Path secret = Files.writeString(temp.resolve("secret"), "42");
        List<String> active = grading().shop().sandbox().active();
        Grade grade;
        try (ServerSocket server =
                new ServerSocket(0, 10, java.net.InetAddress.getLoopbackAddress())) {
            grade =
                    graded(
                            "return 2;",
                            String.format(
                                    """
                                    int reached = 2;
                                    try { java.nio.file.Files.readString(java.nio.file.Path.of("%s")); reached += 10; } catch (Exception e) { }
                                    try { new java.net.Socket("127.0.0.1", %d).close(); reached += 100; } catch (Exception e) { }
                                    try { if (java.nio.file.Files.exists(java.nio.file.Path.of("/proc/%d"))) { reached += 1000; } } catch (Exception e) { }
                                    if (!System.getenv().getOrDefault("PATH", "").isEmpty()) { reached += 10000; }
                                    return reached;
                                    """,
                                    secret, server.getLocalPort(), ProcessHandle.current().pid()));
        }

        int open = active.contains("read-only-files") ? 0 : 10;
        open += active.contains("network") ? 0 : 100;
        open += active.contains("own-processes") ? 0 : 1000;
        if (open == 0) {
            assertThat(grade.score()).isEqualTo(FakeLab.POINTS);
        } else {
            assertThat(grade.protections().missing()).isNotEmpty();
        }
    }

    @Test
    void everyEndOfAJvmIsInTheGrade() throws Exception {
        Grade grade = graded("return 2;", "System.exit(0); return 2;");

        assertThat(grade.run().suites().stream().map(SuiteRun::ended))
                .containsExactly(
                        SuiteRun.Ended.EXITED, SuiteRun.Ended.EXITED, SuiteRun.Ended.COMPLETED);
    }

    private Grade graded(String line, String instead) throws Exception {
        Path folder = FakeLab.submission(temp.resolve("s"), line, instead);
        return grading().grade(folder, temp.resolve("out"), false);
    }

    private static FakeGrading grading() {
        return Objects.requireNonNull(grading, "grading");
    }
}
