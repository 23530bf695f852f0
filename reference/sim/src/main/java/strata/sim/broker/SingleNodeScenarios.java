package strata.sim.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import strata.broker.Broker;
import strata.broker.BrokerConfig;
import strata.broker.Layers;
import strata.kernel.NodeId;
import strata.sim.client.ProducerPlan;
import strata.sim.client.RecordCodec;
import strata.sim.disk.CrashMode;
import strata.sim.fault.FaultBudget;
import strata.sim.history.Promise;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.Stage;

/**
 * The broker, alone, on the layers that are on the class path: topics are created, written to by
 * several producers, read, and deleted, while the node crashes, its disk fails, fills up and slows
 * down, connections break and the wall clock jumps. Where layer 2 is there, segments are rolled,
 * and old ones deleted or compacted.
 */
public final class SingleNodeScenarios {
    private static final String CLUSTER_ID = "c2ltdWxhdGVkLWNsdXN0ZQ";
    private static final ProducerPlan EAGER = new ProducerPlan(-1, 40_000, 8, 300, 3);

    private SingleNodeScenarios() {}

    /** What becomes of old segments. */
    private enum Upkeep {
        NONE("cleanup.policy", "delete"),
        DELETION("retention.bytes", "12000"),
        /** Each record has a key of its own: whatever is compacted, all of them stay. */
        COMPACTION("cleanup.policy", "compact");

        private final String key;
        private final String value;

        Upkeep(String key, String value) {
            this.key = key;
            this.value = value;
        }

        Map<String, String> configs() {
            Map<String, String> configs = new LinkedHashMap<>();
            configs.put("retention.ms", "-1");
            configs.put("file.delete.delay.ms", "20");
            configs.put("min.cleanable.dirty.ratio", "0");
            configs.put(key, value);
            return configs;
        }
    }

    /** One for each crash mode, and one that mixes them; none where there is no log. */
    public static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        if (loader().getResource("META-INF/strata/log") == null) {
            return scenarios;
        }
        scenarios.add(scenario("single-node", "crashes of every kind", CrashMode.values()));
        for (CrashMode mode : CrashMode.values()) {
            String label = mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
            scenarios.add(scenario("single-node-" + label, "crashes " + mode, mode));
        }
        return scenarios;
    }

    private static Scenario scenario(String name, String what, CrashMode... modes) {
        return Scenario.named(name)
                .about("one broker; " + what + "; a faulty disk")
                .withFaults(
                        FaultBudget.none()
                                .crashes(4, modes)
                                .withinOperations(400)
                                .restarts(1)
                                .failedReads(1)
                                .failedWrites(1)
                                .fullDisks(1)
                                .slowDisks(1)
                                .clockJumps(1)
                                .resetConnections(2))
                // The producers are not idempotent, and the page cache does not outlast the power.
                .mayShow("duplicate")
                .mayShow("nonmonotonic-send")
                .mayShow("inconsistent-offsets")
                .mayShow("lost-write")
                .mayShow("unseen")
                .forSeconds(2)
                .thenServesWithinSeconds(30)
                .staged(SingleNodeScenarios::stage);
    }

    private static void stage(Stage stage) {
        Promise promise =
                stage.chance("flushed-before-shown", 50)
                        ? Promise.FLUSHED_BEFORE_SHOWN
                        : Promise.IN_PAGE_CACHE;
        Map<String, String> configs = new LinkedHashMap<>();
        if (promise == Promise.FLUSHED_BEFORE_SHOWN) {
            configs.put("flush.messages", "1");
        }
        if (stage.chance("log-append-time", 30)) {
            configs.put("message.timestamp.type", "LogAppendTime");
        }
        boolean segmented = layers().has(Layers.Layer.SEGMENTS);
        Upkeep upkeep = segmented ? stage.oneOf("upkeep", List.of(Upkeep.values())) : Upkeep.NONE;
        Map<String, Integer> topics = new LinkedHashMap<>();
        topics.put("flights", stage.choice("partitions", 1, 3));
        if (stage.chance("second-topic", 50)) {
            topics.put("trips", 1);
        }
        RecordCodec codec =
                new BatchCodec(layers().log().recordFormat(), upkeep == Upkeep.COMPACTION);
        stage.acknowledgementsPromise(promise);
        stage.node(SingleNodeScenarios::broker, codec);
        Map<String, String> kept = new LinkedHashMap<>(configs);
        if (segmented) {
            int segmentBytes = stage.choice("segment-bytes", 500, 8_499);
            kept.put("internal.segment.bytes", Integer.toString(segmentBytes));
        }
        kept.putAll(upkeep.configs());
        stage.actor(new TopicMaker(stage.link("maker"), topics, kept, stage.partitions()));
        stage.actor(new TopicChurn(stage.link("churn"), stage.history(), codec, configs));
        if (upkeep == Upkeep.DELETION) {
            stage.history().mayDelete();
            stage.actor(
                    new RecordDeleter(stage.link("deleter"), stage.history(), stage.partitions()));
        }
        stage.producers(1, ProducerPlan.CAREFUL);
        stage.producers(1, EAGER);
        stage.producers(1, ProducerPlan.CARELESS);
        stage.readers(1);
        stage.invariant(new AppendOnly(stage.theNode()));
    }

    /** A new process: nothing of it, not even of its layers, was there before. */
    private static Broker broker() {
        Map<String, String> properties = new LinkedHashMap<>();
        // Runs are short: what is done now and then has to be done often.
        properties.put("log.initial.task.delay.ms", "30");
        properties.put("log.retention.check.interval.ms", "100");
        properties.put("log.cleaner.backoff.ms", "30");
        BrokerConfig config =
                BrokerConfig.of(
                        new BrokerConfig.Identity(new NodeId(1), CLUSTER_ID, "sim", 9092),
                        properties);
        return new Broker(config, layers(), new GzipCompression(), new JavaTopicPatterns());
    }

    private static Layers layers() {
        return Layers.load(loader());
    }

    private static ClassLoader loader() {
        return SingleNodeScenarios.class.getClassLoader();
    }
}
