package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InspectCommandTest {
    private static final String LOG = "00000000000000000042.log";

    /** The batch that docs/batch.md takes apart. */
    private static final byte[] BATCH =
            HexFormat.of()
                    .parseHex(
                            "000000000000002a0000005500000003026222edad0000000000010000019b76daa800"
                                + "0000019b76daa92cffffffffffffffffffffffffffff000000022c000000"
                                + "0a6f74746572087365656e02046279066164611800d804020a6f747465720100");

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path log = Path.of("");

    @BeforeEach
    void writeALog() throws IOException {
        log = Files.write(folder.resolve(LOG), BATCH);
    }

    private int run(String... args) {
        return run(new PrintWriter(out), args);
    }

    private int run(PrintWriter to, String... args) {
        CommandLine strata = Main.commandLine("inspect");
        strata.setOut(to);
        strata.setErr(new PrintWriter(err));
        String[] all = Stream.concat(Stream.of("inspect"), Stream.of(args)).toArray(String[]::new);
        return strata.execute(all);
    }

    @Test
    void whatIsGoodEndsWithZero() {
        assertThat(run(log.toString(), "--check")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("42..43", "nothing is wrong").doesNotContain("\u001b");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void onlyACheckFails() throws IOException {
        byte[] bad = BATCH.clone();
        bad[90] ^= 1;
        Files.write(log, bad);

        assertThat(run(log.toString())).isEqualTo(ExitCode.DONE);
        assertThat(run(log.toString(), "--check")).isEqualTo(ExitCode.FAILED);
        assertThat(run(folder.toString(), "--check", "--json")).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).contains("1 thing is wrong", "\"wrong\":1");
    }

    @Test
    void whatIsNothingOfALogIsWrongUsage() throws IOException {
        Path other = Files.writeString(folder.resolve("notes.txt"), "hello");

        assertThat(run(other.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("notes.txt is nothing of a log");
    }

    @Test
    void whatIsNoPlainFileIsInTheWay() throws IOException {
        Path special = Path.of("/dev/null");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(special), "no /dev/null here");

        assertThat(run(special.toString())).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(err.toString())
                .isEqualTo(
                        "strata inspect: /dev/null: it is no plain file" + System.lineSeparator());
    }

    @Test
    void valuesAreCutWhereOneSays() {
        run(log.toString(), "--records", "--max-bytes", "2");

        assertThat(out.toString()).contains("key \"ot\"… (5 bytes)  value \"se\"… (4 bytes)");
    }

    @Test
    void whoeverReadsMayLeave() throws IOException {
        for (int i = 0; i < 12; i++) {
            Files.write(log, concat(Files.readAllBytes(log), Files.readAllBytes(log)));
        }
        Leaving leaving = new Leaving();
        PrintWriter narrow = new PrintWriter(leaving, false, StandardCharsets.UTF_8);

        int exitCode = run(narrow, log.toString(), "--records");

        assertThat(exitCode).isEqualTo(ExitCode.DONE);
        assertThat(leaving.taken).isLessThan(1 << 17);
        assertThat(err.toString()).isEmpty();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** As a pipe whose reader ends after the first bytes. */
    private static final class Leaving extends OutputStream {
        private int taken;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            taken += count;
            throw new IOException("Broken pipe");
        }
    }

    @Test
    void nothingIsEverWritten() throws IOException {
        Files.write(folder.resolve("00000000000000000042.index"), new byte[8]);
        Files.writeString(folder.resolve("leader-epoch-checkpoint"), "0\n1\n3 42\n");
        List<String> before = picture();

        run(folder.toString());
        run(folder.toString(), "--check", "--records", "--json");
        run(log.toString(), "--hex");

        assertThat(picture()).isEqualTo(before);
    }

    /** Names, sizes, times of change. */
    private List<String> picture() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().map(InspectCommandTest::described).toList();
        }
    }

    private static String described(Path file) {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            return file + " " + Files.size(file) + " " + changed;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
