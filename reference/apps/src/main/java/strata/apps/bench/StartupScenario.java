package strata.apps.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Starting: from the launch of the command until its port answers. It is the second start in its
 * directory that counts, the one that a user pays for every day; the first may build or format.
 *
 * @param fixedPort of the broker, or 0 for any free one
 */
record StartupScenario(int fixedPort) implements Scenario {

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public String title() {
        return "second start in a directory, from the launch until the port answers ApiVersions";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of();
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.READY_MS, Metric.OTHER_LOAD_PERCENT);
    }

    @Override
    public Sample measure(Contender contender, Workspace workspace) {
        Path directory = workspace.freshDirectory(contender.side().key());
        int port = fixedPort == 0 ? Ports.anyFree() : fixedPort;
        contender.prepare(directory, port);
        try {
            workspace.progress().say("first start on port " + port);
            start(contender, workspace, directory, port);
            workspace.progress().say("second start");
            return start(contender, workspace, directory, port);
        } finally {
            workspace.discard(directory);
        }
    }

    private static Sample start(
            Contender contender, Workspace workspace, Path directory, int port) {
        var meter = new Meter(ProcessUsage.none(), List.of());
        try (var broker = new RunningBroker(contender, workspace, directory, port)) {
            Duration ready = broker.awaitServing();
            return Sample.empty()
                    .with(Metric.READY_MS, ready.toNanos() / 1e6)
                    .with(Metric.OTHER_LOAD_PERCENT, meter.stop(broker.usage()).otherLoadPercent());
        }
    }
}
