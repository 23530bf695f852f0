package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A {@code TransactionalMessageCopier} at work, which tells in JSON how far it is. */
final class CopierProcess implements AutoCloseable {
    private static final Pattern CONSUMED = Pattern.compile("\"consumed\":(\\d+)");

    private final Process process;
    private final Path printed;

    private CopierProcess(Process process, Path printed) {
        this.process = process;
        this.printed = printed;
    }

    static CopierProcess start(String name, Command command) {
        Path printed = Workspace.folder().resolve(name + ".out");
        try {
            Process process =
                    command.toStart()
                            .redirectErrorStream(true)
                            .redirectOutput(printed.toFile())
                            .start();
            // A run that is broken off must leave none behind.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new CopierProcess(process, printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when it has consumed so many records; fails when it ends before. */
    void awaitConsumed(int count, Duration atMost) {
        Awaitility.await("the copier has consumed " + count)
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            if (!process.isAlive()) {
                                throw new AssertionError("it has ended:\n" + output());
                            }
                            return consumed() >= count;
                        });
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private int consumed() {
        int consumed = 0;
        Matcher found = CONSUMED.matcher(output());
        while (found.find()) {
            consumed = Integer.parseInt(found.group(1));
        }
        return consumed;
    }

    private String output() {
        try {
            return Files.readString(printed, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
