package strata.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import strata.cli.LabAnswers.Answer;
import strata.kernel.Nullable;

/** {@code strata predict}: asks what the student's code will do, runs it, and says why. */
@Command(
        name = "predict",
        description = {
            "Say what your code will do, then see it do it.",
            "",
            "Your own code gives the true answer; so a step comes before its questions. A wrong"
                    + " guess is worth as much as a right one, and nobody keeps count.",
            ""
        })
final class PredictCommand implements Callable<Integer> {
    private static final int WIDTH = 100;

    /** Where the true answers come from. */
    @FunctionalInterface
    interface Source {
        Map<String, Answer> of(Lab lab, List<Prediction> questions)
                throws IOException, InterruptedException;
    }

    private final Source source;
    private final BufferedReader typed;
    private final ArrayDeque<String> given = new ArrayDeque<>();

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "LAB[.STEP]",
            converter = LabStep.Converter.class,
            description = "A lab, or one step of it, as in 1.3.")
    private LabStep about = new LabStep(1, 0);

    @Option(
            names = "--answer",
            paramLabel = "LETTER|TEXT",
            description = "The answer, instead of asking; once for each question.")
    private List<String> answers = new ArrayList<>();

    PredictCommand() {
        this(
                (lab, questions) -> new LabAnswers(lab).of(questions),
                new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }

    PredictCommand(Source source, Reader typed) {
        this.source = source;
        this.typed = new BufferedReader(typed);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Lab lab = Lab.find(House.root(), about.lab());
        if (lab == null) {
            return NotYet.answer(spec, "lab " + about.lab());
        }
        Path file = LabAnswers.source(lab);
        List<Prediction> all =
                Files.exists(file) ? LabSources.of(List.of(file)).predictions() : List.of();
        List<Prediction> asked =
                all.stream().filter(question -> about.contains(question.step())).toList();
        PrintWriter err = spec.commandLine().getErr();
        if (asked.isEmpty()) {
            String there =
                    all.stream()
                            .map(question -> question.step().toString())
                            .distinct()
                            .collect(Collectors.joining(", "));
            err.println(
                    "strata predict: there is no question for "
                            + about
                            + (there.isEmpty() ? "" : "; there are some for " + there));
            return ExitCode.USAGE;
        }
        given.addAll(answers);
        try {
            return ask(asked, source.of(lab, asked), unproven(lab, asked));
        } catch (CompileFault e) {
            err.println("strata predict: your " + e.layer() + " does not compile:");
            err.println(e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /** The steps whose tests do not all pass: there, what the code answers may be wrong. */
    private static List<LabStep> unproven(Lab lab, List<Prediction> asked) {
        List<LabStep> done =
                LabProgress.of(lab, House.state()).steps().stream()
                        .filter(StepProgress::done)
                        .map(StepProgress::step)
                        .toList();
        return asked.stream()
                .map(Prediction::step)
                .distinct()
                .filter(step -> !done.contains(step))
                .toList();
    }

    private int ask(List<Prediction> asked, Map<String, Answer> truth, List<LabStep> unproven)
            throws IOException {
        int code = ExitCode.DONE;
        for (int i = 0; i < asked.size(); i++) {
            Prediction question = asked.get(i);
            Answer answer = truth.get(question.method());
            say("");
            say(
                    Style.BOLD.of(
                            "Step %s, question %d of %d"
                                    .formatted(question.step(), i + 1, asked.size()),
                            Style.wanted()));
            wrapped(question.question());
            switch (answer) {
                case Answer.Said said -> {
                    String guess = guess(question);
                    if (guess == null) {
                        spec.commandLine().getErr().println("strata predict: no answer came");
                        return ExitCode.USAGE;
                    }
                    reveal(question, guess, said.text(), unproven.contains(question.step()));
                }
                case Answer.Hole hole -> {
                    say("Your code cannot tell yet: " + hole.what());
                    say("first: ./strata test " + hole.step());
                    code = ExitCode.FAILED;
                }
                case Answer.Failed failed -> {
                    say("Your code cannot tell: " + failed.why());
                    say("first: ./strata test " + question.step());
                    code = ExitCode.FAILED;
                }
                case null -> {
                    say("Your code gave no answer: its process ended before.");
                    say("first: ./strata test " + question.step());
                    code = ExitCode.FAILED;
                }
            }
        }
        return code;
    }

    /** What somebody believes; null when nothing comes any more. */
    private @Nullable String guess(Prediction question) throws IOException {
        for (int i = 0; i < question.choices().size(); i++) {
            say("  " + Prediction.letter(i) + "  " + question.choices().get(i));
        }
        char last = Prediction.letter(question.choices().size() - 1);
        if (!answers.isEmpty()) {
            String said = given.poll();
            String choice = said == null ? null : question.choiceOf(said);
            if (said != null && choice == null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--answer " + said + " is none of the choices: a to " + last);
            }
            return choice;
        }
        while (true) {
            spec.commandLine().getOut().print("your answer, a to " + last + ": ");
            spec.commandLine().getOut().flush();
            String line = typed.readLine();
            if (line == null) {
                say("");
                return null;
            }
            String choice = question.choiceOf(line);
            if (choice != null) {
                return choice;
            }
        }
    }

    private void reveal(Prediction question, String guess, String truth, boolean unproven) {
        boolean styled = Style.wanted();
        say("");
        if (!question.choices().contains(truth)) {
            say(
                    "Your code says "
                            + Style.BOLD.of("\"" + truth + "\"", styled)
                            + ": none of these.");
            say("first: ./strata test " + question.step());
            return;
        }
        boolean right = truth.equals(guess);
        say(
                "Your code says %s%s"
                        .formatted(
                                Style.BOLD.of("\"" + truth + "\"", styled),
                                right
                                        ? ": " + Style.GREEN.of("you were right", styled)
                                        : Style.YELLOW.of(", not \"" + guess + "\"", styled)));
        wrapped(question.because());
        if (unproven) {
            say(
                    "(The tests of step %s do not all pass yet, so your code may be the one that is wrong.)"
                            .formatted(question.step()));
        }
    }

    private void wrapped(String text) {
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() >= WIDTH) {
                say(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        say(line.toString());
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
