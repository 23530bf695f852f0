package strata.cli;

import java.util.Arrays;
import strata.kernel.Nullable;
import strata.kernel.Todo;

/** What a layer threw, told to the student who wrote it. */
final class LayerFault {
    private static final int FRAMES_MAX = 3;
    // A chain of causes may be a ring.
    private static final int CAUSES_MAX = 20;

    private LayerFault() {}

    /** The hole that it came to; null when it was none. */
    static @Nullable Todo hole(Throwable fault) {
        return first(fault) instanceof Todo todo ? todo : null;
    }

    /** What was thrown first: whoever could not go on wrapped it. */
    private static Throwable first(Throwable fault) {
        Throwable first = fault;
        for (int depth = 0; depth < CAUSES_MAX && first.getCause() != null; depth++) {
            first = first.getCause();
        }
        return first;
    }

    /**
     * What happened, where in the student's own code, and what to do next.
     *
     * @param firstOpen the first step with a hole; null when nobody knows
     */
    static String text(Throwable fault, @Nullable LabStep firstOpen) {
        Todo hole = hole(fault);
        if (hole != null) {
            String next = firstOpen == null ? hole.step() : firstOpen.toString();
            return "your log came to a hole: %s%n%s    next: ./strata test %s    ./strata hint %s"
                    .formatted(hole.getMessage(), frames(hole, 1), next, next);
        }
        return "your log threw %s%n%s    next: ./strata test 1"
                .formatted(first(fault), frames(first(fault), FRAMES_MAX));
    }

    /** Whether it came out of a layer, and the layer is the student's. */
    static boolean isOfTheStudent(Throwable fault) {
        if (hole(fault) != null) {
            return true;
        }
        return Arrays.stream(first(fault).getStackTrace()).anyMatch(LayerFault::isOfALayer)
                && "labs".equals(ClassPathLayers.ofThisJvm().origin("log"));
    }

    private static boolean isOfALayer(StackTraceElement frame) {
        return LayerChoice.LAYERS.stream()
                .anyMatch(layer -> frame.getClassName().startsWith("strata." + layer + "."));
    }

    private static String frames(Throwable fault, int count) {
        StringBuilder text = new StringBuilder();
        int left = count;
        for (StackTraceElement frame : fault.getStackTrace()) {
            if (left > 0 && isOfALayer(frame)) {
                text.append(
                        "    at %s:%d, in %s%n"
                                .formatted(
                                        frame.getFileName(),
                                        frame.getLineNumber(),
                                        frame.getMethodName()));
                left--;
            }
        }
        return text.toString();
    }
}
