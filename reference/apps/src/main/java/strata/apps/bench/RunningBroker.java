package strata.apps.bench;

import java.nio.file.Path;
import java.time.Duration;

/** A broker's process, from its launch to its end. */
final class RunningBroker implements AutoCloseable {
    private static final long POLL_MS = 2;

    private final Contender contender;
    private final Workspace workspace;
    private final int port;
    private final Path log;
    private final Process process;
    private final long startedNanos;

    /** Launches it; its directory must have been prepared for the same port. */
    RunningBroker(Contender contender, Workspace workspace, Path directory, int port) {
        Ports.requireFree(port);
        this.contender = contender;
        this.workspace = workspace;
        this.port = port;
        this.log = directory.resolve("broker.log");
        var builder =
                new ProcessBuilder(contender.command(directory, port))
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        this.startedNanos = System.nanoTime();
        this.process = workspace.start(builder);
    }

    int port() {
        return port;
    }

    /** Waits until the port answers an ApiVersions request, and gives the time since the launch. */
    Duration awaitServing() {
        Duration timeout = contender.startTimeout();
        while (!ApiVersionsProbe.serves(port)) {
            if (!process.isAlive()) {
                throw new BenchFault(
                        contender.side()
                                + " ended with exit code "
                                + process.exitValue()
                                + " before it served port "
                                + port
                                + ":\n"
                                + TextTail.of(log));
            }
            if (sinceLaunch().compareTo(timeout) > 0) {
                throw new BenchFault(
                        contender.side()
                                + " did not serve port "
                                + port
                                + " within "
                                + timeout.toSeconds()
                                + " s:\n"
                                + TextTail.of(log));
            }
            pause(POLL_MS);
        }
        return sinceLaunch();
    }

    /** A client of a dead broker would try for minutes: it ends with the broker. */
    void ends(Process client) {
        var unused = process.onExit().thenRun(client::destroy);
    }

    ProcessUsage usage() {
        requireAlive();
        return ProcessUsage.of(process);
    }

    /** Says why there are no figures, if the reason is that the broker is gone. */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new BenchFault(
                    contender.side()
                            + " ended with exit code "
                            + process.exitValue()
                            + " while it was measured:\n"
                            + TextTail.of(log));
        }
    }

    /** Ends it and its children as a crash would (SIGKILL). */
    void kill() {
        for (ProcessHandle member : Workspace.family(process)) {
            member.destroyForcibly();
            member.onExit().join();
        }
        workspace.forget(process);
    }

    /** Stops it; its data stays. */
    @Override
    public void close() {
        workspace.stop(process);
    }

    /**
     * Ends one of the processes that it consists of, as a crash would (SIGKILL).
     *
     * @param word of that one's command line, and of no other's
     */
    void killMember(String word) {
        for (ProcessHandle member : process.descendants().toList()) {
            if (Workspace.commandLine(member).contains(word)) {
                member.destroyForcibly();
                member.onExit().join();
                return;
            }
        }
        throw new BenchFault("no process of " + contender.side() + " has " + word);
    }

    /** The time since it was launched. */
    Duration sinceLaunch() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private static java.io.File nothing() {
        return new java.io.File(java.io.File.separatorChar == '\\' ? "NUL" : "/dev/null");
    }

    /** Lets time pass, between two looks at a process that tells nobody when it is ready. */
    static void pause(long durationMs) {
        try {
            Thread.sleep(durationMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFault("interrupted", e);
        }
    }
}
