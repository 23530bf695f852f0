package strata.autograder.grade;

import java.util.List;

/**
 * What stood between a submission and the machine.
 *
 * @param active by name, as {@code network}
 * @param missing those that this machine cannot give, by name
 */
public record Protections(List<String> active, List<String> missing) {
    public Protections {
        active = List.copyOf(active);
        missing = List.copyOf(missing);
    }
}
