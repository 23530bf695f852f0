package strata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/** {@code strata status}: says what runs on a data directory. */
@Command(name = "status", description = "Say what runs: process, addresses, layers.")
final class StatusCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the cluster keeps its data (default: .strata/data).")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print JSON for a program to read.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        Path directory = data == null ? House.defaultData() : data;
        RunFile run = RunFile.read(directory);
        ProcessHandle process = run == null ? null : run.process();
        boolean running = run != null && process != null;
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("running", running);
            fields.put("data", directory.toAbsolutePath().toString());
            fields.put("pid", running ? run.pid() : null);
            fields.put("bootstrap", running ? run.bootstrap() : List.of());
            fields.put("layers", running ? run.layers() : null);
            out.println(new ObjectMapper().writeValueAsString(fields));
        } else if (running) {
            out.println("running     process " + run.pid());
            out.println("bootstrap   " + String.join(",", run.bootstrap()));
            out.println("data        " + directory.toAbsolutePath());
            out.println(run.layers());
        } else {
            out.println("nothing runs on " + directory.toAbsolutePath());
        }
        return running ? ExitCode.DONE : ExitCode.FAILED;
    }
}
