package strata.lessons;

import java.util.List;

/**
 * A failure, told so that somebody learns from it.
 *
 * @param testId as {@code VarintsTest.anIntTakesAtMostFiveBytes}
 * @param step as {@code 1.1}
 * @param claim what was to hold
 * @param steps what the test did, in order
 * @param what was being looked at; empty when the test did not say
 * @param expected as text
 * @param got as text
 * @param picture in a fixed-width font; may be empty
 * @param ownFrame the first stack frame in the student's code, as {@code Varints.java:52 in
 *     readInt}; empty when there is none
 * @param rerun the command that runs this test again
 * @param code the failure code, as {@code LOG-101}
 * @param page where the code is explained
 * @param layers what it ran on, as {@code layers: log=labs}
 */
public record Card(
        String testId,
        String step,
        String claim,
        List<String> steps,
        String what,
        String expected,
        String got,
        List<String> picture,
        String ownFrame,
        String rerun,
        String code,
        String page,
        String layers) {}
