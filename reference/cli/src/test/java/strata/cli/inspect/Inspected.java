package strata.cli.inspect;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import strata.cli.inspect.InspectOptions.Detail;

/** Files in a directory, and what an inspection says of them. */
final class Inspected {
    static final String LOG = "00000000000000000000.log";
    static final String INDEX = "00000000000000000000.index";
    static final String TIME_INDEX = "00000000000000000000.timeindex";

    private final Path directory;
    private Detail detail = Detail.DEFAULT;
    private OffsetRange offsets = OffsetRange.ALL;
    private long limit = Long.MAX_VALUE;
    private boolean check;
    private boolean quick;
    private boolean json;

    Inspected(Path directory) {
        this.directory = directory;
    }

    Inspected file(String name, byte[] bytes) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Inspected text(String name, String text) {
        return file(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    Inspected detail(Detail wanted) {
        detail = wanted;
        return this;
    }

    Inspected offsets(String wanted) {
        offsets = OffsetRange.parse(wanted);
        return this;
    }

    Inspected limit(long wanted) {
        limit = wanted;
        return this;
    }

    Inspected check() {
        check = true;
        return this;
    }

    Inspected quick() {
        quick = true;
        return this;
    }

    Inspected json() {
        json = true;
        return this;
    }

    /** What came of it. */
    record Answer(Inspection.Outcome outcome, String text) {
        List<String> lines() {
            return text.lines().toList();
        }

        /** The lines that say what is wrong. */
        List<String> wrong() {
            return lines().stream().filter(line -> line.startsWith("wrong  ")).toList();
        }

        List<String> notes() {
            return lines().stream().filter(line -> line.startsWith("note   ")).toList();
        }
    }

    /** Inspects the directory itself. */
    Answer answer() {
        return answerOf(directory);
    }

    /** Inspects one of its files. */
    Answer answer(String file) {
        return answerOf(directory.resolve(file));
    }

    private Answer answerOf(Path target) {
        StringWriter out = new StringWriter();
        InspectOptions options =
                new InspectOptions(target, detail, offsets, limit, 100, check, quick);
        Inspection.Look look = new Inspection.Look(json, false, false);
        PrintWriter err = new PrintWriter(new StringWriter());
        Inspection.Outcome outcome = new Inspection(options, look, new PrintWriter(out), err).run();
        return new Answer(outcome, out.toString());
    }
}
