package strata.skeleton;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A lab, and the layer that is its solution.
 *
 * @param number 1 to 5
 * @param layer as descriptors spell it: {@code log}
 * @param folder of both, under {@code labs} and {@code reference}: {@code 01-log}
 * @param stepCount how many steps it has: {@code 1.1} to {@code 1.<stepCount>}
 * @param openCount how many of them have their tests, hints and pages: all, once the lab is whole.
 *     The sources of the others have their holes all the same
 */
record Lab(int number, String layer, String folder, int stepCount, int openCount) {
    /**
     * The labs that exist so far. Here, and nowhere else, it stands which steps are still to come.
     */
    static final List<Lab> ALL =
            List.of(
                    new Lab(1, "log", "01-log", 8, 8),
                    new Lab(2, "segments", "02-segments", 8, 8),
                    new Lab(3, "replication", "03-replication", 9, 9),
                    new Lab(4, "groups", "04-consumer-groups", 8, 8),
                    new Lab(5, "transactions", "05-transactions", 8, 8));

    private static final Pattern STEP = Pattern.compile("([1-5])\\.([1-9][0-9]?)");

    /** The lab of a number; empty when there is none yet. */
    static Optional<Lab> find(int number) {
        return ALL.stream().filter(lab -> lab.number() == number).findFirst();
    }

    /** Whether this lab has a step, as {@code 1.3}. */
    boolean hasStep(String step) {
        Matcher form = STEP.matcher(step);
        return form.matches()
                && Integer.parseInt(form.group(1)) == number
                && Integer.parseInt(form.group(2)) <= stepCount;
    }

    /** All its steps, in their order. */
    List<String> steps() {
        return IntStream.rangeClosed(1, stepCount).mapToObj(this::step).toList();
    }

    /** The steps that students can work on, in their order. */
    List<String> openSteps() {
        return steps().subList(0, openCount);
    }

    /** Whether all steps are open. */
    boolean isWhole() {
        return openCount == stepCount;
    }

    /** The labs below it, lowest first. */
    List<Lab> below() {
        return ALL.stream().filter(lab -> lab.number() < number).toList();
    }

    /** A step's name. */
    String step(int index) {
        return number + "." + index;
    }

    /** The solution's sources. */
    Path referenceSources(Path root) {
        return root.resolve("reference").resolve(folder).resolve("src/main/java");
    }

    /** What goes with the solution's classes: the layer's descriptor. */
    Path referenceResources(Path root) {
        return root.resolve("reference").resolve(folder).resolve("src/main/resources");
    }

    /** The student's room. */
    Path room(Path root) {
        return root.resolve("labs").resolve(folder);
    }

    /** The sources with holes. */
    Path labSources(Path root) {
        return room(root).resolve("src/main/java");
    }
}
