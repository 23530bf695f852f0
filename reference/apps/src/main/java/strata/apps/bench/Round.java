package strata.apps.bench;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** One turn of each broker, taken one after the other. Absent: left out by {@code --only}. */
record Round(Map<Side, Sample> samples) {

    Optional<Sample> sample(Side side) {
        return Optional.ofNullable(samples.get(side));
    }

    OptionalDouble figure(Side side, Metric metric) {
        return sample(side).map(s -> s.get(metric)).orElse(OptionalDouble.empty());
    }

    /**
     * Strata's figure divided by Kafka's in this round. Two zeros are equal (1.0); a zero of
     * Kafka's alone gives infinity, which no upper bound passes.
     */
    OptionalDouble ratio(Metric metric) {
        OptionalDouble strata = figure(Side.STRATA, metric);
        OptionalDouble kafka = figure(Side.KAFKA, metric);
        if (strata.isEmpty() || kafka.isEmpty() || !metric.isCompared()) {
            return OptionalDouble.empty();
        }
        if (strata.getAsDouble() == 0 && kafka.getAsDouble() == 0) {
            return OptionalDouble.of(1);
        }
        return OptionalDouble.of(strata.getAsDouble() / kafka.getAsDouble());
    }
}
