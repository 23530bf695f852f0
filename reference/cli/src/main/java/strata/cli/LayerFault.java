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

    /** As {@link #text}, with the first step that has a hole in the lab that it came out of. */
    static String text(Throwable fault) {
        Lab lab = Lab.find(House.root(), labOf(fault));
        return text(
                fault,
                lab == null ? null : LabNode.openSteps(lab).stream().findFirst().orElse(null));
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
            return "your %s came to a hole: %s%n%s    next: ./strata test %s    ./strata hint %s"
                    .formatted(
                            LayerChoice.LAYERS.get(LabStep.parse(hole.step()).lab() - 1),
                            hole.getMessage(),
                            frames(hole, 1),
                            next,
                            next);
        }
        String layer = layerOf(first(fault));
        return "your %s threw %s%n%s    next: ./strata test %d"
                .formatted(
                        layer,
                        first(fault),
                        frames(first(fault), FRAMES_MAX),
                        LayerChoice.LAYERS.indexOf(layer) + 1);
    }

    /** The lab whose layer it came out of, from 1. */
    private static int labOf(Throwable fault) {
        Todo hole = hole(fault);
        return hole != null
                ? LabStep.parse(hole.step()).lab()
                : LayerChoice.LAYERS.indexOf(layerOf(first(fault))) + 1;
    }

    /** The layer of the innermost frame that is of one; layer 1 when none is. */
    private static String layerOf(Throwable fault) {
        for (StackTraceElement frame : fault.getStackTrace()) {
            for (String layer : LayerChoice.LAYERS) {
                if (frame.getClassName().startsWith("strata." + layer + ".")) {
                    return layer;
                }
            }
        }
        return LayerChoice.LAYERS.get(0);
    }

    /** Whether it came out of a layer, and the layer is the student's. */
    static boolean isOfTheStudent(Throwable fault) {
        if (hole(fault) != null) {
            return true;
        }
        Throwable first = first(fault);
        return Arrays.stream(first.getStackTrace()).anyMatch(LayerFault::isOfALayer)
                && "labs".equals(ClassPathLayers.ofThisJvm().origin(layerOf(first)));
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
