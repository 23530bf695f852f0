package strata.apps.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What Strata promises: a bound on one metric in one scenario.
 *
 * @param of what is bounded
 */
record Bar(String scenario, Metric metric, Of of, Bound bound, double limit) {

    enum Of {
        /** The median ratio of Strata's figure to Kafka's. */
        RATIO,
        /** The worst of Strata's own figures: what is promised holds in every round. */
        FIGURE,
        /** The median of Strata's own figures, of what one round alone says too little of. */
        MEDIAN_FIGURE
    }

    /** A promise against Apache Kafka. */
    Bar(String scenario, Metric metric, Bound bound, double limit) {
        this(scenario, metric, Of.RATIO, bound, limit);
    }

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
        /** It was not measured, or the machine was busy with something else meanwhile. */
        INCONCLUSIVE
    }

    /** A bar with what was measured. */
    record Verdict(Bar bar, Optional<Spread> measured, Outcome outcome) {}

    /** Those of the standard scenarios, in the order of the report. */
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

    /** How long a produce request waits at most for somebody who reads cold data. */
    static final List<Bar> COLD =
            List.of(new Bar(ColdScenario.NAME, Metric.PULSE_MAX_MS, Of.FIGURE, Bound.AT_MOST, 50));

    /** How long one waits for a compaction. */
    static final List<Bar> COMPACTION =
            List.of(
                    new Bar(
                            CompactionScenario.NAME,
                            Metric.PULSE_P99_MS,
                            Of.FIGURE,
                            Bound.AT_MOST,
                            20));

    /** Those of a cluster of three. */
    static final List<Bar> CLUSTER =
            List.of(
                    new Bar("cluster-produce-100b", Metric.RECORDS_PER_SECOND, Bound.AT_LEAST, 2.0),
                    new Bar("cluster-produce-100b", Metric.CPU_SECONDS_PER_GIB, Bound.AT_MOST, 0.4),
                    new Bar("cluster-produce-100b", Metric.PEAK_MEMORY_MIB, Bound.AT_MOST, 0.4),
                    new Bar(
                            "cluster-produce-100b-fixed",
                            Metric.LATENCY_P99_MS,
                            Bound.AT_MOST,
                            0.5),
                    new Bar(StartupScenario.CLUSTER_NAME, Metric.READY_MS, Bound.AT_MOST, 0.3),
                    new Bar(FailoverScenario.NAME, Metric.LONGEST_GAP_MS, Bound.AT_MOST, 0.25));

    /**
     * Idempotence costs at most 5 %. The broker's CPU time says so best: it hardly depends on what
     * else the machine does. Speed is that of producer, broker and disk together.
     */
    static final List<Bar> IDEMPOTENCE =
            List.of(
                    cpuOfIdempotence(IdempotenceScenario.BATCHES),
                    speedOfIdempotence(IdempotenceScenario.BATCHES),
                    cpuOfIdempotence(IdempotenceScenario.SINGLE),
                    speedOfIdempotence(IdempotenceScenario.SINGLE));

    private static Bar cpuOfIdempotence(String scenario) {
        return new Bar(
                scenario, Metric.IDEMPOTENT_CPU_SHARE, Of.MEDIAN_FIGURE, Bound.AT_MOST, 1.05);
    }

    private static Bar speedOfIdempotence(String scenario) {
        return new Bar(
                scenario, Metric.IDEMPOTENT_SPEED_SHARE, Of.MEDIAN_FIGURE, Bound.AT_LEAST, 0.95);
    }

    /**
     * Those of transactions.
     *
     * @param records of a transaction, each a scenario
     */
    static List<Bar> ofTransactions(List<Integer> records) {
        List<Bar> bars = new ArrayList<>();
        for (int count : records) {
            String scenario = TransactionScenario.name(count);
            bars.add(new Bar(scenario, Metric.TRANSACTIONS_PER_SECOND, Bound.AT_LEAST, 1.2));
            bars.add(new Bar(scenario, Metric.END_TO_END_P50_MS, Bound.AT_MOST, 0.8));
            bars.add(new Bar(scenario, Metric.END_TO_END_P99_MS, Bound.AT_MOST, 0.8));
        }
        return List.copyOf(bars);
    }

    /** Those of groups: nothing takes longer than with Apache Kafka. */
    static final List<Bar> GROUPS = groups();

    private static List<Bar> groups() {
        List<Bar> bars = new ArrayList<>();
        for (GroupScenario.Protocol protocol : GroupScenario.Protocol.values()) {
            for (Metric metric : GroupScenario.JUDGED) {
                bars.add(new Bar(protocol.scenario(), metric, Bound.AT_MOST, 1.0));
            }
        }
        bars.add(
                new Bar(
                        OffsetsScenario.NAME,
                        Metric.OFFSETS_READY_MS,
                        Of.FIGURE,
                        Bound.AT_MOST,
                        2_000));
        return List.copyOf(bars);
    }

    /**
     * Whether there is something to judge.
     *
     * @param sides that ran
     */
    boolean isJudged(List<Side> sides) {
        return sides.contains(Side.STRATA) && (of != Of.RATIO || sides.contains(Side.KAFKA));
    }

    Verdict judge(List<Result> results) {
        Optional<Result> result =
                results.stream().filter(r -> r.scenario().name().equals(scenario)).findFirst();
        Optional<Spread> measured =
                result.flatMap(
                        r ->
                                switch (of) {
                                    case RATIO -> r.ratio(metric);
                                    case FIGURE, MEDIAN_FIGURE -> r.spread(Side.STRATA, metric);
                                });
        if (measured.isEmpty() || result.get().isDisturbed()) {
            return new Verdict(this, measured, Outcome.INCONCLUSIVE);
        }
        boolean holds = holds(decisive(measured.get()));
        return new Verdict(this, measured, holds ? Outcome.PASS : Outcome.FAIL);
    }

    /** The one figure of several rounds by which it is judged. */
    double decisive(Spread measured) {
        return switch (of) {
            case RATIO, MEDIAN_FIGURE -> measured.median();
            case FIGURE -> bound == Bound.AT_MOST ? measured.max() : measured.min();
        };
    }

    boolean holds(double measured) {
        return switch (bound) {
            case AT_LEAST -> measured >= limit;
            case AT_MOST -> measured <= limit;
        };
    }

    /** For instance {@code >= 1.50}. */
    String boundText() {
        return bound.sign + " " + String.format(Locale.ROOT, "%.2f", limit);
    }
}
