package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that holds some members of a group, and what it prints on the way into a ledger: {@code
 * partition TAB offset}, a line for each record. What it has printed counts, however it ends.
 */
final class ChurnMember {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);
    private static final int BYTES_AT_ONCE = 1 << 16;
    private static final Duration LOOKS_EVERY = Duration.ofMillis(10);

    /** How it came to its end. */
    enum End {
        RUNS,
        LEFT,
        KILLED,
        /** It was asked to leave, and had to be killed. */
        STUCK,
        /** Nobody has asked it to. */
        BY_ITSELF
    }

    private final String name;
    private final int memberCount;
    private final Process process;
    private final Path printed;
    private final Path complained;
    private final ReadLedger ledger;
    private final Thread reader;
    private volatile End end = End.RUNS;

    private ChurnMember(
            String name, int memberCount, Process process, Path folder, ReadLedger ledger) {
        this.name = name;
        this.memberCount = memberCount;
        this.process = process;
        this.printed = printed(folder, name);
        this.complained = complained(folder, name);
        this.ledger = ledger;
        reader = new Thread(this::read, "reads " + name);
        reader.start();
    }

    static ChurnMember start(String name, int memberCount, Command command, ReadLedger ledger) {
        Path folder = Workspace.folder();
        try {
            // A file, not a pipe: of a process that ends, Java closes the pipe under whoever reads
            // it, and what nobody has read yet is lost.
            Process process =
                    command.toStart()
                            .redirectOutput(printed(folder, name).toFile())
                            .redirectError(complained(folder, name).toFile())
                            .start();
            // A run that is broken off must leave no member behind.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new ChurnMember(name, memberCount, process, folder, ledger);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path printed(Path folder, String name) {
        return folder.resolve(name + ".out");
    }

    private static Path complained(Path folder, String name) {
        return folder.resolve(name + ".err");
    }

    /** How many members of the group it holds. */
    int memberCount() {
        return memberCount;
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        end = End.KILLED;
        process.destroyForcibly();
    }

    /** Asks it to leave; {@link #awaitEnd} tells whether it does. */
    void leave() {
        end = End.LEFT;
        process.destroy();
    }

    /** Waits until it has ended, and all that it printed is in the ledger. */
    End awaitEnd() throws InterruptedException {
        if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            end = End.STUCK;
            process.destroyForcibly();
            process.waitFor();
        }
        reader.join();
        return end;
    }

    /** Whether it has ended, though nobody asked it to. */
    boolean hasEndedByItself() {
        return end == End.BY_ITSELF;
    }

    /** Its name, how it is, and the last of what it complained of. */
    String story() {
        try {
            String text = Files.readString(complained, UTF_8);
            return name + " " + end + ":\n" + text.substring(Math.max(0, text.length() - 2_000));
        } catch (IOException e) {
            return name + ": " + e;
        }
    }

    private void read() {
        try (InputStream in = Files.newInputStream(printed)) {
            long[] places = new long[2 * BYTES_AT_ONCE];
            byte[] bytes = new byte[BYTES_AT_ONCE];
            long partition = 0;
            long number = 0;
            Map<Integer, Integer> last = new LinkedHashMap<>();
            for (int length = more(in, bytes); length >= 0; length = more(in, bytes)) {
                int count = 0;
                for (int i = 0; i < length; i++) {
                    if (bytes[i] == '\t') {
                        partition = number;
                        number = 0;
                    } else if (bytes[i] == '\n') {
                        places[2 * count] = partition;
                        places[2 * count + 1] = number;
                        last.put(Math.toIntExact(partition), Math.toIntExact(number));
                        count++;
                        number = 0;
                    } else {
                        number = number * 10 + bytes[i] - '0';
                    }
                }
                // A line without its end stands for nothing yet.
                ledger.handed(places, count);
            }
            ledger.ended(last);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (end == End.RUNS) {
            end = End.BY_ITSELF;
        }
    }

    /** The next bytes that it prints; negative when it has ended and all of them are read. */
    private int more(InputStream in, byte[] bytes) throws IOException, InterruptedException {
        while (true) {
            // Asked before the read: what it printed until its end is in the file then.
            boolean ended = process.waitFor(0, TimeUnit.MILLISECONDS);
            int length = in.read(bytes);
            if (length >= 0 || ended) {
                return length;
            }
            process.waitFor(LOOKS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
