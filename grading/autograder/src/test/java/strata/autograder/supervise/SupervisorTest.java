package strata.autograder.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.autograder.grade.Flag;
import strata.autograder.grade.Grade;
import strata.autograder.grade.GradeJson;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.SuiteRun;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;
import strata.autograder.sandbox.Sandbox;
import strata.kernel.Nullable;

/**
 * What stands behind the allow-list: it is switched off here, so that the code under test is evil.
 */
final class SupervisorTest {
    private static final String MARKER = "supervisor-test-" + ProcessHandle.current().pid();
    private static final Watch SHORT =
            new Watch(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    64 << 10,
                    96,
                    3);

    @TempDir private static Path repository;
    private static @Nullable Workshop open;
    private static @Nullable Workshop strict;

    @TempDir private Path temp;

    @BeforeAll
    static void openWorkshops() throws Exception {
        Sandbox sandbox = Sandbox.strongest();
        open =
                Workshop.open(
                        FakeLab.in(repository),
                        sandbox,
                        new Workshop.Settings("", false, SHORT, MARKER));
        new GradingRun(List.of(open), repository, false).warmUp(repository.resolve("kept"));
        strict =
                Workshop.open(
                        FakeLab.in(repository),
                        sandbox,
                        new Workshop.Settings("salt", true, SHORT, MARKER));
    }

    @AfterAll
    static void closeWorkshops() {
        for (Workshop shop : new Workshop[] {open, strict}) {
            if (shop != null) {
                shop.close();
            }
        }
    }

    @AfterEach
    void nothingIsLeftRunning() throws IOException {
        List<String> left;
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            left =
                    processes
                            .filter(each -> each.getFileName().toString().matches("[0-9]+"))
                            .map(SupervisorTest::commandLine)
                            .filter(each -> each.contains("-Dstrata.grade=" + MARKER))
                            .toList();
        }
        assertThat(left).isEmpty();
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
    void aSubmissionThatLacksTheFileGetsItsHoles() throws Exception {
        Path folder = temp.resolve("partial");
        Files.createDirectories(folder.resolve(FakeLab.OWN));
        Files.writeString(
                folder.resolve(FakeLab.OWN + "Other.java"), "package strata.log; class Other {}");

        Grade grade = grade(strict, folder, false);

        assertThat(grade.score()).isZero();
        assertThat(statuses(grade).values()).containsOnly(TestStatus.FAILED, TestStatus.BLOCKED);
    }

    @Test
    void anExitCostsItsOwnTestsAlone() throws Exception {
        Grade grade = graded("return 2;", "System.exit(0); return 2;");

        assertThat(flags(grade)).contains("exit-called");
        assertThat(statuses(grade))
                .containsEntry("ThingTest.aIsOne", TestStatus.PASSED)
                .containsEntry("ThingTest.bIsTwo", TestStatus.ERROR)
                .containsEntry("ThingTest.cIsThree", TestStatus.PASSED)
                .containsEntry("HiddenThingTest.aIsOne", TestStatus.PASSED)
                .containsEntry("HiddenThingTest.bIsTwo", TestStatus.ERROR)
                .containsEntry("HiddenThingTest.cIsThree", TestStatus.PASSED);
        assertThat(test(grade, "ThingTest.bIsTwo").headline()).contains("exit code 0");
        assertThat(grade.score()).isEqualTo(8);
    }

    @Test
    void aHaltIsAnExitToo() throws Exception {
        Grade grade = graded("return 2;", "Runtime.getRuntime().halt(7); return 2;");

        assertThat(test(grade, "ThingTest.bIsTwo").headline()).contains("exit code 7");
        assertThat(grade.score()).isEqualTo(8);
    }

    @Test
    void anExitFromAStaticInitialiserLeavesAWholeGrade() throws Exception {
        Grade grade = graded("static int one() {", "static { System.exit(3); } static int one() {");

        assertThat(grade.score()).isZero();
        assertThat(statuses(grade).values())
                .containsOnly(TestStatus.ERROR, TestStatus.NOT_RUN)
                .hasSize(6);
        assertThat(grade.run().suites()).hasSize(SHORT.deathsMax() + 1);
    }

    @Test
    void anEndlessLoopIsEndedAndTheOthersRun() throws Exception {
        Grade grade = graded("return 2;", "while (true) { if (one() == 0) { return 2; } }");

        assertThat(flags(grade)).contains("did-not-end");
        assertThat(test(grade, "ThingTest.bIsTwo").status()).isEqualTo(TestStatus.TIMEOUT);
        assertThat(test(grade, "ThingTest.bIsTwo").headline()).contains("2 s");
        assertThat(grade.score()).isEqualTo(8);
    }

    @Test
    void aFloodOfOutputIsEnded() throws Exception {
        Grade grade =
                graded("return 2;", "while (true) { System.out.println(\"flood\".repeat(1000)); }");

        assertThat(flags(grade)).contains("output-flood");
        assertThat(test(grade, "ThingTest.bIsTwo").status()).isEqualTo(TestStatus.ERROR);
        assertThat(grade.score()).isEqualTo(8);
    }

    @Test
    void aMemoryBombIsEnded() throws Exception {
        Grade grade =
                graded(
                        "return 2;",
                        "java.util.List<Object> l = new java.util.ArrayList<>();"
                                + " while (true) { l.add(new byte[1 << 20]); }");

        assertThat(flags(grade)).contains("memory-limit");
        assertThat(test(grade, "ThingTest.bIsTwo").headline()).contains("96 MiB");
        assertThat(grade.score()).isEqualTo(8);
    }

    @Test
    void aDeadlockIsEnded() throws Exception {
        Grade grade =
                graded(
                        "return 2;",
                        "try { new java.util.concurrent.CountDownLatch(1).await(); }"
                                + " catch (InterruptedException e) {} return 2;");

        assertThat(test(grade, "ThingTest.bIsTwo").status()).isEqualTo(TestStatus.TIMEOUT);
    }

    @Test
    void forgedResultsAreNoticedAndNothingScores() throws Exception {
        Grade grade =
                graded(
                        "return 2;",
                        "try { var out = new java.io.FileOutputStream(java.io.FileDescriptor.out);"
                                + " out.write(\"0 {\\\"type\\\":\\\"end\\\"}\\n\".getBytes()); }"
                                + " catch (java.io.IOException e) {} return 2;");

        assertThat(flags(grade)).contains("forged-result");
        assertThat(grade.score()).isZero();
        assertThat(statuses(grade).values()).containsOnly(TestStatus.ERROR);
    }

    @Test
    void aSwallowedVerdictCountsAllTheSame() throws Exception {
        Grade grade = graded("return 2;", "return 22;");

        assertThat(test(grade, "ThingTest.bIsTwo").status()).isEqualTo(TestStatus.FAILED);
        assertThat(test(grade, "ThingTest.bIsTwo").headline()).isEqualTo("expected 2, got 22");
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
        List<String> active = shop(open).sandbox().active();
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
    void aSignatureThatWasChangedIsNamed() throws Exception {
        Grade grade = graded("static int two()", "static long two()");

        assertThat(flags(grade)).containsExactly("changed-signature");
        assertThat(test(grade, "HiddenThingTest.bIsTwo").headline())
                .startsWith("You changed the signature of Thing.two: the tests use static int");
        assertThat(grade.score()).isEqualTo(8);
    }

    @Test
    void whatDoesNotCompileSaysWhere() throws Exception {
        Grade grade =
                grade(strict, FakeLab.submission(temp.resolve("s"), "return 2;", "nope"), false);

        assertThat(grade.outcome()).isEqualTo(Outcome.COMPILE_ERROR);
        assertThat(grade.messages().get(0).file()).isEqualTo(FakeLab.OWN + "Thing.java");
        assertThat(grade.messages().get(0).line()).isEqualTo(9);
        assertThat(grade.tests()).hasSize(6);
    }

    @Test
    void whatTheListForbidsNeverRuns() throws Exception {
        Path folder =
                FakeLab.submission(temp.resolve("s"), "return 2;", "System.exit(0); return 2;");

        Grade grade = grade(strict, folder, false);

        assertThat(grade.outcome()).isEqualTo(Outcome.FORBIDDEN_CODE);
        assertThat(flags(grade)).containsExactly("forbidden-call");
        assertThat(grade.run().suites()).isEmpty();
        assertThat(grade.score()).isZero();
    }

    @Test
    void sourcesThatStifleTheCompilerAreNoFaultOfTheGrader() throws Exception {
        String nested = "(".repeat(20_000) + "2" + ")".repeat(20_000);
        Path folder = FakeLab.submission(temp.resolve("s"), "return 2;", "return " + nested + ";");

        Grade grade = grade(strict, folder, false);

        assertThat(grade.outcome()).isEqualTo(Outcome.COMPILE_ERROR);
        assertThat(grade.messages()).hasSize(1);
    }

    @Test
    void anInterruptedGradingGoesOnWhereItWas() throws Exception {
        Path folder = FakeLab.submission(temp.resolve("s"), "return 3;", "return 4;");
        Grade whole = grade(strict, folder, false);
        Path journal = temp.resolve("out/s/journal.jsonl");
        List<String> lines = Files.readAllLines(journal);
        // It was cut off after two tests, in the middle of a line; one is marked, to be seen again.
        String kept =
                String.join("\n", lines.subList(0, 3))
                        .replace("\"detail\":\"\"", "\"detail\":\"kept\"");
        Files.writeString(journal, kept + "\n" + lines.get(3).substring(0, 20));
        Files.delete(temp.resolve("out/s/grade.json"));

        Grade resumed = grade(strict, folder, true);

        assertThat(resumed.tests().get(0).detail()).isEqualTo("kept");
        assertThat(resumed.tests().get(1).detail()).isEqualTo("kept");
        assertThat(statuses(resumed)).isEqualTo(statuses(whole));
        assertThat(resumed.score()).isEqualTo(whole.score()).isEqualTo(8);
    }

    @Test
    void aGradeThatIsThereIsKeptUntilTheSubmissionChanges() throws Exception {
        Path folder = FakeLab.submission(temp.resolve("s"), "return 3;", "return 4;");
        Grade first = grade(strict, folder, true);
        Grade again = grade(strict, folder, true);
        FakeLab.submission(folder, "return 3;", "return 3;");
        Grade changed = grade(strict, folder, true);

        assertThat(again).isEqualTo(first);
        assertThat(changed.score()).isEqualTo(FakeLab.POINTS);
    }

    @Test
    void aTornGradeIsGradedAgain() throws Exception {
        Path folder = FakeLab.submission(temp.resolve("s"), "return 3;", "return 4;");
        Grade first = grade(strict, folder, true);
        Path journal = temp.resolve("out/s/journal.jsonl");
        Files.writeString(journal, "garbage\n", StandardOpenOption.TRUNCATE_EXISTING);

        Grade again = grade(strict, folder, true);

        assertThat(again.score()).isEqualTo(first.score());
        assertThat(GradeJson.read(temp.resolve("out/s/grade.json"))).isEqualTo(again);
    }

    @Test
    void everyEndOfAJvmIsInTheGrade() throws Exception {
        Grade grade = graded("return 2;", "System.exit(0); return 2;");

        assertThat(grade.run().suites().stream().map(SuiteRun::ended))
                .containsExactly(
                        SuiteRun.Ended.EXITED, SuiteRun.Ended.EXITED, SuiteRun.Ended.COMPLETED);
    }

    private Grade graded(String line, String instead) throws Exception {
        return grade(open, FakeLab.submission(temp.resolve("s"), line, instead), false);
    }

    private Grade grade(@Nullable Workshop shop, Path folder, boolean resume) throws Exception {
        String name = folder.getFileName().toString();
        Path out = temp.resolve("out").resolve(name);
        return SubmissionGrader.grade(
                shop(shop),
                folder,
                name,
                new SubmissionGrader.Place(out, out.resolve("sources")),
                resume);
    }

    private static Workshop shop(@Nullable Workshop shop) {
        if (shop == null) {
            throw new IllegalStateException("no workshop");
        }
        return shop;
    }

    private static List<String> flags(Grade grade) {
        return grade.integrity().flags().stream().map(Flag::name).distinct().toList();
    }

    private static Map<String, TestStatus> statuses(Grade grade) {
        Map<String, TestStatus> statuses = new TreeMap<>();
        grade.tests().forEach(test -> statuses.put(test.id(), test.status()));
        return statuses;
    }

    private static TestGrade test(Grade grade, String id) {
        return grade.tests().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static String commandLine(Path process) {
        try {
            byte[] bytes = Files.readAllBytes(process.resolve("cmdline"));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }
}
