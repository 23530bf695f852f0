package strata.apps.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reading what is not in memory any more. A consumer reads a topic whose pages were dropped from
 * the page cache, and a {@link Pulse} shows what a produce request waits for it.
 */
record ColdScenario(Target target, Load load, Producer producer, Reader.Reading reading)
        implements Scenario {

    static final String NAME = "cold";

    private static final String TOPIC = "bench-cold";
    private static final String PULSE_TOPIC = "bench-pulse";
    private static final String FILL_LINGER_MS = "100";
    // Long enough that a broker does not take for warm what it wrote before.
    private static final long ALONE_SECONDS = 15;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT,
                "a consumer reads %.1f GiB that are not in memory, beside a producer of %,d"
                        + " records/s",
                load.gib(load.records()),
                Pulse.RECORDS_PER_SECOND);
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("records", load.records());
        settings.put("recordSizeInBytes", load.recordSizeInBytes());
        settings.put("partitions", target.partitionCount());
        settings.put("pulseRecordsPerSecond", Pulse.RECORDS_PER_SECOND);
        settings.put("consumer", reading.properties());
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
            Topics.create(port, PULSE_TOPIC, 1);
            producer.with("linger.ms", FILL_LINGER_MS).run(broker, TOPIC, load.unthrottled(), 0);
            return measure(broker, workspace, directory);
        } finally {
            workspace.discard(directory);
        }
    }

    private Sample measure(RunningBroker broker, Workspace workspace, Path directory) {
        workspace.progress().say("reading once to warm up");
        var what = new Reader.What(TOPIC, target.partitionCount(), load.records(), 1);
        int port = broker.port();
        try (var reader = new Dialogue(broker, workspace, Reader.command(reading, port, what));
                var pulse =
                        new Dialogue(
                                broker,
                                workspace,
                                Pulse.command(reading.jdk(), port, PULSE_TOPIC, directory))) {
            reader.awaitWarm();
            pulse.awaitWarm();
            workspace.progress().say("dropping the pages of the logs");
            PageCache.drop(directory, workspace);
            pulse.ask(PulseFigures::parse);
            RunningBroker.pause(ALONE_SECONDS * 1_000);
            PulseFigures alone = pulse.ask(PulseFigures::parse);
            workspace.progress().say("measuring");
            var meter = new Meter(broker.usage(), List.of(reader.process(), pulse.process()));
            ReaderFigures read = reader.ask(ReaderFigures::parse);
            PulseFigures meanwhile = pulse.ask(PulseFigures::parse);
            return Sample.ofPulse(alone, meanwhile)
                    .with(Metric.MIB_PER_SECOND, read.mebibytesPerSecond())
                    .with(broker, meter, read.gib());
        }
    }
}
