package strata.apps.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A group of three members reads what a {@link Pulse} writes. A fourth joins, leaves again, and one
 * of the three is killed: how long do the others stand still, and how long does nobody read the
 * dead one's partitions?
 */
record GroupScenario(Target target, Jdk jdk, Protocol protocol) implements Scenario {
    /** What may not take longer than with Apache Kafka. */
    static final List<Metric> JUDGED =
            List.of(
                    Metric.JOIN_PAUSE_MS,
                    Metric.LEAVE_PAUSE_MS,
                    Metric.CRASH_PAUSE_MS,
                    Metric.TAKEOVER_MS);

    /** What every node is set to: the same on both sides, and short. */
    static final Map<String, String> SETTINGS = settingsOfNodes();

    private static final String TOPIC = "bench-groups";
    private static final int MEMBER_COUNT = 3;
    private static final int SESSION_MS = 6_000;
    // The later a heartbeat may have come before a death, the less says one measurement.
    private static final int HEARTBEAT_MS = 300;
    private static final long SETTLE_SECONDS = 5;
    // A session, and a rebalance.
    private static final long AFTER_DEATH_SECONDS = 15;

    /** How the group shares out. */
    enum Protocol {
        EAGER("classic", "org.apache.kafka.clients.consumer.RangeAssignor"),
        COOPERATIVE("classic", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"),
        CONSUMER("consumer", "");

        private final String groupProtocol;
        private final String assignor;

        Protocol(String groupProtocol, String assignor) {
            this.groupProtocol = groupProtocol;
            this.assignor = assignor;
        }

        String scenario() {
            return "groups-" + name().toLowerCase(Locale.ROOT);
        }

        /** Of the members. */
        Map<String, String> properties() {
            Map<String, String> properties = new LinkedHashMap<>();
            properties.put("group.id", scenario());
            properties.put("group.protocol", groupProtocol);
            if (this != CONSUMER) {
                properties.put("partition.assignment.strategy", assignor);
                properties.put("session.timeout.ms", Integer.toString(SESSION_MS));
                properties.put("heartbeat.interval.ms", Integer.toString(HEARTBEAT_MS));
            }
            return properties;
        }
    }

    private static Map<String, String> settingsOfNodes() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.consumer.min.session.timeout.ms", Integer.toString(SESSION_MS));
        settings.put("group.consumer.session.timeout.ms", Integer.toString(SESSION_MS));
        settings.put("group.consumer.min.heartbeat.interval.ms", Integer.toString(HEARTBEAT_MS));
        settings.put("group.consumer.heartbeat.interval.ms", Integer.toString(HEARTBEAT_MS));
        // All groups have one coordinator, which is the one to be killed.
        settings.put("offsets.topic.num.partitions", "1");
        return settings;
    }

    @Override
    public String name() {
        return protocol.scenario();
    }

    @Override
    public String title() {
        return "members join, leave and are killed (SIGKILL): protocol "
                + protocol.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("nodes", target.nodeCount());
        settings.put("partitions", target.partitionCount());
        settings.put("members", MEMBER_COUNT);
        settings.put("pulseRecordsPerSecond", Pulse.RECORDS_PER_SECOND);
        settings.put("consumer", protocol.properties());
        settings.put("server", SETTINGS);
        return settings;
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>(JUDGED);
        metrics.add(Metric.STALL_MS);
        metrics.add(Metric.OTHER_LOAD_PERCENT);
        return metrics;
    }

    @Override
    public Sample measure(Contender contender, Workspace workspace) {
        return new OnCluster(contender, workspace, target, TOPIC)
                .measure((cluster, directory) -> measure(cluster, workspace, directory));
    }

    private Sample measure(RunningBroker cluster, Workspace workspace, Path directory) {
        String bootstrap = Cluster.bootstrap(cluster.port());
        List<String> pulsing =
                Pulse.command(jdk, bootstrap, TOPIC, target.partitionCount(), directory);
        try (var pulse = new Dialogue(cluster, workspace, pulsing);
                var group = new Members(cluster, workspace)) {
            pulse.awaitWarm();
            group.begin();
            pulse.ask(PulseFigures::parse);
            var meter = new Meter(cluster.usage(), group.processes(pulse));
            Sample sample = group.measure(workspace.progress());
            return sample.with(Metric.STALL_MS, pulse.ask(PulseFigures::parse).stallMs())
                    .with(
                            Metric.OTHER_LOAD_PERCENT,
                            meter.stop(cluster.usage()).otherLoadPercent());
        }
    }

    /** The group. */
    private final class Members implements AutoCloseable {
        private final RunningBroker cluster;
        private final Workspace workspace;
        private final List<Dialogue> members = new ArrayList<>();
        private final List<Dialogue> all = new ArrayList<>();

        Members(RunningBroker cluster, Workspace workspace) {
            this.cluster = cluster;
            this.workspace = workspace;
        }

        void begin() {
            for (int i = 0; i < MEMBER_COUNT; i++) {
                members.add(start());
            }
            members.forEach(Dialogue::awaitWarm);
            RunningBroker.pause(SETTLE_SECONDS * 1_000);
        }

        private Dialogue start() {
            List<String> command =
                    GroupMember.command(
                            jdk, Cluster.bootstrap(cluster.port()), TOPIC, protocol.properties());
            var member = new Dialogue(cluster, workspace, command);
            all.add(member);
            return member;
        }

        List<Process> processes(Dialogue pulse) {
            List<Process> processes = new ArrayList<>(List.of(pulse.process()));
            members.forEach(member -> processes.add(member.process()));
            return processes;
        }

        Sample measure(Progress progress) {
            ask(0);
            progress.say("a member joins");
            Dialogue fourth = start();
            fourth.awaitWarm();
            RunningBroker.pause(SETTLE_SECONDS * 1_000);
            int its = fourth.ask(MemberFigures::parse).partitions();
            double joinMs = longestGapMs(ask(its));
            progress.say("it leaves");
            fourth.end();
            RunningBroker.pause(SETTLE_SECONDS * 1_000);
            double leaveMs = longestGapMs(ask(0));
            progress.say("killing a member");
            long killedAtMs = System.currentTimeMillis();
            members.remove(0).kill();
            RunningBroker.pause(AFTER_DEATH_SECONDS * 1_000);
            return afterDeath(killedAtMs)
                    .with(Metric.JOIN_PAUSE_MS, joinMs)
                    .with(Metric.LEAVE_PAUSE_MS, leaveMs);
        }

        private static double longestGapMs(List<MemberFigures> answers) {
            return answers.stream().mapToDouble(MemberFigures::gapMs).max().orElseThrow();
        }

        /**
         * Asks all but the fourth.
         *
         * @param others partitions that the fourth has
         */
        private List<MemberFigures> ask(int others) {
            List<MemberFigures> answers = new ArrayList<>();
            members.forEach(member -> answers.add(member.ask(MemberFigures::parse)));
            int owned = others + answers.stream().mapToInt(MemberFigures::partitions).sum();
            if (owned != target.partitionCount()) {
                throw new BenchFault(
                        "the group has "
                                + owned
                                + " of "
                                + target.partitionCount()
                                + " partitions: "
                                + answers);
            }
            return answers;
        }

        private Sample afterDeath(long killedAtMs) {
            List<MemberFigures> answers = ask(0);
            long takenAtMs =
                    answers.stream().mapToLong(MemberFigures::gainedAtMs).max().orElseThrow();
            return Sample.empty()
                    .with(Metric.CRASH_PAUSE_MS, longestGapMs(answers))
                    .with(Metric.TAKEOVER_MS, (double) (takenAtMs - killedAtMs));
        }

        @Override
        public void close() {
            all.forEach(Dialogue::close);
        }
    }
}
