package strata.autograder.supervise;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.autograder.grade.Flag;
import strata.autograder.grade.SuiteRun;
import strata.autograder.grade.TestGrade;
import strata.kernel.Nullable;

/**
 * What has become of a submission so far, as lines of JSON: each is on disk before the next thing
 * happens, so a grading that was cut off goes on where it was.
 */
final class Journal implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A line: one of these is there; beside a run, what it is charged. */
    private record Line(
            @Nullable String key,
            @Nullable TestGrade test,
            @Nullable SuiteRun run,
            @Nullable Long chargedMs,
            @Nullable Flag flag,
            @Nullable String died,
            @Nullable Boolean done) {}

    private final FileChannel file;
    private final Map<String, TestGrade> tests = new LinkedHashMap<>();
    private final List<SuiteRun> runs = new ArrayList<>();
    private final List<Flag> flags = new ArrayList<>();
    private final List<String> deaths = new ArrayList<>();
    private long chargedMs;
    private boolean done;

    /**
     * Opens a journal.
     *
     * @param key of the submission, the tests and the salt: a journal of another key is begun anew
     * @param resume whether to go on with what is there
     */
    Journal(Path path, String key, boolean resume) throws IOException {
        boolean goesOn = resume && Files.isRegularFile(path) && read(path, key);
        if (goesOn) {
            file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            // The last line may be torn.
            file.write(ByteBuffer.wrap(new byte[] {'\n'}));
        } else {
            file =
                    FileChannel.open(
                            path,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING);
            append(new Line(key, null, null, null, null, null, null));
        }
    }

    private boolean read(Path path, String key) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String text : Files.readString(path, StandardCharsets.UTF_8).split("\n", -1)) {
            Line line = parsed(text);
            if (line != null) {
                lines.add(line);
            }
        }
        if (lines.isEmpty() || !key.equals(lines.get(0).key())) {
            return false;
        }
        for (Line line : lines) {
            if (line.test() != null) {
                tests.put(line.test().id(), line.test());
            } else if (line.run() != null) {
                runs.add(line.run());
                Long charged = line.chargedMs();
                chargedMs += charged == null ? line.run().wallMs() : charged;
            } else if (line.flag() != null) {
                flags.add(line.flag());
            } else if (line.died() != null) {
                deaths.add(line.died());
            }
            done |= line.done() != null;
        }
        return true;
    }

    private static @Nullable Line parsed(String text) {
        try {
            return text.isBlank() ? null : JSON.readValue(text, Line.class);
        } catch (JsonProcessingException torn) {
            return null;
        }
    }

    /** The tests that have an end, by their ids. */
    Map<String, TestGrade> tests() {
        return tests;
    }

    /** The JVMs that have run. */
    List<SuiteRun> runs() {
        return runs;
    }

    /** What of the time for all tests is used up. */
    long chargedMs() {
        return chargedMs;
    }

    /** What was flagged while tests ran. */
    List<Flag> flags() {
        return flags;
    }

    /** For each JVM that died or hung, the test that it ran; empty when it ran none. */
    List<String> deaths() {
        return deaths;
    }

    /** Whether the submission was graded to its end. */
    boolean isDone() {
        return done;
    }

    void add(TestGrade test) {
        tests.put(test.id(), test);
        append(new Line(null, test, null, null, null, null, null));
    }

    /**
     * Notes a JVM that has run.
     *
     * @param ofLimitMs what of the time for all tests it has used up
     */
    void add(SuiteRun run, long ofLimitMs) {
        runs.add(run);
        chargedMs += ofLimitMs;
        append(new Line(null, null, run, ofLimitMs, null, null, null));
    }

    void add(Flag flag) {
        if (!flags.contains(flag)) {
            flags.add(flag);
            append(new Line(null, null, null, null, flag, null, null));
        }
    }

    void addDeath(String running) {
        deaths.add(running);
        append(new Line(null, null, null, null, null, running, null));
    }

    void end() {
        done = true;
        append(new Line(null, null, null, null, null, null, true));
    }

    private void append(Line line) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(JSON.writeValueAsString(line) + "\n");
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
