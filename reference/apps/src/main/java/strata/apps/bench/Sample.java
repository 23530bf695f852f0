package strata.apps.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The figures of one broker in one round. A metric that the scenario does not take, or that this
 * machine cannot give, is absent rather than zero.
 */
record Sample(Map<Metric, Double> figures) {

    /**
     * Two equal brokers that share the machine with compilers were seen to differ by a factor of
     * ten and more; on a quiet machine the rest takes a percent or two.
     */
    static final double OTHER_LOAD_PERCENT_MAX = 10;

    /**
     * Beside compilers and on disks that others use too, machines were seen to stand still for 80
     * ms: as long as what the bars forbid a broker. A quiet one does for a millisecond or two.
     */
    static final double STALL_MS_MAX = 20;

    static Sample empty() {
        return new Sample(new EnumMap<>(Metric.class));
    }

    /** What a {@link Pulse} saw before, and while, the broker was busy with something else. */
    static Sample ofPulse(PulseFigures alone, PulseFigures meanwhile) {
        return empty().with(Metric.PULSE_P99_ALONE_MS, alone.p99Ms())
                .with(Metric.PULSE_MAX_ALONE_MS, alone.maxMs())
                .with(Metric.PULSE_P99_MS, meanwhile.p99Ms())
                .with(Metric.PULSE_MAX_MS, meanwhile.maxMs())
                .with(Metric.STALL_MS, meanwhile.stallMs());
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

    /**
     * Adds what the meter took of the broker until now.
     *
     * @param gib of record values that went through the broker in that time
     */
    Sample with(RunningBroker broker, Meter meter, double gib) {
        ProcessUsage usage = broker.usage();
        Meter.Use use = meter.stop(usage);
        return with(Metric.CPU_SECONDS_PER_GIB, use.cpu().toNanos() / 1e9 / gib)
                .with(Metric.PEAK_MEMORY_MIB, usage.peakMemoryMib())
                .with(Metric.OTHER_LOAD_PERCENT, use.otherLoadPercent());
    }

    /** Whether the machine was busy with something else while these figures were taken. */
    boolean isDisturbed() {
        return get(Metric.OTHER_LOAD_PERCENT).orElse(0) > OTHER_LOAD_PERCENT_MAX
                || get(Metric.STALL_MS).orElse(0) > STALL_MS_MAX;
    }

    OptionalDouble get(Metric metric) {
        Double value = figures.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
