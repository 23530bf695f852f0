package strata.lessons.run;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;

/** The chain of causes of an exception. */
final class Causes {
    private static final int DEPTH_MAX = 20;

    private Causes() {}

    /** The first of a type, from the outermost to the innermost; null when there is none. */
    static <T extends Throwable> @Nullable T first(Throwable thrown, Class<T> type) {
        for (Throwable cause : all(thrown)) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    /** The exception, its cause, and so on; a chain that bites its tail ends all the same. */
    static List<Throwable> all(Throwable thrown) {
        List<Throwable> causes = new ArrayList<>();
        Throwable cause = thrown;
        while (cause != null && causes.size() < DEPTH_MAX) {
            causes.add(cause);
            cause = cause.getCause();
        }
        return causes;
    }
}
