package strata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import strata.cli.ask.Answers.Broker;
import strata.cli.status.ClusterLook;
import strata.cli.status.ClusterReport;
import strata.cli.status.StatusFields;
import strata.cli.status.StatusText;
import strata.kernel.Nullable;

/** {@code strata status}: says what runs, and how it is. */
@Command(
        name = "status",
        description =
                "Say how a cluster is: nodes, controller, partitions, groups, what lags behind.")
final class StatusCommand implements Callable<Integer> {
    private static final int ROWS_MAX = 40;

    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the cluster keeps its data (default: .strata/data).")
    private @Nullable Path data;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT[,...]",
            split = ",",
            description = "Ask these nodes, wherever they run, in place of those of a directory.")
    private List<String> bootstrap = List.of();

    @Option(
            names = "--all",
            description = "List every partition and group, not the first 40 alone.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON for a program to read.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        ClusterReport report = null;
        String fault;
        List<Broker> nodes = bootstrap.isEmpty() ? running(fields, lines) : asked();
        if (nodes.isEmpty()) {
            fault = "";
        } else {
            try {
                report = new ClusterLook(nodes).report();
                fields.putAll(StatusFields.of(report));
                fault = "";
            } catch (IOException e) {
                fault = "no node answers: " + e.getMessage();
                fields.put("fault", fault);
            }
        }
        print(fields, lines, report, fault);
        return report != null ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void print(
            Map<String, Object> fields,
            List<String> lines,
            @Nullable ClusterReport report,
            String fault)
            throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(fields));
            return;
        }
        lines.forEach(out::println);
        if (report != null) {
            int rows = all ? Integer.MAX_VALUE : ROWS_MAX;
            new StatusText(report, rows).lines().forEach(out::println);
        }
        if (!fault.isEmpty()) {
            spec.commandLine().getErr().println("strata status: " + fault);
        }
    }

    /** The nodes of what runs on the data directory; none when nothing does. */
    private List<Broker> running(Map<String, Object> fields, List<String> lines) {
        Path directory = (data == null ? House.defaultData() : data).toAbsolutePath().normalize();
        RunFile found = RunFile.read(directory);
        RunFile run = found != null && found.process() != null ? found : null;
        fields.put("running", run != null);
        fields.put("data", directory.toString());
        if (run == null) {
            lines.add("nothing runs on " + directory);
            return List.of();
        }
        fields.put("pid", run.pid());
        fields.put("bootstrap", run.bootstrap());
        fields.put("layers", run.layers());
        lines.add("running     process " + run.pid());
        lines.add("bootstrap   " + String.join(",", run.bootstrap()));
        lines.add("data        " + directory);
        lines.add(run.layers());
        if (run.nodes().isEmpty()) {
            return run.bootstrap().stream().map(at -> node(-1, at)).toList();
        }
        return run.nodes().stream().map(each -> node(each.id(), each.address())).toList();
    }

    private List<Broker> asked() {
        return bootstrap.stream().map(at -> node(-1, at.trim())).toList();
    }

    private Broker node(int id, String address) {
        int hostEnd = address.lastIndexOf(':');
        try {
            String host = address.substring(0, hostEnd).replaceAll("^\\[|\\]$", "");
            return new Broker(id, host, Integer.parseInt(address.substring(hostEnd + 1)), false);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new ParameterException(
                    spec.commandLine(), address + " is not HOST:PORT, as in localhost:9092", e);
        }
    }
}
