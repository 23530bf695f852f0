package strata.autograder.report;

import java.util.ArrayList;
import java.util.List;

/** Lists, put together. */
final class Lists {
    private Lists() {}

    /** Some, and then more. */
    static <T> List<T> joined(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
