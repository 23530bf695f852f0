package strata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/** {@code strata progress}: which steps are done. */
@Command(
        name = "progress",
        description = {"Show which steps are done, as the tests said when they ran last.", ""})
final class ProgressCommand implements Callable<Integer> {
    private static final int BAR_LENGTH = 10;

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON for a program to read.")
    private boolean json;

    @Option(
            names = "--reset",
            description = "Forget all results and all hints read, and begin again.")
    private boolean reset;

    @Option(names = "--yes", description = "Do not ask before --reset.")
    private boolean yes;

    @Override
    public Integer call() throws JsonProcessingException {
        if (reset) {
            return forget();
        }
        Path state = House.state();
        List<LabProgress> labs =
                Lab.allOpen(House.root()).stream()
                        .map(lab -> LabProgress.of(lab, state))
                        .filter(lab -> !lab.steps().isEmpty())
                        .toList();
        PrintWriter out = spec.commandLine().getOut();
        StepProgress next = next(labs);
        if (json) {
            out.println(
                    new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(fields(labs, next)));
        } else if (labs.isEmpty()) {
            out.println("No lab has a step yet.");
        } else {
            labs.forEach(this::print);
            out.println(
                    next == null
                            ? "All done. See it run: ./strata play 1    Hand it in: ./strata submit"
                            : "next: step %s, %s: ./strata test %s"
                                    .formatted(next.step(), next.concept(), next.step()));
        }
        out.flush();
        return ExitCode.DONE;
    }

    /** The first step to do; what is left of a lab that was released comes last. */
    private static @Nullable StepProgress next(List<LabProgress> labs) {
        return Stream.concat(
                        labs.stream().filter(lab -> !lab.lab().isReleased()),
                        labs.stream().filter(lab -> lab.lab().isReleased()))
                .map(LabProgress::next)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private int forget() {
        if (!yes && !Terminal.confirms("Forget all results and all hints read?")) {
            spec.commandLine()
                    .getErr()
                    .println("strata progress: nothing is forgotten; --reset --yes does not ask");
            return ExitCode.USAGE;
        }
        boolean results = new Progress(House.state()).forget();
        boolean hints = new HintsSeen(House.state()).forget();
        spec.commandLine()
                .getOut()
                .println(results || hints ? "forgotten" : "there was nothing to forget");
        return ExitCode.DONE;
    }

    private void print(LabProgress lab) {
        PrintWriter out = spec.commandLine().getOut();
        boolean styled = Style.wanted();
        out.println(
                Style.BOLD.of(lab.title(), styled)
                        + "    %d of %d tests, %d of %d points"
                                .formatted(
                                        lab.passedCount(),
                                        lab.testCount(),
                                        lab.points(),
                                        lab.pointsMax()));
        int conceptWidth =
                lab.steps().stream().mapToInt(step -> step.concept().length()).max().orElse(0);
        for (StepProgress step : lab.steps()) {
            String line =
                    "  %-4s %s  %s  %2d of %2d tests  %2d of %2d points%s"
                            .formatted(
                                    step.step(),
                                    pad(step.concept(), conceptWidth),
                                    bar(step, styled),
                                    step.passedCount(),
                                    step.testCount(),
                                    step.points(),
                                    step.pointsMax(),
                                    remark(step));
            out.println(line.stripTrailing());
        }
        out.println();
    }

    private static String remark(StepProgress step) {
        String hints =
                switch (step.hintCount()) {
                    case 0 -> "";
                    case 1 -> "  1 hint";
                    default -> "  " + step.hintCount() + " hints";
                };
        return hints + (step.ran() ? "" : "  not run yet");
    }

    /** ASCII, so that it looks the same in every terminal. */
    static String bar(StepProgress step, boolean styled) {
        int filled = BAR_LENGTH * step.passedCount() / step.testCount();
        Style style = step.done() ? Style.GREEN : Style.YELLOW;
        return "[" + style.of("#".repeat(filled), styled) + ".".repeat(BAR_LENGTH - filled) + "]";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static Map<String, Object> fields(List<LabProgress> labs, @Nullable StepProgress next) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("labs", labs.stream().map(ProgressCommand::fields).toList());
        if (next != null) {
            fields.put(
                    "next",
                    Map.of(
                            "step",
                            next.step().toString(),
                            "command",
                            "./strata test " + next.step()));
        }
        return fields;
    }

    private static Map<String, Object> fields(LabProgress lab) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("lab", lab.lab().number());
        fields.put("title", lab.title());
        fields.put("passed", lab.passedCount());
        fields.put("tests", lab.testCount());
        fields.put("points", lab.points());
        fields.put("pointsMax", lab.pointsMax());
        fields.put("steps", lab.steps().stream().map(ProgressCommand::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(StepProgress step) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("step", step.step().toString());
        fields.put("concept", step.concept());
        fields.put("passed", step.passedCount());
        fields.put("tests", step.testCount());
        fields.put("points", step.points());
        fields.put("pointsMax", step.pointsMax());
        fields.put("hints", step.hintCount());
        fields.put("ran", step.ran());
        fields.put("done", step.done());
        return fields;
    }
}
