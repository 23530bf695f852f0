package strata.lessons;

import java.util.List;
import java.util.Objects;

/**
 * A failure, told so that somebody learns from it.
 *
 * @param testId as {@code VarintsTest.anIntTakesAtMostFiveBytes}
 * @param step as {@code 1.1}
 * @param claim what was to hold
 * @param rules the rules of the lab's text that it is about, as {@code R1.5-e}; may be empty
 * @param steps what the test did, in order; the last may be {@link Lesson#now the case at hand}
 * @param what was being looked at; empty when the test did not say
 * @param expected as text
 * @param got as text
 * @param picture in a fixed-width font; may be empty
 * @param ownFrame the first stack frame in the student's code, else in a layer that was released,
 *     as {@code strata/log/Varints.java:52 in readInt}: a path below the folder of its sources;
 *     empty when there is none
 * @param testFrame the line of the test that noticed, in the same form; may be empty
 * @param stack the frames of layer and test alone, innermost first, each as {@link #ownFrame};
 *     empty where a broken expectation tells all
 * @param printed what the code under test wrote to standard output; may be empty
 * @param rerun the command that runs this test again
 * @param code the failure code, as {@code LOG-101}
 * @param page where the code is explained
 * @param layers what it ran on, as {@code layers: log=labs}
 */
public record Card(
        String testId,
        String step,
        String claim,
        List<String> rules,
        List<String> steps,
        String what,
        String expected,
        String got,
        List<String> picture,
        String ownFrame,
        String testFrame,
        List<String> stack,
        List<String> printed,
        String rerun,
        String code,
        String page,
        String layers) {
    /** Refuses null, which a journal that somebody wrote to may hold. */
    public Card {
        Objects.requireNonNull(testId);
        Objects.requireNonNull(step);
        Objects.requireNonNull(claim);
        rules = rules == null ? List.of() : List.copyOf(rules);
        steps = List.copyOf(steps);
        Objects.requireNonNull(what);
        Objects.requireNonNull(expected);
        Objects.requireNonNull(got);
        picture = List.copyOf(picture);
        Objects.requireNonNull(ownFrame);
        Objects.requireNonNull(testFrame);
        stack = List.copyOf(stack);
        printed = List.copyOf(printed);
        Objects.requireNonNull(rerun);
        Objects.requireNonNull(code);
        Objects.requireNonNull(page);
        Objects.requireNonNull(layers);
    }
}
