package strata.lessons.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.lessons.labs.LabCompiler;

/**
 * What a student reads, word for word: a small repository with every kind of mistake in its lab,
 * and what the command says of it. {@code -Dstrata.golden=write} writes the files anew; look at the
 * difference before you keep it.
 */
class GoldenCardsTest {
    private static final Path GOLDEN = Path.of("src/test/golden");
    private static final Duration LIMIT = Duration.ofMillis(1_500);

    // Compiled once, for those that change nothing in it.
    @TempDir private static Path shared;

    @TempDir private Path own;

    private Path root = shared;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeAll
    static void copyRepository() throws IOException {
        Places.copy(GOLDEN.resolve("repository"), shared);
    }

    private int run(Style style, String... words) throws IOException, UsageFault {
        PrintStream stream = new PrintStream(out, false, StandardCharsets.UTF_8);
        House house = new House(root, root, stream, style, LIMIT);
        List<Path> classPath = Places.classPath();
        Files.deleteIfExists(house.progress());
        PrintStream before = System.out;
        PrintStream beforeErr = System.err;
        Printed.capture();
        try (LabCompiler compiler = new LabCompiler(root, classPath, classPath)) {
            return new TestRun(house, TestOptions.parse(List.of(words)), compiler).once();
        } finally {
            System.setOut(before);
            System.setErr(beforeErr);
            stream.flush();
        }
    }

    private void isGolden(String name) throws IOException {
        String text =
                out.toString(StandardCharsets.UTF_8)
                        .replaceAll(" in [0-9]+\\.[0-9] s\n", " in # s\n");
        Path file = GOLDEN.resolve("cards").resolve(name + ".txt");
        if ("write".equals(System.getProperty("strata.golden"))) {
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes, NumbersTest.bytesOfANumber",
        "batch-field, BatchesTest.fieldOfABatch",
        "batch-crc, BatchesTest.checksum",
        "record-cut-off, BatchesTest.recordCutOff",
        "exception, TroubleTest.exception",
        "wrong-exception, TroubleTest.wrongException",
        "swallowed, TroubleTest.swallowed",
        "timeout, TroubleTest.timeout",
        "stack-overflow, TroubleTest.stackOverflow",
        "out-of-memory, TroubleTest.outOfMemory",
        "prints, TroubleTest.prints",
        "todo, HolesTest.todo",
        "blocked, LaterTest.blocked",
        "static-initialiser, StartTest",
    })
    void theCardOf(String name, String test) throws Exception {
        int code = run(Style.PLAIN, test, "--all");

        assertThat(code).isEqualTo(TestRun.FAILED);
        isGolden(name);
    }

    @Test
    void aWholeRunTellsTheFirstCardAndALineForEachOther() throws Exception {
        assertThat(run(Style.PLAIN, "1")).isEqualTo(TestRun.FAILED);
        isGolden("whole-run");
        assertThat(Progress.read(root.resolve(".strata/progress.json")).steps(1))
                .containsOnlyKeys("1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7");
    }

    @Test
    void aStaticInitialiserWithoutAnEndLeavesTheTestsThatDoNotNeedItAlone() throws Exception {
        assertThat(run(Style.PLAIN, "1.7", "--all")).isEqualTo(TestRun.FAILED);
        isGolden("endless-start");
    }

    @Test
    void aCrashThatLeftTheWrongThingIsToldWithItsOperation() throws Exception {
        root = own;
        Places.copy(GOLDEN.resolve("repository"), own);
        Files.writeString(
                root.resolve("labs/01-log/src/test/java/strata/log/CrashTest.java"),
                """
                package strata.log;

                import java.nio.ByteBuffer;
                import strata.kernel.storage.Storage;
                import strata.kernel.storage.StorageFile;
                import strata.lessons.Claim;
                import strata.lessons.Lesson;
                import strata.lessons.Step;
                import strata.sim.disk.CrashPoints;

                @Step(value = "1.3", concept = "trouble", code = "LOG-103")
                final class CrashTest {
                    @Claim("A promise is kept")
                    void promise(Lesson lesson) {
                        lesson.step("write ten bytes, crash everywhere");
                        CrashPoints.of(Writes::new)
                                .verify(
                                        (work, disk, crash) -> {
                                            long size = work.promised ? 10 : disk.open("f").size();
                                            lesson.expect("size", size, disk.open("f").size());
                                        });
                    }

                    private static final class Writes implements CrashPoints.Work {
                        private boolean promised;

                        @Override
                        public void run(Storage storage) {
                            StorageFile file = storage.open("f");
                            storage.syncDirectory("");
                            file.write(ByteBuffer.allocate(10), 0);
                            promised = true;
                            file.flush();
                        }
                    }
                }
                """);

        assertThat(run(Style.PLAIN, "CrashTest", "--all")).isEqualTo(TestRun.FAILED);

        isGolden("crash");
    }

    @Test
    void whatACasePrintedThatPassedIsNotOnTheCard() throws Exception {
        root = own;
        Places.copy(GOLDEN.resolve("repository"), own);
        Files.writeString(
                root.resolve("labs/01-log/src/test/java/strata/log/CasesTest.java"),
                """
                package strata.log;

                import strata.lessons.Claim;
                import strata.lessons.Lesson;
                import strata.lessons.Step;

                @Step(value = "1.3", concept = "trouble", code = "LOG-103")
                final class CasesTest {
                    @Claim("It is less than 3")
                    void less(Lesson lesson) {
                        System.out.println("before");
                        for (int i = 0; i < 4; i++) {
                            lesson.now("case %s", i);
                            System.out.println("of case " + i);
                            lesson.expectThat(i < 3, "it", "less than 3", "" + i);
                        }
                    }
                }
                """);

        run(Style.PLAIN, "CasesTest", "--all");

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("before", "of case 3")
                .doesNotContain("of case 0", "of case 1", "of case 2");
    }

    @Test
    void aNarrowTerminalWithoutUnicodeGetsColoursAndShortLines() throws Exception {
        run(new Style(60, true, false), "BatchesTest.fieldOfABatch");

        isGolden("narrow");
    }

    @Test
    void whatDoesNotCompileIsToldWithItsLine() throws Exception {
        root = own;
        Places.copy(GOLDEN.resolve("repository"), own);
        Path source = root.resolve("labs/01-log/src/main/java/strata/log/Numbers.java");
        Files.writeString(
                source,
                Files.readString(source)
                        .replace("long rest = value;", "long rest = valeu;")
                        .replace("rest >>>= 7;", "rest >>>= 7"));
        assertThat(run(Style.PLAIN, "1")).isEqualTo(TestRun.FAILED);
        Files.writeString(source, Files.readString(source).replace(">>>= 7", ">>>= 7;"));
        assertThat(run(Style.PLAIN, "1")).isEqualTo(TestRun.FAILED);
        Files.writeString(
                source,
                Files.readString(source)
                        .replace("valeu", "value")
                        .replace("long value", "int value"));
        assertThat(run(Style.PLAIN, "1.4")).isEqualTo(TestRun.FAILED);
        Files.writeString(
                source, Files.readString(source).replace("int value", "int value, int size"));
        assertThat(run(Style.PLAIN, "1.4")).isEqualTo(TestRun.FAILED);
        Files.writeString(source, Files.readString(source).replace("void write", "void put"));
        assertThat(run(Style.PLAIN, "1.4")).isEqualTo(TestRun.FAILED);

        isGolden("compile-errors");
    }
}
