package strata.apps.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Everything that a bench leaves on the machine while it runs: one directory and a set of
 * processes. Closing it, or ctrl-C, kills the processes with their children and deletes the
 * directory.
 */
final class Workspace implements AutoCloseable {
    private static final long STOP_SECONDS_MAX = 20;
    // Names of directories; the id of the process that made it follows.
    private static final String RUNNING = "run-";
    private static final String KEPT = "kept-";

    private final Path directory;
    private final boolean keep;
    private final Progress progress;
    private final Thread hook = new Thread(this::cleanUp, "bench-clean-up");
    // Guarded by this, as the fields below.
    private final Set<Process> processes = new LinkedHashSet<>();
    private boolean closed;

    private Workspace(Path directory, boolean keep, Progress progress) {
        this.directory = directory;
        this.keep = keep;
        this.progress = progress;
    }

    /**
     * Makes a directory of this run's own under {@code parent}.
     *
     * @param keep leave the directory where it is, for whoever wants to look at the logs
     */
    static Workspace open(Path parent, boolean keep, Progress progress) {
        try {
            Files.createDirectories(parent);
            deleteLeftovers(parent, progress);
            long pid = ProcessHandle.current().pid();
            Path directory = Files.createDirectory(parent.resolve((keep ? KEPT : RUNNING) + pid));
            var workspace = new Workspace(directory.toAbsolutePath(), keep, progress);
            Runtime.getRuntime().addShutdownHook(workspace.hook);
            return workspace;
        } catch (IOException e) {
            throw new BenchFault("cannot make a directory under " + parent + ": " + e, e);
        }
    }

    /**
     * A bench that was killed leaves gigabytes behind; the next one that is not takes them away.
     */
    private static void deleteLeftovers(Path parent, Progress progress) throws IOException {
        try (DirectoryStream<Path> runs = Files.newDirectoryStream(parent, RUNNING + "*")) {
            for (Path run : runs) {
                String pid = run.getFileName().toString().substring(RUNNING.length());
                if (!isOfAnotherLiving(pid)) {
                    progress.say("deleting " + run + ", left by a bench that was killed");
                    deleteTree(run, progress);
                }
            }
        }
    }

    private static boolean isOfAnotherLiving(String pid) {
        return pid.matches("\\d{1,18}")
                && Long.parseLong(pid) != ProcessHandle.current().pid()
                && ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    Progress progress() {
        return progress;
    }

    /** A new empty directory. */
    Path freshDirectory(String name) {
        try {
            return Files.createTempDirectory(directory, name + "-");
        } catch (IOException e) {
            throw new BenchFault("cannot make a directory under " + directory + ": " + e, e);
        }
    }

    /** Deletes one directory early: a round's data is worth gigabytes. */
    void discard(Path path) {
        if (!keep) {
            deleteTree(path, progress);
        }
    }

    /** Starts a process that dies with this workspace at the latest. */
    synchronized Process start(ProcessBuilder builder) {
        if (closed) {
            throw new BenchFault("the bench is being stopped");
        }
        try {
            Process process = builder.start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new BenchFault("cannot start " + builder.command().get(0) + ": " + e, e);
        }
    }

    /** Runs a command to its end, its output in a file, and gives its exit code. */
    int run(List<String> command, Path in, Path output) {
        Process process =
                start(
                        new ProcessBuilder(command)
                                .directory(in.toFile())
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile()));
        int exit = await(process);
        forget(process);
        return exit;
    }

    /** Waits for a process; an interruption stops the bench. */
    static int await(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFault("interrupted", e);
        }
    }

    synchronized void forget(Process process) {
        processes.remove(process);
    }

    /** Asks a process and its children to end, and kills what has not ended in time. */
    void stop(Process process) {
        List<ProcessHandle> family = family(process);
        family.forEach(ProcessHandle::destroy);
        try {
            for (ProcessHandle member : family) {
                if (!ended(member)) {
                    progress.say("process " + member.pid() + " does not stop: killed");
                    member.destroyForcibly();
                }
            }
            process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFault("interrupted", e);
        }
        forget(process);
    }

    @Override
    public void close() {
        cleanUp();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is running already: it finds nothing left to do.
        }
    }

    static List<ProcessHandle> family(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    }

    /** A process's words, one space between them; empty where the system does not tell. */
    static String commandLine(ProcessHandle handle) {
        Path file = Path.of("/proc", Long.toString(handle.pid()), "cmdline");
        try {
            return Files.exists(file)
                    ? Files.readString(file).replace('\0', ' ')
                    : handle.info().commandLine().orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean ended(ProcessHandle handle) throws InterruptedException {
        try {
            handle.onExit().get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
            return true;
        } catch (java.util.concurrent.ExecutionException e) {
            return !handle.isAlive();
        } catch (java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    private synchronized void cleanUp() {
        if (closed) {
            return;
        }
        closed = true;
        for (Process process : processes) {
            List<ProcessHandle> family = family(process);
            family.forEach(ProcessHandle::destroyForcibly);
            // A dying process may still write: delete only after the last of them is gone.
            family.forEach(Workspace::awaitEnd);
        }
        if (keep) {
            progress.say("kept " + directory);
        } else {
            deleteTree(directory, progress);
        }
    }

    private static void awaitEnd(ProcessHandle handle) {
        try {
            ended(handle);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void deleteTree(Path root, Progress progress) {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            progress.say(
                    "could not delete " + root + " (" + e.getMessage() + "): delete it by hand");
        }
    }
}
