package strata.apps.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The figures of one broker in one round. A metric that the scenario does not take, or that this
 * machine cannot give, is absent rather than zero.
 */
record Sample(Map<Metric, Double> figures) {

    static Sample empty() {
        return new Sample(new EnumMap<>(Metric.class));
    }

    Sample with(Metric metric, double value) {
        var copy = new EnumMap<Metric, Double>(Metric.class);
        copy.putAll(figures);
        copy.put(metric, value);
        return new Sample(copy);
    }

    Sample with(Metric metric, OptionalDouble value) {
        return value.isPresent() ? with(metric, value.getAsDouble()) : this;
    }

    OptionalDouble get(Metric metric) {
        Double value = figures.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
