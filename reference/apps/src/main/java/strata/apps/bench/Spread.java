package strata.apps.bench;

import java.util.Collection;
import java.util.Optional;

/** Where a handful of figures lie. Invariant: min <= median <= max. */
record Spread(double median, double min, double max) {

    /**
     * Empty when there is no figure. Of an even number, the median is the mean of the middle two.
     */
    static Optional<Spread> of(Collection<Double> figures) {
        double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return Optional.empty();
        }
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return Optional.of(new Spread(median, sorted[0], sorted[sorted.length - 1]));
    }
}
