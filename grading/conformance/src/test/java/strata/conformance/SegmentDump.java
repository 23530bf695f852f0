package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.tools.DumpLogSegments;

/**
 * What Apache Kafka's {@code DumpLogSegments} has against the files of a log. The tool ends with
 * exit code 0 whatever it finds, so its words are read. They are:
 *
 * <ul>
 *   <li>of a {@code .log}, with {@code --deep-iteration}: {@code isvalid: false} for a batch whose
 *       CRC is wrong, {@code Found N invalid bytes at the end} where no whole batch follows, {@code
 *       Non-consecutive offsets in} on the error stream; a record that cannot be parsed is thrown;
 *   <li>of an index, with {@code --index-sanity-check}: {@code passed sanity check} or {@code is
 *       empty}; what is wrong is thrown;
 *   <li>of an index, with {@code --verify-index-only}: {@code Mismatches in}, {@code Found
 *       timestamp mismatch}, {@code Found out of order timestamp}, {@code not found in the log} on
 *       the error stream; a position where no batch begins is thrown;
 *   <li>of {@code .snapshot}, {@code .txnindex} and {@code .checkpoint}: what is wrong is thrown,
 *       or on the error stream.
 * </ul>
 *
 * <p>Four things are its own. It finds no fault with a batch of a format that is not there yet. It
 * says that -1 is followed by the first offset of every log that does not begin at 0. It stops,
 * content, at an index entry of the base offset that is not the first (an unwritten one is all
 * zeros), so its lines are counted. And it makes an index that is missing beside another, and
 * stumbles over it.
 *
 * <p>It runs in this JVM, each file by itself: what it throws hides nothing about another file.
 */
final class SegmentDump {

    private static final Pattern FOLLOWED = Pattern.compile("  (-?\\d+) is followed by (-?\\d+)");
    private static final String GAPS = "Non-consecutive offsets in ";
    private static final int OFFSET_ENTRY_BYTES = 8;
    private static final int TIME_ENTRY_BYTES = 12;

    private final boolean gapsAreFine;
    private final List<String> complaints = new ArrayList<>();

    private SegmentDump(boolean gapsAreFine) {
        this.gapsAreFine = gapsAreFine;
    }

    /** All that is wrong below a folder, where offsets follow each other without a gap. */
    static List<String> complaints(Path folder) {
        return new SegmentDump(false).below(folder);
    }

    /** All that is wrong below the folder of a log that may have been compacted. */
    static List<String> complaintsBesidesGaps(Path folder) {
        return new SegmentDump(true).below(folder);
    }

    private List<String> below(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile).sorted().forEach(this::check);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return complaints;
    }

    private void check(Path file) {
        String name = file.getFileName().toString();
        switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "log" -> checkLog(file);
            case "index" -> checkIndex(file, OFFSET_ENTRY_BYTES);
            case "timeindex" -> checkIndex(file, TIME_ENTRY_BYTES);
            case "snapshot", "txnindex", "checkpoint" -> run(file);
            default -> {}
        }
    }

    private void checkLog(Path log) {
        String printed = run(log, "--deep-iteration");
        expect(log, printed, "Log starting offset: ");
        printed.lines().filter(SegmentDump::isBadBatch).forEach(line -> complain(log, line));
    }

    private static boolean isBadBatch(String line) {
        boolean isBatch = line.startsWith("baseOffset: ");
        return line.contains("invalid bytes at the end")
                || (isBatch && !(line.contains(" magic: 2 ") && line.endsWith(" isvalid: true")));
    }

    private void checkIndex(Path index, int entryBytes) {
        if (!Files.exists(sibling(index, ".log")) || !Files.exists(sibling(index, ".index"))) {
            complain(index, "an index beside which a .log or an .index is missing");
            return;
        }
        String sanity = run(index, "--index-sanity-check");
        if (!sanity.contains("is empty.")) {
            expect(index, sanity, " passed sanity check.");
        }
        run(index, "--verify-index-only");
        long entries = run(index).lines().filter(line -> line.contains("offset: ")).count();
        try {
            if (entries * entryBytes != Files.size(index)) {
                complain(index, entries + " entries in " + Files.size(index) + " bytes");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path sibling(Path file, String suffix) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.indexOf('.')) + suffix);
    }

    private void expect(Path file, String printed, String words) {
        if (!printed.contains(words)) {
            complain(file, "the tool does not say: " + words);
        }
    }

    private void complain(Path file, String words) {
        Path folder = file.getName(file.getNameCount() - 2);
        complaints.add(folder + "/" + file.getFileName() + ": " + words);
    }

    /** Runs the tool on one file and returns what it printed. */
    private String run(Path file, String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, UTF_8));
            System.setErr(new PrintStream(complained, true, UTF_8));
            List<String> line = new ArrayList<>(List.of("--files", file.toString()));
            line.addAll(List.of(arguments));
            DumpLogSegments.main(line.toArray(new String[0]));
        } catch (IOException | RuntimeException | Error thrown) {
            complain(file, String.join(" ", arguments) + " throws " + thrown);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        List<String> said =
                complained.toString(UTF_8).lines().filter(line -> !isFine(file, line)).toList();
        if (!said.isEmpty() && !(said.size() == 1 && said.getFirst().startsWith(GAPS))) {
            said.forEach(line -> complain(file, line));
        }
        return printed.toString(UTF_8);
    }

    /** A gap is no fault of a compacted log, as long as the offsets rise. */
    private boolean isFine(Path file, String line) {
        Matcher followed = FOLLOWED.matcher(line);
        if (!followed.matches()) {
            return false;
        }
        long before = Long.parseLong(followed.group(1));
        long after = Long.parseLong(followed.group(2));
        if (before == -1) {
            String name = file.getFileName().toString();
            long baseOffset = Long.parseLong(name.substring(0, name.indexOf('.')));
            return after == baseOffset || (gapsAreFine && after > baseOffset);
        }
        return gapsAreFine && before < after;
    }
}
