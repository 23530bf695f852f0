package strata.sim.groups;

import java.util.List;
import strata.sim.groups.StoryWorker.CommitsWhen;

/** The chapter's stories of single messages. */
final class StepStories {
    private static final String GROUP = "billing";
    private static final long BEGIN_MS = 2_000;
    private static final int SHORT_SESSION_MS = 3_000;

    private StepStories() {}

    static List<GroupStory> all() {
        return List.of(
                eager(), consumer(), atMostOnce(), atLeastOnce(), zombie(), coordinatorDies());
    }

    private static GroupPlan plan(boolean isClassic, int sessionMs) {
        return new GroupPlan(
                GROUP,
                isClassic ? GroupPlan.Protocol.CLASSIC : GroupPlan.Protocol.CONSUMER,
                List.of(GroupCluster.TOPIC),
                List.of("range"),
                "uniform",
                false,
                sessionMs,
                60_000);
    }

    private static StoryMember member(GroupCluster cluster, String label, boolean isClassic) {
        return new StoryMember(
                cluster,
                new GroupMember.Post(
                        label, plan(isClassic, GroupStory.SESSION_MS), isClassic, null));
    }

    private static GroupStory eager() {
        return GroupStory.named("eager-steps")
                .about("B joins a group of the classic protocol; A has to let go of everything")
                .staged(
                        stage -> {
                            GroupCluster cluster = new GroupCluster(stage, GROUP, 4);
                            new StoryProducer(cluster).steadily(BEGIN_MS, 15_000, 500, 1);
                            member(cluster, "A", true).starts(BEGIN_MS);
                            member(cluster, "B", true).starts(8_000);
                        })
                .between(7_900, 16_000)
                .columns("A", "n2", "B")
                .tells(rows -> "B joins " + rows.at("n2", "B joins"))
                .tells(rows -> "lets go of all four " + rows.at("A", "has nothing"))
                .tells(rows -> "A joins " + rows.at("n2", "A joins"))
                .tells(rows -> "A leads it " + rows.at("A", "generation 2, leads"))
                .tells(rows -> "sends what everybody gets " + rows.at("n2", "A's assignment"))
                .tells(rows -> "A has 0 and 1 " + rows.at("A", "has 0 1"))
                .tells(rows -> "B has 2 and 3 " + rows.at("B", "has 2 3"));
    }

    private static GroupStory consumer() {
        return GroupStory.named("consumer-steps")
                .about("B joins a group of the consumer protocol; A lets go of what is B's")
                .staged(
                        stage -> {
                            GroupCluster cluster = new GroupCluster(stage, GROUP, 4);
                            new StoryProducer(cluster).steadily(BEGIN_MS, 15_000, 500, 1);
                            member(cluster, "A", false).starts(BEGIN_MS);
                            member(cluster, "B", false).starts(8_000);
                        })
                .between(7_900, 18_000)
                .columns("A", "n2", "B")
                .tells(rows -> "its target " + rows.at("n2", "epoch 2"))
                .tells(rows -> "has nothing yet " + rows.at("B", "epoch 2"))
                .tells(rows -> "it may have 0 and 1 " + rows.at("A", "may have 0 1"))
                .tells(rows -> "has let go of the rest " + rows.at("A", "has 0 1"))
                .tells(rows -> "says so " + rows.at("n2", "A has 0 1"))
                .tells(rows -> "A is at epoch 2 " + rows.at("A", "epoch 2"))
                .tells(rows -> "B is told of 2 and 3 " + rows.at("B", "has 2 3"));
    }

    private static GroupStory atMostOnce() {
        return GroupStory.named("at-most-once")
                .about("A commits what it got, then works, and dies in between")
                .staged(
                        stage -> {
                            GroupCluster cluster = new GroupCluster(stage, GROUP, 1);
                            new StoryProducer(cluster)
                                    .sends(2_000, "m1", "m2", "m3")
                                    .sends(8_500, "m4");
                            worker(cluster, "A", CommitsWhen.FIRST).starts(2_500).dies(4_000);
                            worker(cluster, "B", CommitsWhen.FIRST).starts(4_500);
                        })
                .between(2_400, 12_000)
                .showsCommits()
                .columns("A", "n3", "B")
                .tells(rows -> "A commits 3 " + rows.at("n3", "A commits 3"))
                .tells(rows -> "is killed " + rows.at("A", "killed"))
                .tells(rows -> "B goes on at 3 " + rows.at("B", "goes on at 3"))
                .tells(rows -> "m3 is done " + times(rows.count("", "does m3")));
    }

    private static GroupStory atLeastOnce() {
        return GroupStory.named("at-least-once")
                .about("A works, then commits what it did, and dies in between")
                .staged(
                        stage -> {
                            GroupCluster cluster = new GroupCluster(stage, GROUP, 1);
                            new StoryProducer(cluster).sends(2_000, "m1", "m2", "m3");
                            worker(cluster, "A", CommitsWhen.LAST).starts(2_500).dies(4_000);
                            worker(cluster, "B", CommitsWhen.LAST).starts(4_500);
                        })
                .between(2_400, 12_000)
                .showsCommits()
                .columns("A", "n3", "B")
                .tells(rows -> "is killed " + rows.at("A", "killed"))
                .tells(rows -> "B goes on at 0 " + rows.at("B", "goes on at 0"))
                .tells(rows -> "B commits 3 " + rows.at("n3", "B commits 3"))
                .tells(rows -> "m1 is done " + times(rows.count("", "does m1")));
    }

    private static GroupStory zombie() {
        return GroupStory.named("zombie")
                .about("A stands still past its session, B does its work, A wakes up and commits")
                .staged(
                        stage -> {
                            GroupCluster cluster = new GroupCluster(stage, GROUP, 1);
                            new StoryProducer(cluster).sends(2_000, "m1", "m2");
                            worker(cluster, "A", CommitsWhen.LAST)
                                    .starts(2_500)
                                    .pauses(3_500, 5_500);
                            worker(cluster, "B", CommitsWhen.LAST).starts(4_500);
                        })
                .between(2_400, 12_000)
                .showsCommits()
                .columns("A", "n3", "B")
                .tells(rows -> "A stands still " + rows.at("A", "stands still"))
                .tells(rows -> "begins a generation without it " + rows.at("B", "generation 2"))
                .tells(rows -> "B commits 2 " + rows.at("n3", "B commits 2"))
                .tells(rows -> "wakes up " + rows.at("A", "wakes up"))
                .tells(rows -> "commits as well " + rows.at("n3", "A commits 2"))
                .tells(rows -> "heartbeat tells A " + rows.at("A", "beat: "))
                .tells(rows -> "refused " + rows.at("A", "refused: UNKNOWN_MEMBER_ID"))
                .tells(rows -> "m1 is done " + times(rows.count("", "does m1")) + " here, too");
    }

    private static StoryWorker worker(GroupCluster cluster, String label, CommitsWhen when) {
        return new StoryWorker(cluster, plan(true, SHORT_SESSION_MS), label, when);
    }

    private static GroupStory coordinatorDies() {
        return GroupStory.named("coordinator-dies")
                .about("The coordinator dies while a rebalance waits for a member")
                .staged(
                        stage -> {
                            GroupCluster cluster = new GroupCluster(stage, GROUP, 4);
                            new StoryProducer(cluster).steadily(BEGIN_MS, 22_000, 500, 1);
                            member(cluster, "A", true).starts(BEGIN_MS);
                            member(cluster, "B", true).starts(8_000);
                        })
                .told(story -> story.afterMs(8_300).crash(2))
                .between(7_900, 22_000)
                .columns("A", "n2", "n3", "B")
                .tells(rows -> "PreparingRebalance " + rows.at("n2", "PreparingRebalance"))
                .tells(rows -> "is killed " + rows.at("n2", "killed"))
                .tells(rows -> "is Stable " + rows.at("n3", "Stable"))
                .tells(rows -> "UNKNOWN_MEMBER_ID " + rows.at("B", "UNKNOWN_MEMBER_ID"))
                .tells(rows -> "joins anew " + rows.at("n3", "B joins, Prep"))
                .tells(rows -> "A hears of it " + rows.at("A", "is to join again"))
                .tells(rows -> "generation 2 " + rows.at("A", "generation 2"));
    }

    private static String times(long count) {
        return count == 0 ? "never" : count == 1 ? "once" : count == 2 ? "twice" : count + " times";
    }
}
