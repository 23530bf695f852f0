package strata.apps.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What Strata promises against Apache Kafka: a bound on the median ratio of one metric in one of
 * {@link StandardScenarios}.
 *
 * @param limit of Strata's figure divided by Kafka's
 */
record Bar(String scenario, Metric metric, Bound bound, double limit) {

    enum Bound {
        AT_LEAST(">="),
        AT_MOST("<=");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }
    }

    enum Outcome {
        PASS,
        FAIL,
        /** The ratio was not taken, or the machine was busy with something else meanwhile. */
        INCONCLUSIVE
    }

    /** A bar with what was measured. */
    record Verdict(Bar bar, Optional<Spread> ratio, Outcome outcome) {}

    /** All of them, in the order of the report. */
    static final List<Bar> ALL =
            List.of(
                    new Bar("produce-100b", Metric.RECORDS_PER_SECOND, Bound.AT_LEAST, 1.5),
                    new Bar("produce-100b", Metric.CPU_SECONDS_PER_GIB, Bound.AT_MOST, 0.35),
                    new Bar("produce-100b-fixed", Metric.LATENCY_P99_MS, Bound.AT_MOST, 0.6),
                    new Bar("produce-1kib", Metric.RECORDS_PER_SECOND, Bound.AT_LEAST, 1.2),
                    new Bar("consume", Metric.RECORDS_PER_SECOND, Bound.AT_LEAST, 1.0),
                    new Bar("consume", Metric.CPU_SECONDS_PER_GIB, Bound.AT_MOST, 0.5),
                    new Bar("startup", Metric.READY_MS, Bound.AT_MOST, 0.35),
                    // One promise, held in every load: the peak is that of the worst.
                    new Bar("produce-100b", Metric.PEAK_MEMORY_MIB, Bound.AT_MOST, 0.33),
                    new Bar("produce-100b-fixed", Metric.PEAK_MEMORY_MIB, Bound.AT_MOST, 0.33),
                    new Bar("produce-1kib", Metric.PEAK_MEMORY_MIB, Bound.AT_MOST, 0.33),
                    new Bar("consume", Metric.PEAK_MEMORY_MIB, Bound.AT_MOST, 0.33));

    Verdict judge(List<Result> results) {
        Optional<Result> result =
                results.stream().filter(r -> r.scenario().name().equals(scenario)).findFirst();
        Optional<Spread> ratio = result.flatMap(r -> r.ratio(metric));
        if (ratio.isEmpty() || result.get().isDisturbed()) {
            return new Verdict(this, ratio, Outcome.INCONCLUSIVE);
        }
        boolean holds = holds(ratio.get().median());
        return new Verdict(this, ratio, holds ? Outcome.PASS : Outcome.FAIL);
    }

    boolean holds(double ratio) {
        return switch (bound) {
            case AT_LEAST -> ratio >= limit;
            case AT_MOST -> ratio <= limit;
        };
    }

    /** For instance {@code >= 1.50}. */
    String boundText() {
        return bound.sign + " " + String.format(Locale.ROOT, "%.2f", limit);
    }
}
