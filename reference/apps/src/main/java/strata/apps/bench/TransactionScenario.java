package strata.apps.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Transactions on three nodes. Producers commit first as fast as it goes, each one transaction
 * after the other, and then at a pace that leaves every broker time: there it is seen how long a
 * record takes from its producer to who reads what is committed.
 */
record TransactionScenario(Target target, Jdk jdk, TransactionLoad.What what) implements Scenario {
    static final String TOPIC = "bench-transactions";

    /** The scenario of so many records in a transaction. */
    static String name(int records) {
        return "transactions-" + records;
    }

    @Override
    public String name() {
        return name(what.records());
    }

    @Override
    public String title() {
        return what.producers()
                + " producers commit transactions of "
                + what.records()
                + (what.records() == 1 ? " record" : " records");
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("nodes", target.nodeCount());
        settings.put("partitions", target.partitionCount());
        settings.put("producers", what.producers());
        settings.put("recordsPerTransaction", what.records());
        settings.put("secondsPerPhase", what.seconds());
        settings.put("pacedTransactionsPerSecond", what.perSecond());
        return settings;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                Metric.TRANSACTIONS_PER_SECOND,
                Metric.CPU_MS_PER_TRANSACTION,
                Metric.LOADED_END_TO_END_P50_MS,
                Metric.LOADED_END_TO_END_P99_MS,
                Metric.END_TO_END_P50_MS,
                Metric.END_TO_END_P99_MS,
                Metric.STALL_MS,
                Metric.OTHER_LOAD_PERCENT);
    }

    @Override
    public Sample measure(Contender contender, Workspace workspace) {
        return new OnCluster(contender, workspace, target, TOPIC)
                .measure((cluster, directory) -> measure(cluster, workspace, directory));
    }

    private Sample measure(RunningBroker cluster, Workspace workspace, Path directory) {
        List<String> command =
                TransactionLoad.command(jdk, Cluster.bootstrap(cluster.port()), directory, what);
        try (var load = new Dialogue(cluster, workspace, command)) {
            load.awaitWarm();
            var others = new Meter(cluster.usage(), List.of(load.process()));
            var brokers = new Meter(cluster.usage(), List.of());
            workspace.progress().say("as fast as it goes");
            TransactionFigures fast = load.ask(TransactionFigures::parse);
            double cpuMs = brokers.stop(cluster.usage()).cpu().toNanos() / 1e6;
            workspace.progress().say("at " + what.perSecond() + "/s");
            TransactionFigures paced = load.ask(TransactionFigures::parse);
            return Sample.empty()
                    .with(Metric.TRANSACTIONS_PER_SECOND, fast.perSecond())
                    .with(Metric.CPU_MS_PER_TRANSACTION, cpuMs / fast.transactions())
                    .with(Metric.LOADED_END_TO_END_P50_MS, fast.p50Ms())
                    .with(Metric.LOADED_END_TO_END_P99_MS, fast.p99Ms())
                    .with(Metric.END_TO_END_P50_MS, paced.p50Ms())
                    .with(Metric.END_TO_END_P99_MS, paced.p99Ms())
                    .with(Metric.STALL_MS, paced.stallMs())
                    .with(
                            Metric.OTHER_LOAD_PERCENT,
                            others.stop(cluster.usage()).otherLoadPercent());
        }
    }
}
