package strata.sim.transactions;

import java.util.List;

/** The stories of the chapter on transactions. */
final class TransactionStories {
    private static final String ID = "billing";

    private TransactionStories() {}

    static List<TransactionStory> all() {
        return List.of(
                duplicate(),
                snapshot(),
                failover(),
                stable(),
                zombie(),
                lateEnd("late-end-v1", "before KIP-890, what was aborted is read")
                        .on(shape -> shape.about(ID).withOldClients())
                        .shows("G1a"),
                lateEnd("late-end-v2", "with KIP-890 it ends nothing").on(shape -> shape.about(ID)),
                offsets());
    }

    private static TransactionStory duplicate() {
        return TransactionStory.named("duplicate")
                .about("A producer has no answer, and sends again, to another leader")
                .staged(
                        cluster ->
                                new StoryRepeater(cluster, "A")
                                        .starts(3_000)
                                        .sends(4_000, TransactionCluster.FIRST, "m1", "m2")
                                        .isCutOff(4_004)
                                        .sends(5_000, TransactionCluster.FIRST, "m3"))
                .told(story -> story.afterMs(5_006).crash(1))
                .between(3_900, 12_000)
                .column("A", "A")
                .column("n1", "node 1")
                .column("n2", "node 2");
    }

    private static TransactionStory snapshot() {
        return TransactionStory.named("snapshot")
                .about("What a partition knows of its producers is made again after a restart")
                .on(shape -> shape.alone(250))
                .staged(
                        cluster ->
                                new StoryRepeater(cluster, "A")
                                        .starts(3_000)
                                        .sends(4_000, TransactionCluster.FIRST, "m1", "m2")
                                        .sends(4_100, TransactionCluster.FIRST, "m3", "m4")
                                        .sends(4_200, TransactionCluster.FIRST, "m5")
                                        .repeats(4_500, TransactionCluster.FIRST, 0, "m1", "m2")
                                        .repeats(9_000, TransactionCluster.FIRST, 4, "m5")
                                        .repeats(9_100, TransactionCluster.FIRST, 2, "m3", "m4")
                                        .repeats(9_200, TransactionCluster.FIRST, 0, "m1", "m2"))
                .told(story -> story.afterMs(5_000).crash(1).forMs(500))
                .between(3_900, 12_000)
                .column("A", "A")
                .column("n1", "node 1");
    }

    private static TransactionStory failover() {
        return TransactionStory.named("failover")
                .about("The coordinator dies between its decision and the last marker")
                .on(shape -> shape.about(ID))
                .staged(
                        cluster ->
                                new StoryWriter(cluster, "A", ID)
                                        .starts(4_000)
                                        .sends(5_000, TransactionCluster.FIRST, "m1")
                                        .sends(5_050, TransactionCluster.SECOND, "m2")
                                        .commits(5_200))
                .told(
                        story -> {
                            story.afterMs(5_190).slowLink(3).to(2).times(10).forMs(500);
                            story.afterMs(5_236).crash(3);
                        })
                .between(4_900, 14_000)
                .column("A", "A")
                .column("n1", "node 1")
                .column("n2", "node 2")
                .column("n3", "node 3")
                .watches(TransactionCluster.ID);
    }

    private static TransactionStory stable() {
        return TransactionStory.named("stable")
                // D reads what is not committed.
                .shows("G1a")
                .about("Readers of committed records wait for the first open transaction")
                .on(shape -> shape.about(ID))
                .staged(
                        cluster -> {
                            new StoryWriter(cluster, "A", "a")
                                    .starts(4_000)
                                    .sends(5_000, TransactionCluster.FIRST, "a1")
                                    .aborts(6_000);
                            new StoryWriter(cluster, "B", "b")
                                    .starts(4_200)
                                    .sends(5_200, TransactionCluster.FIRST, "b1")
                                    .commits(5_400);
                            new StoryReader(cluster, "C", true)
                                    .reads(5_600, TransactionCluster.FIRST)
                                    .reads(6_400, TransactionCluster.FIRST);
                            new StoryReader(cluster, "D", false)
                                    .reads(5_700, TransactionCluster.FIRST);
                        })
                .between(4_900, 8_000)
                .column("A", "A")
                .column("B", "B")
                .column("n1", "node 1")
                .column("C", "C")
                .column("D", "D")
                .watches(TransactionCluster.STABLE);
    }

    private static TransactionStory zombie() {
        return TransactionStory.named("zombie")
                .about("A stands still, B takes its name, A wakes up and writes on")
                .on(shape -> shape.about(ID))
                .staged(
                        cluster -> {
                            new StoryWriter(cluster, "A", ID)
                                    .starts(4_000)
                                    .sends(5_000, TransactionCluster.FIRST, "a1")
                                    .pauses(5_200, 2_000)
                                    .sends(7_201, TransactionCluster.FIRST, "a2");
                            new StoryWriter(cluster, "B", ID)
                                    .starts(6_000)
                                    .sends(6_600, TransactionCluster.FIRST, "b1")
                                    .commits(6_800);
                        })
                .between(4_900, 9_000)
                .column("A", "A")
                .column("B", "B")
                .column("n1", "node 1")
                .column("n3", "node 3")
                .watches(TransactionCluster.ID);
    }

    private static TransactionStory lateEnd(String name, String what) {
        return TransactionStory.named(name)
                .about("An EndTxn comes late, when the next transaction is open: " + what)
                .staged(
                        cluster -> {
                            new StoryWriter(cluster, "A", ID)
                                    .starts(4_000)
                                    .sends(5_000, TransactionCluster.FIRST, "a1")
                                    .commits(5_200)
                                    .hangsUp(5_230)
                                    .sends(5_500, TransactionCluster.FIRST, "a2")
                                    .sends(6_400, TransactionCluster.SECOND, "a3")
                                    .aborts(6_600);
                            new StoryReader(cluster, "C", true)
                                    .reads(6_900, TransactionCluster.FIRST);
                        })
                .told(story -> story.afterMs(5_190).slowLink("A").to(3).times(400).forMs(20))
                // What was under way over the connection that broke comes through.
                .seed(8)
                .between(5_150, 9_000)
                .column("A", "A")
                .column("C", "C")
                .column("n1", "node 1")
                .column("n3", "node 3")
                .watches(TransactionCluster.ID);
    }

    private static TransactionStory offsets() {
        return TransactionStory.named("offsets")
                .about("A dies before it commits; B goes on where the group has committed")
                .on(shape -> shape.about(ID))
                .staged(
                        cluster -> {
                            new StoryRepeater(cluster, "p")
                                    .starts(2_500)
                                    .sends(3_000, TransactionCluster.FIRST, "m1", "m2");
                            new StoryWriter(cluster, "A", ID)
                                    .starts(4_000)
                                    .asksWhereToGoOn(4_500, TransactionCluster.FIRST)
                                    .works(
                                            5_000,
                                            TransactionCluster.FIRST,
                                            TransactionCluster.SECOND)
                                    .dies(5_500);
                            new StoryWriter(cluster, "B", ID)
                                    .starts(6_000)
                                    .asksWhereToGoOn(6_100, TransactionCluster.FIRST)
                                    .works(
                                            7_000,
                                            TransactionCluster.FIRST,
                                            TransactionCluster.SECOND)
                                    .commits(7_200);
                            new StoryReader(cluster, "C", true)
                                    .reads(8_000, TransactionCluster.SECOND);
                        })
                .between(4_900, 9_000)
                .column("A", "A")
                .column("B", "B")
                .column("n2", "node 2")
                .column("n3", "node 3")
                .watches(TransactionCluster.ID);
    }
}
