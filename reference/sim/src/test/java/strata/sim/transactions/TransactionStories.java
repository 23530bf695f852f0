package strata.sim.transactions;

import java.util.List;
import java.util.function.Consumer;
import strata.sim.check.Excuse;

/** The stories of the chapter on transactions. */
final class TransactionStories {
    private static final String ID = "billing";

    private TransactionStories() {}

    static List<TransactionStory> all() {
        return List.of(
                duplicate(),
                snapshot(),
                snapshotLost(),
                failover(),
                stable(),
                zombie(),
                lateEnd("late-end-v1", "before KIP-890, what was aborted is read")
                        .on(shape -> shape.about(ID).withOldClients())
                        .shows(Excuse.LATE_END)
                        .tells(rows -> "is cut off " + rows.at("A", "is cut off"))
                        .tells(rows -> "it asks again " + rows.at("n3", "A commits, epoch 0"))
                        .tells(rows -> "a2 is written " + rows.at("n1", "a2 at 2"))
                        .tells(rows -> "the first EndTxn comes " + rows.at("n3", "late"))
                        .tells(rows -> "partition 0 has a marker " + rows.at("n1", "[commit] at 3"))
                        .tells(rows -> "another transaction " + rows.at("n3", "Ongoing 1"))
                        .tells(rows -> "A aborts " + rows.at("n3", "A aborts"))
                        .tells(rows -> "C sees a1 a2 " + rows.at("C", "sees a1 a2")),
                lateEnd("late-end-v2", "with KIP-890 it ends nothing")
                        .on(shape -> shape.about(ID))
                        .tells(rows -> "in epoch 1 now " + rows.at("A", "done, epoch 1"))
                        .tells(
                                rows ->
                                        "the late EndTxn is refused "
                                                + rows.at("n3", "PRODUCER_FENCED"))
                        .tells(rows -> "the transaction goes on " + rows.at("n3", "Ongoing 0 1"))
                        .tells(rows -> "aborts it " + rows.at("n3", "A aborts"))
                        .tells(rows -> "C sees a1 " + rows.at("C", "sees a1")),
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
                .column("n2", "node 2")
                .tells(rows -> "sends two records " + rows.at("n1", "m1 m2 at 0"))
                .tells(rows -> "before the answer comes " + rows.at("A", "is cut off"))
                .tells(rows -> "that is there " + rows.at("n1", "0–1 is there, at 0"))
                .tells(rows -> "A is told 0 " + rows.at("A", "is told 0"))
                .tells(rows -> "The third record is written " + rows.at("n1", "m3 at 2"))
                .tells(rows -> "node 1 is killed " + rows.at("n1", "killed"))
                .tells(rows -> "2 is there " + rows.at("n2", "2 is there, at 2"));
    }

    private static TransactionStory snapshot() {
        return restart("snapshot", TransactionStories::sendsAndRepeats)
                .tells(
                        rows ->
                                "a snapshot is written "
                                        + rows.at("n1", "snapshot of what is below 4"))
                .tells(rows -> "it is known " + rows.at("n1", "0–1 is there, at 0"))
                .tells(rows -> "The node is killed " + rows.at("n1", "killed"))
                .tells(rows -> "the end of its log " + rows.at("n1", "reads its log from 0"))
                .tells(rows -> "behind the snapshot is known " + rows.at("n1", "4 is there, at 4"))
                .tells(rows -> "the last batch below it " + rows.at("n1", "2–3 is there, at 2"))
                .tells(
                        rows ->
                                "The first batch is known, too: "
                                        + rows.count("n1", "0–1 is there, at 0")
                                        + " times A is told 0");
    }

    private static TransactionStory snapshotLost() {
        return restart(
                        "snapshot-lost",
                        cluster -> {
                            sendsAndRepeats(cluster);
                            cluster.losesSnapshots(5_200, 1);
                        })
                .withoutPicture()
                .tells(
                        rows ->
                                "Without the file the node "
                                        + rows.says("n1", "reads its log from 0"))
                .tells(
                        rows ->
                                "all three are known: "
                                        + rows.count("n1", "0–1 is there, at 0")
                                        + " times A is told 0");
    }

    private static TransactionStory restart(String name, Consumer<TransactionCluster> staging) {
        return TransactionStory.named(name)
                .about("What a partition knows of its producers is made again after a restart")
                .on(shape -> shape.alone(250))
                .staged(staging)
                .told(story -> story.afterMs(5_000).crash(1).forMs(500))
                .between(3_900, 12_000)
                .column("A", "A")
                .column("n1", "node 1");
    }

    private static void sendsAndRepeats(TransactionCluster cluster) {
        new StoryRepeater(cluster, "A")
                .starts(3_000)
                .sends(4_000, TransactionCluster.FIRST, "m1", "m2")
                .sends(4_100, TransactionCluster.FIRST, "m3", "m4")
                .sends(4_200, TransactionCluster.FIRST, "m5")
                .repeats(4_500, TransactionCluster.FIRST, 0, "m1", "m2")
                .repeats(9_000, TransactionCluster.FIRST, 4, "m5")
                .repeats(9_100, TransactionCluster.FIRST, 2, "m3", "m4")
                .repeats(9_200, TransactionCluster.FIRST, 0, "m1", "m2");
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
                .watches(TransactionCluster.ID)
                .tells(rows -> "is decided " + rows.at("n3", "PrepareCommit"))
                .tells(rows -> "A is told that it is done " + rows.at("A", "done, epoch 1"))
                .tells(rows -> "has its marker " + rows.at("n1", "[commit] at 1"))
                .tells(rows -> "node 3 is killed " + rows.at("n3", "killed"))
                .tells(rows -> "finds the decision " + rows.at("n1", "PrepareCommit"))
                .tells(rows -> "has a second marker " + rows.at("n1", "[commit] at 2"))
                .tells(rows -> "partition 1 has its first " + rows.at("n2", "[commit] at 1"))
                .tells(rows -> "All have confirmed " + rows.at("n1", "CompleteCommit"));
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
                .watches(TransactionCluster.STABLE)
                .tells(rows -> "A writes " + rows.at("n1", "a1 at 0"))
                .tells(rows -> "B writes " + rows.at("n1", "b1 at 1"))
                .tells(rows -> "its marker is there " + rows.at("n1", "[commit] at 2"))
                .tells(rows -> "the last stable offset is 0 " + rows.at("n1", "hw 3, LSO 0"))
                .tells(rows -> "C sees nothing " + rows.at("C", "sees nothing"))
                .tells(rows -> "D sees both " + rows.at("D", "sees a1 b1"))
                .tells(rows -> "A aborts " + rows.at("n1", "[abort] at 3"))
                .tells(rows -> "the last stable offset is 4 " + rows.at("n1", "hw 4, LSO 4"))
                .tells(rows -> "C sees b1 " + rows.at("C", "sees b1"));
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
                .watches(TransactionCluster.ID)
                .tells(rows -> "A stands still " + rows.at("A", "stands still"))
                .tells(rows -> "B comes " + rows.at("n3", "B asks for an epoch"))
                .tells(rows -> "has to wait " + rows.at("B", "CONCURRENT_TRANSACTIONS"))
                .tells(rows -> "its marker " + rows.at("n1", "[abort] at 1"))
                .tells(rows -> "B gets epoch 2 " + rows.at("B", "epoch 2"))
                .tells(rows -> "commits it " + rows.at("n1", "[commit] at 3"))
                .tells(rows -> "A wakes up " + rows.at("A", "wakes up"))
                .tells(rows -> "refuses epoch 0 " + rows.at("n1", "refuses epoch 0"))
                .tells(rows -> "asks to abort " + rows.at("n3", "PRODUCER_FENCED"))
                .tells(rows -> "A is fenced " + rows.at("A", "is fenced"));
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
                .column("C", "C")
                .column("n2", "node 2")
                .column("n3", "node 3")
                .watches(TransactionCluster.ID)
                .tells(rows -> "A has read two records " + rows.at("A", "has read to 2"))
                .tells(rows -> "its results are written " + rows.at("n2", "A~m1 A~m2"))
                .tells(rows -> "A is killed " + rows.at("A", "killed"))
                .tells(rows -> "aborts what was open " + rows.at("n3", "PrepareAbort"))
                .tells(rows -> "B goes on at 0 " + rows.at("B", "goes on at 0"))
                .tells(rows -> "writes its own " + rows.at("n2", "B~m1 B~m2"))
                .tells(rows -> "B commits " + rows.at("n3", "B commits"))
                .tells(rows -> "C sees " + rows.at("C", "sees B~m1 B~m2"));
    }
}
