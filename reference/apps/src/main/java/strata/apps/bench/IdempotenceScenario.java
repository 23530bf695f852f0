package strata.apps.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What idempotence costs one and the same broker. A plain and an idempotent producer write in turn,
 * P I I P in each pair of runs so that a machine that grows slower or quicker is even to both. One
 * node: nothing of a cluster dilutes what the leader does more.
 */
record IdempotenceScenario(String name, Target target, Load load, int pairs, Producer producer)
        implements Scenario {
    /** A batch is as large as Kafka's defaults let it be. */
    static final String BATCHES = "idempotence";

    /** Each record is a batch of its own: there it costs most. */
    static final String SINGLE = "idempotence-single";

    private static final String TOPIC = "bench-idempotence";

    /** How a record is written. */
    private enum Kind {
        PLAIN,
        IDEMPOTENT
    }

    /** What was used up by all runs of one kind. */
    private record Total(double cpuSeconds, double seconds, long records) {
        Total and(Total other) {
            return new Total(
                    cpuSeconds + other.cpuSeconds,
                    seconds + other.seconds,
                    records + other.records);
        }

        double cpuPerMillion() {
            return cpuSeconds / records * 1e6;
        }

        double recordsPerSecond() {
            return records / seconds;
        }
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT,
                "%,d records of %,d bytes, idempotent and plain in turn, %d pairs, acks=all",
                load.records(),
                load.recordSizeInBytes(),
                pairs);
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(load.settings());
        settings.put("pairs", pairs);
        settings.put("partitions", target.partitionCount());
        settings.put("producer", producer.properties());
        return settings;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                Metric.PLAIN_CPU_PER_MILLION,
                Metric.IDEMPOTENT_CPU_PER_MILLION,
                Metric.IDEMPOTENT_CPU_SHARE,
                Metric.PLAIN_RECORDS_PER_SECOND,
                Metric.IDEMPOTENT_RECORDS_PER_SECOND,
                Metric.IDEMPOTENT_SPEED_SHARE,
                Metric.OTHER_LOAD_PERCENT);
    }

    @Override
    public Sample measure(Contender contender, Workspace workspace) {
        return new OnCluster(contender, workspace, target, TOPIC)
                .measure((broker, directory) -> measure(broker, workspace.progress()));
    }

    private Sample measure(RunningBroker broker, Progress progress) {
        for (Kind kind : Kind.values()) {
            progress.say("warming up, " + kind.name().toLowerCase(Locale.ROOT));
            of(kind).run(broker, TOPIC, load.warmup(), 0);
        }
        var others = new Meter(broker.usage(), List.of());
        var plain = new Total(0, 0, 0);
        var idempotent = new Total(0, 0, 0);
        for (Kind kind : order()) {
            progress.say("measuring, " + kind.name().toLowerCase(Locale.ROOT));
            Total total = run(broker, kind);
            switch (kind) {
                case PLAIN -> plain = plain.and(total);
                case IDEMPOTENT -> idempotent = idempotent.and(total);
            }
        }
        return sample(plain, idempotent)
                .with(Metric.OTHER_LOAD_PERCENT, others.stop(broker.usage()).otherLoadPercent());
    }

    private List<Kind> order() {
        List<Kind> order = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            boolean plainFirst = pair % 2 == 0;
            order.add(plainFirst ? Kind.PLAIN : Kind.IDEMPOTENT);
            order.add(plainFirst ? Kind.IDEMPOTENT : Kind.PLAIN);
        }
        return order;
    }

    private Producer of(Kind kind) {
        return producer.with("enable.idempotence", Boolean.toString(kind == Kind.IDEMPOTENT));
    }

    /** One run: the broker's CPU time from before the producer begins until it has ended. */
    private Total run(RunningBroker broker, Kind kind) {
        var meter = new Meter(broker.usage(), List.of());
        ProducerFigures figures = of(kind).run(broker, TOPIC, load, 0).total();
        Duration cpu = meter.stop(broker.usage()).cpu();
        return new Total(
                cpu.toNanos() / 1e9,
                figures.records() / figures.recordsPerSecond(),
                figures.records());
    }

    private static Sample sample(Total plain, Total idempotent) {
        return Sample.empty()
                .with(Metric.PLAIN_CPU_PER_MILLION, plain.cpuPerMillion())
                .with(Metric.IDEMPOTENT_CPU_PER_MILLION, idempotent.cpuPerMillion())
                .with(
                        Metric.IDEMPOTENT_CPU_SHARE,
                        idempotent.cpuPerMillion() / plain.cpuPerMillion())
                .with(Metric.PLAIN_RECORDS_PER_SECOND, plain.recordsPerSecond())
                .with(Metric.IDEMPOTENT_RECORDS_PER_SECOND, idempotent.recordsPerSecond())
                .with(
                        Metric.IDEMPOTENT_SPEED_SHARE,
                        idempotent.recordsPerSecond() / plain.recordsPerSecond());
    }
}
