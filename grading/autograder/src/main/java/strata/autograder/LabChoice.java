package strata.autograder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option of commands that are about one lab or several. */
final class LabChoice {
    private static final int LABS_MAX = 5;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--lab",
            paramLabel = "N[,N]",
            split = ",",
            description =
                    "Which labs; each is graded by itself, on the reference below it (default:"
                            + " those that there is work on).")
    private List<Integer> numbers = List.of();

    boolean isGiven() {
        return !numbers.isEmpty();
    }

    /** The labs that were asked for, lowest first; empty when none was. */
    List<Lab> labs(Path root) throws IOException {
        List<Lab> labs = new ArrayList<>();
        for (int number : numbers.stream().distinct().sorted().toList()) {
            Lab found = Lab.of(root, number);
            if (found == null) {
                throw new ParameterException(
                        spec.commandLine(), "there is no lab " + number + " in labs/");
            }
            labs.add(found);
        }
        return labs;
    }

    /** Every lab that the repository has, lowest first. */
    static List<Lab> all(Path root) throws IOException {
        List<Lab> labs = new ArrayList<>();
        for (int number = 1; number <= LABS_MAX; number++) {
            Lab found = Lab.of(root, number);
            if (found != null) {
                labs.add(found);
            }
        }
        return labs;
    }

    /** As a command line gives them: {@code 1,2}. */
    static String words(List<Lab> labs) {
        return labs.stream()
                .map(lab -> String.valueOf(lab.number()))
                .collect(Collectors.joining(","));
    }
}
