package strata.apps.capstone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import strata.apps.play.PlayFault;

/** A process of the trial, which may be killed and started again. What it prints is kept. */
final class ChildProcess {
    private static final int END_SECONDS_MAX = 30;
    private static final int LINES_SHOWN = 12;

    private final String name;
    private final List<String> command;
    private final Path log;
    // Guarded by this object: a shutdown hook ends what another thread starts.
    private Optional<Process> process = Optional.empty();
    private long startedAtBytes;
    // Set before the lock is asked for, which whoever waits for an end may hold for long.
    private volatile boolean closed;

    /**
     * Not started yet.
     *
     * @param log where it prints to; each start goes on at the end
     */
    ChildProcess(String name, List<String> command, Path log) {
        this.name = name;
        this.command = List.copyOf(command);
        this.log = log;
    }

    String name() {
        return name;
    }

    synchronized void start() {
        if (closed) {
            throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted");
        }
        try {
            startedAtBytes = Files.exists(log) ? Files.size(log) : 0;
            // Its standard input is a pipe from here: it ends when this process does.
            process =
                    Optional.of(
                            new ProcessBuilder(command)
                                    .redirectErrorStream(true)
                                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                                    .start());
        } catch (IOException e) {
            throw new PlayFault(
                    PlayFault.ENVIRONMENT, "cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    synchronized long pid() {
        return process.map(Process::pid).orElse(0L);
    }

    /** Ends the trial if it has ended by itself: with the reason that it gave. */
    synchronized void requireAlive() {
        if (closed) {
            throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted");
        }
        process.filter(one -> !one.isAlive())
                .ifPresent(
                        one -> {
                            throw new PlayFault(
                                    PlayFault.FAILED,
                                    "%s has ended by itself, with exit code %d. It said:\n%s"
                                            .formatted(name, one.exitValue(), lastWords()));
                        });
    }

    /** Kills it as {@code kill -9} does. */
    synchronized void kill() {
        process.ifPresent(
                one -> {
                    one.destroyForcibly();
                    awaitEnd(one);
                });
        process = Optional.empty();
    }

    /** Asks it to end, and waits until it has. */
    synchronized void stop() {
        process.ifPresent(
                one -> {
                    try {
                        one.getOutputStream().close();
                    } catch (IOException e) {
                        // It has ended already.
                    }
                    awaitEnd(one);
                });
        process = Optional.empty();
    }

    /** Kills it for good. */
    void close() {
        closed = true;
        kill();
    }

    /** From now on it is not started, and its end is no fault. */
    void refuseStarts() {
        closed = true;
    }

    private static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The first line that begins so, since it was started last. */
    Optional<String> line(String start) {
        return lines(startedAt()).stream().filter(line -> line.startsWith(start)).findFirst();
    }

    /** All lines that begin so, since it was started first. */
    List<String> allLines(String start) {
        return lines(0).stream().filter(line -> line.startsWith(start)).toList();
    }

    private synchronized long startedAt() {
        return startedAtBytes;
    }

    private String lastWords() {
        List<String> lines = lines(startedAtBytes);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("strata node: ")) {
                return String.join("\n", lines.subList(i, lines.size()));
            }
        }
        int from = Math.max(0, lines.size() - LINES_SHOWN);
        return String.join("\n", lines.subList(from, lines.size()));
    }

    private List<String> lines(long fromBytes) {
        try {
            byte[] all = Files.readAllBytes(log);
            int from = (int) Math.min(fromBytes, all.length);
            return new String(all, from, all.length - from, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
