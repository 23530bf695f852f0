package strata.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/** {@code strata down}: stops a detached cluster. */
@Command(name = "down", description = "Stop the cluster that was started with --detach.")
final class DownCommand implements Callable<Integer> {
    private static final long WAIT_SECONDS = 60;

    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the cluster keeps its data (default: .strata/data).")
    private @Nullable Path data;

    @Override
    public Integer call() throws InterruptedException {
        Path directory = data == null ? House.defaultData() : data;
        RunFile run = RunFile.read(directory);
        ProcessHandle process = run == null ? null : run.process();
        if (process == null) {
            RunFile.delete(directory);
            spec.commandLine().getOut().println("nothing runs on " + directory);
            return ExitCode.DONE;
        }
        process.destroy();
        try {
            process.onExit().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new EnvironmentFault(
                    "process "
                            + process.pid()
                            + " has not stopped after "
                            + WAIT_SECONDS
                            + " s; kill -9 "
                            + process.pid()
                            + " loses nothing acknowledged",
                    e);
        } catch (ExecutionException e) {
            throw new EnvironmentFault("cannot wait for process " + process.pid(), e);
        }
        RunFile.delete(directory);
        spec.commandLine().getOut().println("stopped process " + process.pid());
        return ExitCode.DONE;
    }
}
