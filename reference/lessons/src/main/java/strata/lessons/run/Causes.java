package strata.lessons.run;

import strata.kernel.Nullable;

/** The chain of causes of an exception. */
final class Causes {
    private static final int DEPTH_MAX = 20;

    private Causes() {}

    /** The first of a type, from the outermost to the innermost; null when there is none. */
    static <T extends Throwable> @Nullable T first(Throwable thrown, Class<T> type) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEPTH_MAX; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }
}
