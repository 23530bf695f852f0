package strata.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import strata.kernel.Nullable;

/** Starts {@code strata up} as a process of its own that outlives the terminal. */
final class DetachedCluster {
    private static final long READY_SECONDS_MAX = 120;
    private static final long LOOK_MS = 20;

    private final Path data;
    private final List<String> options;

    /**
     * @param options of {@code up}, but for the data directory
     */
    DetachedCluster(Path data, List<String> options) {
        this.data = data;
        this.options = options;
    }

    /** Returns when the cluster is ready, or has ended instead; then with its exit code. */
    int start(PrintWriter out) {
        try {
            Files.createDirectories(data);
            Path log = data.resolve("up.log");
            Process process =
                    new ProcessBuilder(command())
                            .redirectInput(new File("/dev/null"))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            RunFile run = awaitReady(process);
            if (run == null) {
                out.print(Files.readString(log, StandardCharsets.UTF_8));
                out.flush();
                return process.exitValue();
            }
            out.println(run.layers());
            run.remarks().forEach(out::println);
            ClusterRun.sayReady(out, String.join(",", run.bootstrap()), data);
            boolean usual = data.equals(House.defaultData());
            out.println(
                    "stop:  ./strata down"
                            + (usual ? "" : " --data " + data)
                            + "      log: "
                            + log);
            return ExitCode.DONE;
        } catch (IOException e) {
            throw new EnvironmentFault("cannot start a cluster on " + data + ": " + e, e);
        } catch (InterruptedException e) {
            throw new EnvironmentFault("interrupted while the cluster was starting", e);
        }
    }

    private @Nullable RunFile awaitReady(Process process) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
        while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
            RunFile run = RunFile.read(data);
            if (run != null && run.process() != null) {
                return run;
            }
            if (System.nanoTime() > deadline) {
                process.destroy();
                throw new EnvironmentFault(
                        "the cluster was not ready after "
                                + READY_SECONDS_MAX
                                + " s; see "
                                + data.resolve("up.log"));
            }
        }
        return null;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        // A session of its own: ctrl-C and the end of the terminal are not for it.
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.add(House.root().resolve("strata").toString());
        command.add("up");
        command.add("--data");
        command.add(data.toString());
        command.addAll(options);
        return command;
    }
}
