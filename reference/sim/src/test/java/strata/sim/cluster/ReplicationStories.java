package strata.sim.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import strata.kernel.request.CreateTopics;
import strata.sim.fault.FaultSchedule;
import strata.sim.planted.Mistake;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;
import strata.sim.scenario.Script;
import strata.sim.scenario.Stage;

/**
 * The stories of the chapter on replication: each a run of a cluster with one mistake in layer 3,
 * in which just those things happen that bring it to light.
 */
final class ReplicationStories {
    private static final List<String> REPLICAS = List.of("role", "log", "hw", "decided");
    private static final List<String> VOTERS = List.of("quorum");
    private static final List<String> LOGS = List.of("leads", "entries", PictureRows.COMMITTED);
    private static final Chance CALM = new Chance(1, 300, 6);
    private static final int ALL = -1;

    private ReplicationStories() {}

    /**
     * A story.
     *
     * @param name of its picture
     * @param about what the picture shows
     * @param broken the claim that breaks
     * @param columns whom the picture shows
     * @param fromMs where the picture begins
     */
    record Story(
            String name,
            String about,
            String broken,
            Mistake mistake,
            Staging staging,
            Consumer<Script> script,
            Map<String, String> columns,
            List<String> watched,
            long fromMs,
            Chance chance,
            List<String> goesOnAfter) {
        /** The same with other delays and chance. */
        Story withSeed(long other) {
            return new Story(
                    name,
                    about,
                    broken,
                    mistake,
                    staging,
                    script,
                    columns,
                    watched,
                    fromMs,
                    new Chance(other, chance.messageUs, chance.seconds),
                    goesOnAfter);
        }

        /** The run, recorded. */
        RunResult run() {
            return run(mistake);
        }

        /** The same with another mistake. */
        RunResult run(Mistake other) {
            Scenario scenario =
                    Scenario.named(name)
                            .on(
                                    columns.containsKey("n5")
                                            ? 5
                                            : columns.containsKey("n4") ? 4 : 3,
                                    0)
                            .onWaysOf("p", "q", "r")
                            .told(script)
                            .forSeconds(chance.seconds)
                            .staged(stage -> staging.set(stage, other));
            goesOnAfter.forEach(scenario::mayShow);
            FaultSchedule schedule =
                    ScenarioRun.scheduleOf(scenario, chance.seed)
                            .withChoices(Map.of(ScenarioRun.CALM_US, chance.messageUs));
            return ScenarioRun.recorded(scenario, schedule, null);
        }

        /** The picture of a run. */
        String picture(RunResult run) {
            PictureRows rows =
                    new PictureRows(
                            java.util.Objects.requireNonNull(run.record()),
                            columns,
                            watched,
                            1_000 * fromMs);
            return SpaceTimePicture.svg(name, about, run.record(), rows);
        }
    }

    /**
     * What is left to chance.
     *
     * @param messageUs how long every message takes
     * @param seconds how long the run goes on, until all faults end
     */
    record Chance(long seed, long messageUs, int seconds) {}

    /** Who is there. */
    interface Staging {
        void set(Stage stage, Mistake mistake);
    }

    static List<Story> all() {
        return List.of(
                acknowledgedFirst(),
                committedAlone(),
                cutToTheHighWatermark(),
                cutToTheHighWatermarkBoth(),
                noEpochs(),
                shrunkByItself(),
                lastOneStanding(),
                uncleanByAccident(),
                votedTwice(),
                voteForgotten(),
                longestLog(),
                olderByCounting());
    }

    static Story acknowledgedFirst() {
        return new Story(
                "replication-acknowledged-first",
                "A leader acknowledges before its followers have the records, and dies",
                "unseen",
                Mistake.ACKNOWLEDGES_ITS_OWN,
                (stage, mistake) -> {
                    StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                    new StoryClient(stage, cluster, "p")
                            .creates(500, 2, 1, 2, 3)
                            .sends(1_200, ALL, "a", "b", "c")
                            .looks(1_700)
                            .reads(1_800, 0);
                },
                story -> {
                    story.afterMs(1_195).cut(1).to(2);
                    story.afterMs(1_195).cut(1).to(3);
                    story.afterMs(1_210).crash(1);
                    story.afterMs(2_500).heal();
                },
                columns("p", "n1", "n2", "n3", "n4"),
                REPLICAS,
                1_190,
                CALM,
                List.of("early-acknowledgement"));
    }

    static Story committedAlone() {
        return new Story(
                "replication-committed-alone",
                "A leader takes its own log end for the high watermark, and dies",
                "inconsistent-offsets",
                Mistake.COMMITS_ITS_OWN,
                (stage, mistake) -> {
                    StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                    new StoryClient(stage, cluster, "p")
                            .creates(500, 2, 1, 2, 3)
                            .sends(1_200, 1, "a", "b", "c")
                            .looks(1_700)
                            .sends(1_750, ALL, "d", "e", "f");
                    new StoryClient(stage, cluster, "r")
                            .looks(1_000)
                            .reads(1_204, 0)
                            .looks(1_700)
                            .reads(1_800, 3)
                            .looks(5_000)
                            .reads(5_100, 0);
                },
                story -> {
                    story.afterMs(1_195).cut(1).to(2);
                    story.afterMs(1_195).cut(1).to(3);
                    story.afterMs(1_210).crash(1);
                },
                columns("p", "r", "n1", "n2", "n3", "n4"),
                REPLICAS,
                1_190,
                CALM,
                List.of("committed-lost", "committed-differs"));
    }

    static Story cutToTheHighWatermark() {
        return new Story(
                "replication-cut-to-high-watermark",
                "A follower of a new leader cuts its log to the high watermark that it remembers",
                "committed-lost",
                Mistake.CUTS_TO_THE_HIGH_WATERMARK,
                (stage, mistake) -> {
                    StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                    new StoryClient(stage, cluster, "p")
                            .creates(500, 2, 1, 2, 3)
                            .sends(1_200, ALL, "m1")
                            .sends(2_200, ALL, "m2")
                            .looks(5_000)
                            .reads(5_100, 0);
                },
                story -> {
                    story.afterMs(2_210).crash(1);
                    story.afterMs(2_210).cut(3).to(2);
                    story.afterMs(2_260).crash(2);
                    story.afterMs(3_500).heal();
                },
                columns("p", "n1", "n2", "n3", "n4"),
                REPLICAS,
                2_190,
                CALM,
                List.of());
    }

    static Story cutToTheHighWatermarkBoth() {
        return new Story(
                "replication-logs-differ",
                "Both replicas die; each cuts to the high watermark that it remembers",
                "inconsistent-offsets",
                Mistake.CUTS_TO_THE_HIGH_WATERMARK,
                (stage, mistake) -> {
                    StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                    new StoryClient(stage, cluster, "p")
                            .creates(500, 2, 1, 2)
                            .sends(1_200, ALL, "m1")
                            .sends(2_200, ALL, "m2")
                            .looks(3_300)
                            .sends(3_350, 1, "m3")
                            .looks(4_900)
                            .reads(5_000, 0);
                },
                story -> {
                    // What it has by now is on its disk.
                    story.afterMs(1_400).restart(2).forMs(50);
                    story.afterMs(2_350).crash(2).losingWhatWasNotFlushed().forMs(500);
                    story.afterMs(2_350).crash(1).forMs(1_500);
                },
                columns("p", "n1", "n2", "n4"),
                REPLICAS,
                2_190,
                CALM,
                List.of("committed-lost", "committed-differs"));
    }

    static Story noEpochs() {
        return new Story(
                "replication-no-epochs",
                "A paused leader was replaced; a follower copies from both",
                "committed-differs",
                Mistake.CHECKS_NO_EPOCH,
                (stage, mistake) -> {
                    StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                    new StoryClient(stage, cluster, "p")
                            .creates(500, 1, 1, 2, 3)
                            .sends(1_900, ALL, "w")
                            .sends(3_450, ALL, "x")
                            .looks(5_000)
                            .reads(5_100, 0);
                    new StoryClient(stage, cluster, "q")
                            .looks(3_380)
                            .sends(3_460, ALL, "y")
                            .sends(3_480, ALL, "z");
                },
                story -> {
                    story.afterMs(2_000).pause(1).forMs(1_430);
                    story.afterMs(2_700).cut(4).to(3).forMs(800);
                    story.afterMs(2_700).cut(4).to(1).forMs(1_100);
                },
                columns("p", "q", "n1", "n2", "n3", "n4"),
                REPLICAS,
                1_990,
                CALM,
                List.of());
    }

    static Story shrunkByItself() {
        return new Story(
                "replication-shrunk-by-itself",
                "A leader that is cut off takes its followers out of the ISR without asking",
                "committed-lost",
                Mistake.SHRINKS_BY_ITSELF,
                (stage, mistake) -> {
                    StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                    new StoryClient(stage, cluster, "p")
                            .creates(500, 1, 1, 2, 3)
                            .sends(1_200, ALL, "w")
                            .sends(2_600, ALL, "x")
                            .sends(2_700, ALL, "y")
                            .looks(5_000)
                            .reads(5_100, 0);
                },
                story -> story.afterMs(2_000).split(1).from(2, 3, 4),
                columns("p", "n1", "n2", "n3", "n4"),
                REPLICAS,
                1_990,
                CALM,
                List.of());
    }

    static Story lastOneStanding() {
        return new Story(
                "replication-last-one-standing",
                "The last replica in the ISR loses what it had not flushed, and is elected",
                "committed-lost",
                Mistake.LAST_ONE_STANDS,
                (stage, mistake) -> {
                    StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                    new StoryClient(stage, cluster, "p")
                            .creates(500, 2, 1, 2, 3)
                            .sends(1_200, ALL, "m1", "m2")
                            .looks(5_000)
                            .reads(5_100, 0);
                },
                story -> {
                    story.afterMs(1_400).crash(2);
                    story.afterMs(1_500).crash(3);
                    story.afterMs(1_600).crash(1).losingWhatWasNotFlushed().forMs(500);
                    story.afterMs(3_500).heal();
                },
                columns("p", "n1", "n2", "n3", "n4"),
                REPLICAS,
                1_190,
                CALM,
                List.of());
    }

    static Story uncleanByAccident() {
        return new Story(
                "replication-unclean-by-accident",
                "A controller elects a replica that was not in sync",
                "committed-lost",
                Mistake.TAKES_ANYBODY,
                (stage, mistake) -> {
                    StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                    new StoryClient(stage, cluster, "p")
                            .creates(500, 2, 1, 2, 3)
                            .sends(1_500, ALL, "m")
                            .looks(5_000)
                            .reads(5_100, 0);
                },
                story -> {
                    story.afterMs(1_400).crash(2);
                    story.afterMs(1_600).crash(3);
                    story.afterMs(1_700).crash(1);
                    story.afterMs(1_800).start(2);
                    story.afterMs(3_500).heal();
                },
                columns("p", "n1", "n2", "n3", "n4"),
                REPLICAS,
                1_390,
                CALM,
                List.of());
    }

    static Story votedTwice() {
        return new Story(
                "replication-two-votes",
                "A voter votes for two candidates of one epoch",
                "two-controllers",
                Mistake.VOTES_TWICE,
                (stage, mistake) -> StoryCluster.ofVoters(stage, mistake, 3),
                story -> story.afterMs(0).split(1).from(3),
                columns("n1", "n2", "n3"),
                VOTERS,
                0,
                new Chance(13, 10_000, 6),
                List.of("voted-twice"));
    }

    static Story voteForgotten() {
        return new Story(
                "replication-vote-forgotten",
                "A voter restarts and has forgotten its vote",
                "two-controllers",
                Mistake.FORGETS_ITS_VOTE,
                (stage, mistake) -> StoryCluster.ofVoters(stage, mistake, 3),
                story -> {
                    story.afterMs(0).split(3).from(1, 2).forMs(110);
                    story.afterMs(80).crash(2).forMs(20);
                    story.afterMs(80).split(1).from(2, 3);
                },
                columns("n1", "n2", "n3"),
                VOTERS,
                0,
                new Chance(1, 10_000, 12),
                List.of("voted-twice", "epoch-went-back"));
    }

    static Story olderByCounting() {
        return new Story(
                "replication-older-by-counting",
                "A leader commits an entry of an earlier epoch by counting",
                "committed-lost",
                Mistake.COUNTS_ANY_EPOCH,
                (stage, mistake) -> {
                    StoryCluster cluster = StoryCluster.ofVoters(stage, mistake, 5);
                    new StoryClient(stage, cluster, "p")
                            .asksForTopics(3_020, 1, "topics", manyTopics());
                },
                story -> {
                    // Only node 1 can be elected.
                    story.afterMs(0).split(2).from(3).from(4).from(5).forMs(1_000);
                    story.afterMs(3_000).split(1, 2).from(3, 4, 5).forMs(2_100);
                    // Only node 5 can.
                    story.afterMs(3_000).split(3).from(4).forMs(2_100);
                    story.afterMs(4_966).crash(5);
                    // Only node 1 can.
                    story.afterMs(5_000).split(2).from(3).from(4);
                    story.afterMs(5_325).cut(1).to(3);
                    story.afterMs(5_325).cut(1).to(4);
                    story.afterMs(5_340).crash(1);
                    story.afterMs(5_340).split(2).from(5);
                    story.afterMs(5_500).start(5);
                },
                columns("n1", "n2", "n3", "n4", "n5"),
                LOGS,
                2_990,
                new Chance(1, 10_000, 12),
                List.of());
    }

    private static List<CreateTopics.NewTopic> topic(String name) {
        return List.of(new CreateTopics.NewTopic(name, 1, (short) 1, List.of(), List.of()));
    }

    /** So much that nothing goes with it in one answer to a fetch. */
    private static List<CreateTopics.NewTopic> manyTopics() {
        String value = "0:1,".repeat(8_000) + "0:1";
        List<CreateTopics.Config> configs =
                List.of(
                        new CreateTopics.Config("leader.replication.throttled.replicas", value),
                        new CreateTopics.Config("follower.replication.throttled.replicas", value));
        return IntStream.rangeClosed(1, 20)
                .mapToObj(
                        number ->
                                new CreateTopics.NewTopic(
                                        "t" + number, 1, (short) 1, List.of(), configs))
                .toList();
    }

    static Story longestLog() {
        return new Story(
                "replication-longest-log",
                "A voter prefers the longest log, whatever its epochs",
                "committed-lost",
                Mistake.PREFERS_LENGTH,
                (stage, mistake) -> {
                    StoryCluster cluster = StoryCluster.ofVoters(stage, mistake, 3);
                    new StoryClient(stage, cluster, "p")
                            .asksForTopics(3_010, 1, "topic a", topic("a"))
                            .asksForTopics(3_020, 1, "topic b", topic("b"))
                            .asksForTopics(3_030, 1, "topic c", topic("c"));
                },
                story -> {
                    story.afterMs(3_000).split(1).from(2, 3).forMs(3_500);
                    story.afterMs(6_450).crash(3);
                },
                columns("p", "n1", "n2", "n3"),
                LOGS,
                2_990,
                new Chance(1, 300, 12),
                List.of());
    }

    private static Map<String, String> columns(String... who) {
        Map<String, String> columns = new LinkedHashMap<>();
        boolean isApart = List.of(who).contains("n4") && !List.of(who).contains("n5");
        for (String one : who) {
            String title =
                    switch (one) {
                        case "p" -> "producer";
                        case "q" -> "another";
                        case "r" -> "consumer";
                        default -> "node " + one.substring(1);
                    };
            columns.put(one, isApart && one.equals("n4") ? "controller" : title);
        }
        return columns;
    }
}
