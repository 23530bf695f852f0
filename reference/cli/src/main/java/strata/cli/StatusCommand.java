package strata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
        Path directory = (data == null ? House.defaultData() : data).toAbsolutePath();
        RunFile found = RunFile.read(directory);
        RunFile run = found != null && found.process() != null ? found : null;
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(fields(directory, run)));
        } else if (run != null) {
            out.println("running     process " + run.pid());
            out.println("bootstrap   " + String.join(",", run.bootstrap()));
            out.println("data        " + directory);
            out.println(run.layers());
        } else {
            out.println("nothing runs on " + directory);
        }
        return run != null ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static Map<String, Object> fields(Path directory, @Nullable RunFile run) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("running", run != null);
        fields.put("data", directory.toString());
        if (run != null) {
            fields.put("pid", run.pid());
            fields.put("bootstrap", run.bootstrap());
            fields.put("layers", run.layers());
        }
        return fields;
    }
}
