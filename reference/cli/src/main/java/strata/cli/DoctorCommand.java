package strata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import picocli.CommandLine.Spec;
import strata.cli.doctor.ClusterProbe.State;
import strata.cli.doctor.Finding;
import strata.cli.doctor.Finding.Level;
import strata.cli.doctor.Machine;
import strata.cli.doctor.Probe;

/** {@code strata doctor}: whether this machine can run the course. */
@Command(
        name = "doctor",
        description = {
            "Check that this machine can run the course: what is wrong, and the one command that"
                    + " mends it.",
            "",
            "It changes nothing. It ends with 0 when nothing is wrong, else with 3.",
            ""
        })
final class DoctorCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON for a program to read.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        Path data = House.defaultData();
        return tell(Machine.probes(House.root(), data, () -> stateOf(data)));
    }

    /** Looks through these probes and says what each found. */
    int tell(List<Probe> probes) throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = new ArrayList<>();
        for (Probe probe : probes) {
            Finding finding = probe.look();
            findings.add(finding);
            if (!json) {
                print(out, finding);
            }
        }
        long wrong = count(findings, Level.WRONG);
        if (json) {
            out.println(
                    new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(
                                    Map.of(
                                            "findings",
                                            findings.stream()
                                                    .map(DoctorCommand::fields)
                                                    .toList())));
        } else {
            long warnings = count(findings, Level.WARNING);
            out.println();
            out.println(
                    wrong > 0
                            ? wrong + " wrong, " + warnings + " to know of"
                            : warnings > 0
                                    ? "nothing is wrong, " + warnings + " to know of"
                                    : "all is well");
        }
        out.flush();
        return wrong > 0 ? ExitCode.ENVIRONMENT : ExitCode.DONE;
    }

    private static void print(PrintWriter out, Finding finding) {
        boolean styled = Style.wanted();
        Style style =
                switch (finding.level()) {
                    case OK -> Style.GREEN;
                    case WARNING -> Style.YELLOW;
                    case WRONG -> Style.RED;
                };
        String word = "%-8s".formatted(finding.level().word());
        out.printf("%s %-12s %s%n", style.of(word, styled), finding.what(), finding.text());
        if (finding.remedy() != null) {
            out.printf("%-21s -> %s%n", "", Style.BOLD.of(finding.remedy(), styled));
        }
        out.flush();
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    private static Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", finding.what());
        fields.put("level", finding.level().word());
        fields.put("text", finding.text());
        if (finding.remedy() != null) {
            fields.put("remedy", finding.remedy());
        }
        return fields;
    }

    private static State stateOf(Path data) {
        RunFile run;
        try {
            run = RunFile.read(data);
        } catch (EnvironmentFault e) {
            return new State.Damaged();
        }
        if (run == null) {
            return new State.None();
        }
        return run.process() == null
                ? new State.Gone(run.pid())
                : new State.Running(run.pid(), String.join(",", run.bootstrap()));
    }
}
