package strata.apps.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reading. A topic is filled with full batches; ConsumerPerformance reads it once to warm up the
 * broker, and then as often as {@code passes} says while the broker's CPU time is taken. Each time
 * it is a process and a group of its own, whose time counts from the assignment on.
 */
record ConsumeScenario(Target target, Load load, int passes, Producer producer, Consumer consumer)
        implements Scenario {

    private static final String TOPIC = "bench";
    // Waits for full batches, so that both brokers store the same ones however fast they are.
    private static final String FILL_LINGER_MS = "100";

    @Override
    public String name() {
        return "consume";
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT,
                "consume %,d records of %,d bytes, %d times, %d partitions, a group each time",
                load.records(),
                load.recordSizeInBytes(),
                passes,
                target.partitionCount());
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("records", load.records());
        settings.put("recordSizeInBytes", load.recordSizeInBytes());
        settings.put("passes", passes);
        settings.put("partitions", target.partitionCount());
        settings.put("consumer", consumer.properties());
        return settings;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                Metric.RECORDS_PER_SECOND,
                Metric.MIB_PER_SECOND,
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
            workspace.progress().say("filling the topic");
            Topics.create(port, TOPIC, target.partitionCount());
            producer.with("linger.ms", FILL_LINGER_MS).run(broker, TOPIC, load.unthrottled(), 0);
            return read(broker, workspace);
        } finally {
            workspace.discard(directory);
        }
    }

    private Sample read(RunningBroker broker, Workspace workspace) {
        workspace.progress().say("reading once to warm up");
        consumer.run(broker, TOPIC, load.records(), "warm-up");
        workspace.progress().say("measuring");
        var meter = new Meter(broker.usage(), List.of());
        ConsumerFigures figures = ConsumerFigures.none();
        for (int pass = 1; pass <= passes; pass++) {
            figures = figures.and(consumer.run(broker, TOPIC, load.records(), "pass-" + pass));
        }
        return Sample.empty()
                .with(Metric.RECORDS_PER_SECOND, figures.recordsPerSecond())
                .with(Metric.MIB_PER_SECOND, figures.mebibytesPerSecond())
                .with(broker, meter, figures.gib());
    }
}
