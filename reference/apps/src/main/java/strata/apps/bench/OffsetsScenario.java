package strata.apps.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Many groups have committed offsets, all in one partition of {@code __consumer_offsets}. The node
 * that coordinates them is killed (SIGKILL); what is measured is the time until another one tells
 * their offsets.
 */
record OffsetsScenario(Target target, int groupCount, int offsetCount) implements Scenario {
    static final String NAME = "groups-offsets";
    private static final String TOPIC = "bench-offsets";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT,
                "the coordinator of %,d groups with %,d offsets each is killed (SIGKILL)",
                groupCount,
                offsetCount);
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("nodes", target.nodeCount());
        settings.put("groups", groupCount);
        settings.put("offsetsPerGroup", offsetCount);
        settings.put("server", GroupScenario.SETTINGS);
        return settings;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.OFFSETS_READY_MS, Metric.PEAK_MEMORY_MIB, Metric.OTHER_LOAD_PERCENT);
    }

    @Override
    public Sample measure(Contender contender, Workspace workspace) {
        return new OnCluster(
                        contender,
                        workspace,
                        new Target(target.fixedPort(), offsetCount, target.nodeCount()),
                        TOPIC)
                .measure((cluster, directory) -> measure(cluster, workspace));
    }

    private Sample measure(RunningBroker cluster, Workspace workspace) {
        try (var groups = new CommittedGroups(cluster.port(), TOPIC, offsetCount)) {
            workspace.progress().say("committing offsets");
            groups.commit(groupCount);
            int coordinator = groups.coordinator();
            workspace.progress().say("killing node " + coordinator);
            var meter = new Meter(cluster.usage(), List.of());
            long killedNanos = System.nanoTime();
            cluster.killMember("node-" + coordinator + "/server.properties");
            groups.awaitOffsets(groupCount - 1);
            double readyMs = (System.nanoTime() - killedNanos) / 1e6;
            return Sample.empty()
                    .with(Metric.OFFSETS_READY_MS, readyMs)
                    .with(Metric.PEAK_MEMORY_MIB, cluster.usage().peakMemoryMib())
                    .with(
                            Metric.OTHER_LOAD_PERCENT,
                            meter.stop(cluster.usage()).otherLoadPercent());
        }
    }
}
