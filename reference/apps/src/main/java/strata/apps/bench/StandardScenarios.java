package strata.apps.bench;

import java.util.ArrayList;
import java.util.List;

/** The scenarios that {@link Bar} speaks of, with the loads that its limits were set with. */
final class StandardScenarios {
    static final Load PRODUCE_100B = new Load(4_000_000, 100, 1_000_000, Load.UNTHROTTLED);
    static final Load PRODUCE_100B_FIXED = new Load(2_000_000, 100, 1_000_000, 200_000);
    static final Load PRODUCE_1KIB = new Load(800_000, 1024, 200_000, Load.UNTHROTTLED);
    static final Load CONSUME_100B = new Load(4_000_000, 100, 0, Load.UNTHROTTLED);
    static final Load CLUSTER_100B_FIXED = new Load(1_000_000, 100, 500_000, 50_000);
    // A few percent are looked for: nothing of it may be compiled while it is measured.
    static final Load IDEMPOTENCE_100B = new Load(4_000_000, 100, 6_000_000, Load.UNTHROTTLED);
    static final Load IDEMPOTENCE_SINGLE = new Load(800_000, 100, 800_000, Load.UNTHROTTLED);
    static final int CONSUME_PASSES = 3;
    static final int PARTITION_COUNT = 6;

    private StandardScenarios() {}

    /** Those of a cluster of three. */
    static List<Scenario> ofCluster(Target target, Producer producer, Jdk jdk, double scale) {
        return List.of(
                new StartupScenario(target),
                new ProduceScenario(
                        "cluster-produce-100b", target, PRODUCE_100B.scaled(scale), producer),
                new ProduceScenario(
                        "cluster-produce-100b-fixed",
                        target,
                        CLUSTER_100B_FIXED.scaled(scale),
                        producer),
                new FailoverScenario(target, jdk));
    }

    /**
     * Those of groups.
     *
     * @param groupCount that have committed offsets
     * @param offsetCount of each of these
     */
    static List<Scenario> ofGroups(Target target, Jdk jdk, int groupCount, int offsetCount) {
        List<Scenario> scenarios = new ArrayList<>();
        for (GroupScenario.Protocol protocol : GroupScenario.Protocol.values()) {
            scenarios.add(new GroupScenario(target, jdk, protocol));
        }
        scenarios.add(new OffsetsScenario(target, groupCount, offsetCount));
        return scenarios;
    }

    /** Those of idempotence. */
    static List<Scenario> ofIdempotence(Target target, Producer producer, int pairs, double scale) {
        return List.of(
                new IdempotenceScenario(
                        IdempotenceScenario.BATCHES,
                        target,
                        IDEMPOTENCE_100B.scaled(scale),
                        pairs,
                        producer),
                new IdempotenceScenario(
                        IdempotenceScenario.SINGLE,
                        target,
                        IDEMPOTENCE_SINGLE.scaled(scale),
                        pairs,
                        producer.with("batch.size", "1").with("linger.ms", "0")));
    }

    /**
     * @param scale factor on the number of records; 1.0 is what the limits were set with
     */
    static List<Scenario> of(Target target, Producer producer, Consumer consumer, double scale) {
        List<Scenario> scenarios = new ArrayList<>();
        scenarios.add(new StartupScenario(target));
        scenarios.add(
                new ProduceScenario("produce-100b", target, PRODUCE_100B.scaled(scale), producer));
        scenarios.add(
                new ProduceScenario(
                        "produce-100b-fixed", target, PRODUCE_100B_FIXED.scaled(scale), producer));
        scenarios.add(
                new ProduceScenario("produce-1kib", target, PRODUCE_1KIB.scaled(scale), producer));
        scenarios.add(
                new ConsumeScenario(
                        target, CONSUME_100B.scaled(scale), CONSUME_PASSES, producer, consumer));
        return scenarios;
    }
}
