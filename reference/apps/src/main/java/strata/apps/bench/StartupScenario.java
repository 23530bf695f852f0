package strata.apps.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Starting: from the launch of the command until its port answers. It is the second start in its
 * directory that counts, the one that a user pays for every day; the first may build or format.
 *
 * @param target only its port and its nodes count
 */
record StartupScenario(Target target) implements Scenario {
    static final String NAME = "startup";
    static final String CLUSTER_NAME = "cluster-startup";

    @Override
    public String name() {
        return target.nodeCount() == 1 ? NAME : CLUSTER_NAME;
    }

    @Override
    public String title() {
        return target.nodeCount() == 1
                ? "second start in a directory, from the launch until the port answers ApiVersions"
                : "second start of a cluster, from the launch until all brokers serve";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("nodes", target.nodeCount());
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.READY_MS, Metric.OTHER_LOAD_PERCENT);
    }

    @Override
    public Sample measure(Contender contender, Workspace workspace) {
        Path directory = workspace.freshDirectory(contender.side().key());
        int port = target.port();
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

    private Sample start(Contender contender, Workspace workspace, Path directory, int port) {
        var meter = new Meter(ProcessUsage.none(), List.of());
        try (var broker = new RunningBroker(contender, workspace, directory, port)) {
            broker.awaitServing();
            target.awaitWhole(port);
            Duration ready = broker.sinceLaunch();
            return Sample.empty()
                    .with(Metric.READY_MS, ready.toNanos() / 1e6)
                    .with(Metric.OTHER_LOAD_PERCENT, meter.stop(broker.usage()).otherLoadPercent());
        }
    }
}
