package strata.apps.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compacting. A topic is filled with keyed records of which a tenth are to stay; then it is allowed
 * to be compacted, and a {@link Pulse} shows what a produce request waits for it.
 */
record CompactionScenario(int fixedPort, int sizeInMib, Jdk jdk) implements Scenario {
    static final String NAME = "compaction";

    private static final String TOPIC = "bench-compaction";
    private static final String PULSE_TOPIC = "bench-pulse";
    private static final int SEGMENT_BYTES = 100 << 20;
    private static final int RECORD_BYTES = 1024;
    private static final int RECORDS_PER_KEY = 10;
    private static final String LAG_KEY = "min.compaction.lag.ms";
    private static final String A_DAY_MS = "86400000";
    private static final long ALONE_SECONDS = 15;
    private static final long POLL_MS = 200;
    private static final long COMPACTION_SECONDS_MAX = 600;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT,
                "a topic of %,d MiB is compacted, beside a producer of %,d records/s",
                sizeInMib,
                Pulse.RECORDS_PER_SECOND);
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("sizeInMib", sizeInMib);
        settings.put("segmentBytes", SEGMENT_BYTES);
        settings.put("recordSizeInBytes", RECORD_BYTES);
        settings.put("recordsPerKey", RECORDS_PER_KEY);
        settings.put("pulseRecordsPerSecond", Pulse.RECORDS_PER_SECOND);
        return settings;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                Metric.PULSE_P99_ALONE_MS,
                Metric.PULSE_MAX_ALONE_MS,
                Metric.PULSE_P99_MS,
                Metric.PULSE_MAX_MS,
                Metric.STALL_MS,
                Metric.BUSY_SECONDS,
                Metric.PEAK_MEMORY_MIB,
                Metric.OTHER_LOAD_PERCENT);
    }

    @Override
    public Sample measure(Contender contender, Workspace workspace) {
        Path directory = workspace.freshDirectory(contender.side().key());
        int port = fixedPort == 0 ? Ports.anyFree() : fixedPort;
        contender.prepare(directory, port);
        workspace.progress().say("starting on port " + port);
        try (var broker = new RunningBroker(contender, workspace, directory, port)) {
            broker.awaitServing();
            fill(broker, workspace);
            List<String> command = Pulse.command(jdk, port, PULSE_TOPIC, directory);
            try (var pulse = new Dialogue(broker, workspace, command)) {
                pulse.awaitWarm();
                return measure(broker, workspace, directory, pulse);
            }
        } finally {
            workspace.discard(directory);
        }
    }

    private void fill(RunningBroker broker, Workspace workspace) {
        workspace.progress().say("filling the topic");
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("cleanup.policy", "compact");
        configuration.put("segment.bytes", Integer.toString(SEGMENT_BYTES));
        configuration.put("min.cleanable.dirty.ratio", "0.1");
        configuration.put(LAG_KEY, A_DAY_MS);
        Topics.create(broker.port(), TOPIC, 1, configuration);
        Topics.create(broker.port(), PULSE_TOPIC, 1);
        int records = sizeInMib << 10;
        var what = new Filler.What(TOPIC, 1, records / RECORDS_PER_KEY, records, RECORD_BYTES);
        Filler.run(jdk, broker, workspace, what);
    }

    private Sample measure(
            RunningBroker broker, Workspace workspace, Path directory, Dialogue pulse) {
        pulse.ask(PulseFigures::parse);
        RunningBroker.pause(ALONE_SECONDS * 1_000);
        PulseFigures alone = pulse.ask(PulseFigures::parse);
        var meter = new Meter(broker.usage(), List.of(pulse.process()));
        long before = LogDirectory.logBytes(directory, TOPIC);
        Topics.configure(broker.port(), TOPIC, LAG_KEY, "0");
        workspace.progress().say("waiting for the compaction to begin");
        await(broker, () -> LogDirectory.isCompacting(directory, TOPIC));
        long startedNanos = System.nanoTime();
        pulse.ask(PulseFigures::parse);
        workspace.progress().say("measuring");
        await(
                broker,
                () ->
                        !LogDirectory.isCompacting(directory, TOPIC)
                                && LogDirectory.logBytes(directory, TOPIC) < before / 2);
        PulseFigures meanwhile = pulse.ask(PulseFigures::parse);
        ProcessUsage usage = broker.usage();
        return Sample.ofPulse(alone, meanwhile)
                .with(Metric.BUSY_SECONDS, (System.nanoTime() - startedNanos) / 1e9)
                .with(Metric.PEAK_MEMORY_MIB, usage.peakMemoryMib())
                .with(Metric.OTHER_LOAD_PERCENT, meter.stop(usage).otherLoadPercent());
    }

    private static void await(RunningBroker broker, java.util.function.BooleanSupplier done) {
        long deadlineNanos = System.nanoTime() + COMPACTION_SECONDS_MAX * 1_000_000_000L;
        while (!done.getAsBoolean()) {
            broker.requireAlive();
            if (System.nanoTime() > deadlineNanos) {
                throw new BenchFault(
                        "the topic was not compacted within " + COMPACTION_SECONDS_MAX + " s");
            }
            RunningBroker.pause(POLL_MS);
        }
    }
}
