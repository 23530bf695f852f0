package strata.apps.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Starting with many partitions, each with a record: after a stop in good order, and after a kill
 * (SIGKILL).
 */
record PartitionsScenario(int fixedPort, int partitionCount, Jdk jdk) implements Scenario {
    static final String NAME = "partitions";

    private static final String TOPIC = "bench-partitions-";
    private static final int PARTITIONS_PER_TOPIC = 500;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT,
                "start with %,d partitions, until the port answers ApiVersions",
                partitionCount);
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("partitions", partitionCount);
        return settings;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                Metric.READY_MS,
                Metric.READY_AFTER_KILL_MS,
                Metric.PEAK_MEMORY_MIB,
                Metric.OTHER_LOAD_PERCENT);
    }

    @Override
    public Sample measure(Contender contender, Workspace workspace) {
        Path directory = workspace.freshDirectory(contender.side().key());
        int port = fixedPort == 0 ? Ports.anyFree() : fixedPort;
        contender.prepare(directory, port);
        Progress progress = workspace.progress();
        try {
            progress.say("starting on port " + port);
            try (var broker = new RunningBroker(contender, workspace, directory, port)) {
                broker.awaitServing();
                fill(broker, workspace);
                progress.say("stopping");
            }
            progress.say("starting after the stop");
            double readyMs;
            try (var broker = new RunningBroker(contender, workspace, directory, port)) {
                readyMs = broker.awaitServing().toNanos() / 1e6;
                requireAll(port);
                broker.kill();
            }
            progress.say("starting after the kill");
            var meter = new Meter(ProcessUsage.none(), List.of());
            try (var broker = new RunningBroker(contender, workspace, directory, port)) {
                double readyAfterKillMs = broker.awaitServing().toNanos() / 1e6;
                ProcessUsage usage = broker.usage();
                Sample sample =
                        Sample.empty()
                                .with(Metric.READY_MS, readyMs)
                                .with(Metric.READY_AFTER_KILL_MS, readyAfterKillMs)
                                .with(Metric.PEAK_MEMORY_MIB, usage.peakMemoryMib())
                                .with(
                                        Metric.OTHER_LOAD_PERCENT,
                                        meter.stop(usage).otherLoadPercent());
                requireAll(port);
                return sample;
            }
        } finally {
            workspace.discard(directory);
        }
    }

    private int topicCount() {
        return (partitionCount + PARTITIONS_PER_TOPIC - 1) / PARTITIONS_PER_TOPIC;
    }

    private int partitionsOf(int topic) {
        return Math.min(PARTITIONS_PER_TOPIC, partitionCount - topic * PARTITIONS_PER_TOPIC);
    }

    private void fill(RunningBroker broker, Workspace workspace) {
        workspace.progress().say("creating the partitions");
        for (int topic = 0; topic < topicCount(); topic++) {
            Topics.create(broker.port(), TOPIC + topic, partitionsOf(topic));
        }
        workspace.progress().say("writing a record to each");
        for (int topic = 0; topic < topicCount(); topic++) {
            var what = new Filler.What(TOPIC + topic, partitionsOf(topic), 0, 1, 100);
            Filler.run(jdk, broker, workspace, what);
        }
    }

    private void requireAll(int port) {
        long found = 0;
        for (int topic = 0; topic < topicCount(); topic++) {
            found += Topics.endOffsets(port, TOPIC + topic, partitionsOf(topic));
        }
        if (found != partitionCount) {
            throw new BenchFault("of " + partitionCount + " records " + found + " are left");
        }
    }
}
