package strata.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import strata.kernel.Nullable;

/** {@code strata hint}: the next hint for a step, or the page of a failure code. */
@Command(
        name = "hint",
        description = {
            "Give the next hint for a step, or explain a failure code.",
            "",
            "Each step has three hints: a nudge, the concept behind it, and one that is nearly"
                + " there. Each call gives the next of them, and remembers which you have read.",
            ""
        })
final class HintCommand implements Callable<Integer> {
    private static final Pattern CODE = Pattern.compile("[A-Z]+-[0-9]{3}");

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "STEP|CODE",
            description = "A step, as 1.3, or a failure code, as LOG-101.")
    private String about = "";

    @Option(
            names = "--level",
            paramLabel = "1|2|3",
            description = "This hint: 1 nudge, 2 concept, 3 nearly there.")
    private @Nullable Integer level;

    @Option(names = "--all", description = "Give again all that you have read so far.")
    private boolean all;

    @Override
    public Integer call() throws IOException {
        if (CODE.matcher(about).matches()) {
            return page(about);
        }
        LabStep step;
        try {
            step = LabStep.parse(about);
        } catch (TypeConversionException e) {
            throw neither();
        }
        if (step.step() == 0) {
            throw neither();
        }
        if (level != null && (level < 1 || level > HintPage.LEVELS.size())) {
            throw new ParameterException(spec.commandLine(), "--level is 1, 2 or 3");
        }
        Lab lab = Lab.find(House.root(), step.lab());
        if (lab == null) {
            return NotYet.answer(spec, "lab " + step.lab());
        }
        if (!Files.exists(lab.hints(step))) {
            return noSuch("a step with hints", step.toString(), names(HintPage.stepsOf(lab)));
        }
        give(step, HintPage.read(lab.hints(step)));
        return ExitCode.DONE;
    }

    private ParameterException neither() {
        return new ParameterException(
                spec.commandLine(),
                "'" + about + "' is neither a step, as 1.3, nor a failure code, as LOG-101");
    }

    private void give(LabStep step, HintPage page) {
        HintsSeen memory = new HintsSeen(House.state());
        NavigableSet<Integer> seen = memory.of(step);
        PrintWriter out = spec.commandLine().getOut();
        if (all) {
            if (seen.isEmpty()) {
                out.println("You have read no hint for step " + step + " yet.");
            }
            seen.stream()
                    .filter(read -> read <= page.texts().size())
                    .forEach(read -> print(step, page, read));
        } else {
            int next = level != null ? level : next(seen);
            print(step, page, next);
            memory.add(step, next);
            seen.add(next);
        }
        int left = page.texts().size() - seen.size();
        String command = "./strata hint " + step;
        if (left > 0) {
            out.println(left + (left == 1 ? " hint" : " hints") + " left: " + command);
        } else {
            out.println("That was the last hint. All of them again: " + command + " --all");
        }
        out.flush();
    }

    /** The gentlest that was not read yet; the last one, when all were. */
    private static int next(Set<Integer> seen) {
        int next = 1;
        while (next < HintPage.LEVELS.size() && seen.contains(next)) {
            next++;
        }
        return next;
    }

    private void print(LabStep step, HintPage page, int number) {
        PrintWriter out = spec.commandLine().getOut();
        boolean styled = Style.wanted();
        String title =
                "Step %s, hint %d of %d: %s"
                        .formatted(
                                step,
                                number,
                                page.texts().size(),
                                HintPage.LEVELS.get(number - 1).toLowerCase(Locale.ROOT));
        out.println(Style.BOLD.of(title, styled));
        out.println();
        out.println(MarkdownText.render(page.texts().get(number - 1), styled));
        out.println();
    }

    private int page(String code) throws IOException {
        Path folder = House.root().resolve("docs/failures");
        Path page = folder.resolve(code + ".md");
        if (!Files.exists(page)) {
            return noSuch("a failure code with a page", code, codes(folder));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(MarkdownText.render(Files.readString(page), Style.wanted()));
        out.flush();
        return ExitCode.DONE;
    }

    private int noSuch(String what, String given, String there) {
        spec.commandLine()
                .getErr()
                .println(
                        "strata hint: "
                                + given
                                + " is not "
                                + what
                                + "; there "
                                + (there.isEmpty() ? "are none yet" : "are " + there));
        return ExitCode.USAGE;
    }

    private static String names(List<LabStep> steps) {
        return steps.stream().map(LabStep::toString).collect(Collectors.joining(", "));
    }

    private static String codes(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return "";
        }
        try (Stream<Path> pages = Files.list(folder)) {
            return pages.map(page -> page.getFileName().toString().replace(".md", ""))
                    .filter(name -> CODE.matcher(name).matches())
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
    }
}
