package strata.apps.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Starting after a crash. A topic has so many full segments, which are flushed, and a small tail,
 * which is not; the broker is killed (SIGKILL) and started again. What is measured is the time
 * until it serves, and nothing of the log may be lost.
 */
record RecoveryScenario(int fixedPort, int segmentCount, Producer producer) implements Scenario {
    static final String NAME = "recovery";

    private static final String TOPIC = "bench-recovery";
    private static final int SEGMENT_BYTES = 100 << 20;
    private static final int RECORD_BYTES = 1024;
    // Record and batch overhead come on top: a few more segments' bytes than values.
    private static final int RECORDS_PER_SEGMENT = SEGMENT_BYTES / RECORD_BYTES;
    private static final int TAIL_RECORDS = 2_000;
    private static final String FILL_LINGER_MS = "100";
    // Kafka stores recovery points once a minute.
    private static final long CHECKPOINT_SECONDS_MAX = 90;

    @Override
    public String name() {
        return NAME + "-" + segmentCount;
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT,
                "kill -9 with %,d segments of %d MiB and a small tail that is not flushed",
                segmentCount,
                SEGMENT_BYTES >> 20);
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("segments", segmentCount);
        settings.put("segmentBytes", SEGMENT_BYTES);
        settings.put("tailRecords", TAIL_RECORDS);
        return settings;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.READY_AFTER_KILL_MS, Metric.OTHER_LOAD_PERCENT);
    }

    @Override
    public Sample measure(Contender contender, Workspace workspace) {
        Path directory = workspace.freshDirectory(contender.side().key());
        int port = fixedPort == 0 ? Ports.anyFree() : fixedPort;
        contender.prepare(directory, port);
        try {
            workspace.progress().say("starting on port " + port);
            try (var broker = new RunningBroker(contender, workspace, directory, port)) {
                broker.awaitServing();
                fill(broker, workspace, directory);
                broker.kill();
            }
            workspace.progress().say("starting after the kill");
            var meter = new Meter(ProcessUsage.none(), List.of());
            try (var broker = new RunningBroker(contender, workspace, directory, port)) {
                double readyMs = broker.awaitServing().toNanos() / 1e6;
                Sample sample =
                        Sample.empty()
                                .with(Metric.READY_AFTER_KILL_MS, readyMs)
                                .with(
                                        Metric.OTHER_LOAD_PERCENT,
                                        meter.stop(broker.usage()).otherLoadPercent());
                requireNothingLost(port);
                return sample;
            }
        } finally {
            workspace.discard(directory);
        }
    }

    private long fullRecords() {
        return (long) segmentCount * RECORDS_PER_SEGMENT;
    }

    private void fill(RunningBroker broker, Workspace workspace, Path directory) {
        workspace.progress().say("filling the topic");
        Topics.create(
                broker.port(), TOPIC, 1, Map.of("segment.bytes", Integer.toString(SEGMENT_BYTES)));
        Producer filler = producer.with("linger.ms", FILL_LINGER_MS);
        filler.run(broker, TOPIC, load(fullRecords()), 0);
        awaitCheckpoint(workspace, directory);
        filler.run(broker, TOPIC, load(TAIL_RECORDS), 0);
    }

    private static Load load(long records) {
        return new Load(records, RECORD_BYTES, 0, Load.UNTHROTTLED);
    }

    /** Waits until the broker has stored that the full segments are durable. */
    private void awaitCheckpoint(Workspace workspace, Path directory) {
        workspace.progress().say("waiting for the broker to store its recovery point");
        long wanted = fullRecords() - RECORDS_PER_SEGMENT / 2;
        for (long second = 0; second < CHECKPOINT_SECONDS_MAX; second++) {
            if (LogDirectory.recoveryPoint(directory, TOPIC).orElse(0) >= wanted) {
                return;
            }
            RunningBroker.pause(1_000);
        }
        workspace.progress().say("it has not: all of the log counts as not flushed");
    }

    private void requireNothingLost(int port) {
        long expected = fullRecords() + TAIL_RECORDS;
        long found = Topics.endOffsets(port, TOPIC, 1);
        if (found != expected) {
            throw new BenchFault("of " + expected + " records " + found + " are left");
        }
    }
}
