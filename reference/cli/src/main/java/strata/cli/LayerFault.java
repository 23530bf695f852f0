package strata.cli;

import java.util.Arrays;
import strata.kernel.Nullable;
import strata.kernel.Todo;

/** What a layer threw, told to the student who wrote it. */
final class LayerFault {
    private static final int FRAMES_MAX = 3;

    private LayerFault() {}

    /** The hole that it came to; null when it was none. */
    static @Nullable Todo hole(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof Todo todo) {
                return todo;
            }
        }
        return null;
    }

    /** What happened, where in the student's own code, and what to do next. */
    static String text(Throwable fault) {
        Todo hole = hole(fault);
        if (hole != null) {
            return "your log came to a hole: %s%n%s    then: ./strata test %s    ./strata hint %s"
                    .formatted(hole.getMessage(), frames(hole, 1), hole.step(), hole.step());
        }
        return "your log threw %s%n%s    see: ./strata test 1".formatted(fault, frames(fault, FRAMES_MAX));
    }

    /** Whether it came out of a layer, and the layer is the student's. */
    static boolean isOfTheStudent(Throwable fault) {
        if (hole(fault) != null) {
            return true;
        }
        return Arrays.stream(fault.getStackTrace()).anyMatch(LayerFault::isOfALayer)
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
                text.append("    at %s:%d, in %s%n".formatted(
                        frame.getFileName(), frame.getLineNumber(), frame.getMethodName()));
                left--;
            }
        }
        return text.toString();
    }
}
