package strata.apps.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writing. A first ProducerPerformance warms up the broker; a second one warms itself up and then
 * measures its steady state. The broker's CPU time is taken over the whole of the second one and
 * divided by all that it sent: between the two processes both the bytes and the time are exact,
 * while at the second one's own change to steady state a full send buffer is still under way.
 */
record ProduceScenario(String name, Target target, Load load, Producer producer)
        implements Scenario {

    private static final String WARMUP_TOPIC = "bench-warmup";
    private static final String TOPIC = "bench";

    @Override
    public String title() {
        String pace =
                load.throughput() == Load.UNTHROTTLED
                        ? "as fast as it goes"
                        : String.format(Locale.ROOT, "at a fixed %,d/s", load.throughput());
        return String.format(
                Locale.ROOT,
                "produce %,d records of %,d bytes %s, %d partitions, acks=%s",
                load.records(),
                load.recordSizeInBytes(),
                pace,
                target.partitionCount(),
                producer.properties().get("acks"));
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(load.settings());
        settings.put("nodes", target.nodeCount());
        settings.put("partitions", target.partitionCount());
        settings.put("producer", producer.properties());
        return settings;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                Metric.RECORDS_PER_SECOND,
                Metric.MIB_PER_SECOND,
                Metric.LATENCY_P50_MS,
                Metric.LATENCY_P99_MS,
                Metric.CPU_SECONDS_PER_GIB,
                Metric.PEAK_MEMORY_MIB,
                Metric.OTHER_LOAD_PERCENT);
    }

    @Override
    public Sample measure(Contender contender, Workspace workspace) {
        Path directory = workspace.freshDirectory(contender.side().key());
        int port = target.port();
        contender.prepare(directory, port);
        workspace.progress().say("starting on port " + port);
        try (var broker = new RunningBroker(contender, workspace, directory, port)) {
            broker.awaitServing();
            target.awaitWhole(port);
            return measure(broker, workspace.progress());
        } finally {
            workspace.discard(directory);
        }
    }

    private Sample measure(RunningBroker broker, Progress progress) {
        Topics.create(broker.port(), TOPIC, target);
        if (load.warmupRecords() > 0) {
            Topics.create(broker.port(), WARMUP_TOPIC, target);
            progress.say("warming up the broker");
            producer.run(broker, WARMUP_TOPIC, load.warmup(), 0);
        }
        progress.say("measuring");
        var meter = new Meter(broker.usage(), List.of());
        var summaries = producer.run(broker, TOPIC, load, load.warmupRecords());
        ProducerFigures steady = summaries.steady();
        Sample sample =
                Sample.empty()
                        .with(Metric.RECORDS_PER_SECOND, steady.recordsPerSecond())
                        .with(Metric.MIB_PER_SECOND, steady.mebibytesPerSecond())
                        .with(Metric.LATENCY_P50_MS, steady.latencyP50Ms())
                        .with(Metric.LATENCY_P99_MS, steady.latencyP99Ms());
        return sample.with(broker, meter, load.gib(summaries.total().records()));
    }
}
