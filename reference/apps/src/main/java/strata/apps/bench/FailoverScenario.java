package strata.apps.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A leader dies. A {@link Pulse} with {@code acks=all} writes to a partition with three replicas;
 * the node that leads it is killed (SIGKILL); what is measured is the longest time without an
 * acknowledgement.
 */
record FailoverScenario(Target target, Jdk jdk) implements Scenario {
    static final String NAME = "failover";
    private static final String TOPIC = "bench-failover";
    private static final long SETTLE_SECONDS = 5;
    // Kafka's session time-out of nine seconds, and what follows.
    private static final long AFTERWARDS_SECONDS = 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "the leader of a partition is killed (SIGKILL) under a producer with acks=all";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of(
                "nodes", target.nodeCount(), "pulseRecordsPerSecond", Pulse.RECORDS_PER_SECOND);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                Metric.PULSE_MAX_ALONE_MS,
                Metric.LONGEST_GAP_MS,
                Metric.PULSE_MAX_MS,
                Metric.STALL_MS,
                Metric.OTHER_LOAD_PERCENT);
    }

    @Override
    public Sample measure(Contender contender, Workspace workspace) {
        return new OnCluster(
                        contender,
                        workspace,
                        new Target(target.fixedPort(), 1, target.nodeCount()),
                        TOPIC)
                .measure((cluster, directory) -> measure(cluster, workspace, directory));
    }

    private Sample measure(RunningBroker cluster, Workspace workspace, Path directory) {
        String bootstrap = Cluster.bootstrap(cluster.port());
        List<String> command = Pulse.command(jdk, bootstrap, "all", TOPIC, directory);
        try (var pulse = new Dialogue(cluster, workspace, command)) {
            pulse.awaitWarm();
            RunningBroker.pause(SETTLE_SECONDS * 1_000);
            PulseFigures alone = pulse.ask(PulseFigures::parse);
            int leader = Topics.leader(cluster.port(), TOPIC);
            workspace.progress().say("killing node " + leader);
            var meter = new Meter(cluster.usage(), List.of(pulse.process()));
            cluster.killMember("node-" + leader + "/server.properties");
            RunningBroker.pause(AFTERWARDS_SECONDS * 1_000);
            PulseFigures meanwhile = pulse.ask(PulseFigures::parse);
            return Sample.empty()
                    .with(Metric.PULSE_MAX_ALONE_MS, alone.maxMs())
                    .with(Metric.LONGEST_GAP_MS, meanwhile.gapMicros() / 1e3)
                    .with(Metric.PULSE_MAX_MS, meanwhile.maxMs())
                    .with(Metric.STALL_MS, meanwhile.stallMs())
                    .with(
                            Metric.OTHER_LOAD_PERCENT,
                            meter.stop(cluster.usage()).otherLoadPercent());
        }
    }
}
