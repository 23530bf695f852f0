package strata.sim.groups;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import strata.kernel.Nullable;
import strata.sim.scenario.Stage;

/** The chapter's stories of who reads what at which time. */
final class LaneStories {
    private static final String GROUP = "billing";
    private static final String OTHER = "audit";
    private static final long BEGIN_MS = 2_000;
    private static final List<String> THREE = List.of("A", "B", "C");
    private static final List<String> FOUR = List.of("A", "B", "C", "D");
    private static final List<String> FIVE = List.of("A", "B", "C", "D", "E");
    private static final String RANGE = "range";
    private static final String COOPERATIVE = "cooperative-sticky";

    private LaneStories() {}

    static List<GroupStory> all() {
        return List.of(
                queueAndTopic(),
                newcomer("eager", RANGE, true),
                newcomer("cooperative", COOPERATIVE, true),
                newcomer("consumer", RANGE, false),
                rolling("storm", RANGE, true),
                rolling("static", RANGE, true),
                rolling("cooperative", COOPERATIVE, true).withoutPicture(),
                rolling("consumer protocol", RANGE, false).withoutPicture(),
                lag());
    }

    private static GroupPlan plan(String groupId, String assignor, boolean isClassic) {
        return new GroupPlan(
                groupId,
                isClassic ? GroupPlan.Protocol.CLASSIC : GroupPlan.Protocol.CONSUMER,
                List.of(GroupCluster.TOPIC),
                List.of(assignor),
                "uniform",
                false,
                GroupStory.SESSION_MS,
                60_000);
    }

    private static StoryMember member(
            GroupCluster cluster, String label, GroupPlan plan, @Nullable String instanceId) {
        boolean isClassic = plan.protocol() == GroupPlan.Protocol.CLASSIC;
        return new StoryMember(cluster, new GroupMember.Post(label, plan, isClassic, instanceId));
    }

    // ---- queue and publish–subscribe ------------------------------------------------------------

    private static GroupStory queueAndTopic() {
        return GroupStory.named("queue-and-topic")
                .about("Two groups read one topic: inside a group its partitions are shared out")
                .staged(
                        stage -> {
                            GroupCluster cluster = new GroupCluster(stage, GROUP, 3);
                            new StoryProducer(cluster).steadily(BEGIN_MS, 15_000, 200, 2);
                            GroupPlan billing = plan(GROUP, COOPERATIVE, true);
                            member(cluster, "A", billing, null).starts(BEGIN_MS);
                            member(cluster, "B", billing, null).starts(6_000);
                            member(cluster, "C", plan(OTHER, COOPERATIVE, true), null)
                                    .starts(BEGIN_MS);
                        })
                .between(3_000, 15_000)
                .lanes(
                        (picture, run) -> {
                            picture.mark(3_000_000).title("group billing");
                            members(picture, run, List.of("A", "B"));
                            picture.title("group audit");
                            members(picture, run, List.of("C"));
                        })
                .says(run -> "at " + seconds(run.beginsUs("B", "2")) + " it reads partition 2")
                .says(run -> "C has read nothing for " + seconds(run.waitsUs("C")));
    }

    private static void members(LaneChart picture, Lanes run, List<String> who) {
        for (String member : who) {
            picture.lane(member, run.of(member), LaneStories::member);
        }
    }

    /** A member's bar says which partitions it reads. */
    private static LaneChart.Look member(Lanes.Span span) {
        return switch (span.text()) {
            case Lanes.DOWN -> new LaneChart.Look("torn", "");
            case Lanes.NOTHING -> LaneChart.GAP;
            default -> new LaneChart.Look("hot", span.text());
        };
    }

    // ---- one member more ------------------------------------------------------------------------

    private static GroupStory newcomer(String name, String assignor, boolean isClassic) {
        return GroupStory.named(name)
                .about(
                        "A fourth member joins a group of three that reads eight partitions: "
                                + name)
                .staged(
                        stage -> {
                            GroupCluster cluster = new GroupCluster(stage, GROUP, 8);
                            new StoryProducer(cluster).steadily(BEGIN_MS, 24_000, 250, 2);
                            GroupPlan plan = plan(GROUP, assignor, isClassic);
                            for (String label : THREE) {
                                member(cluster, label, plan, null).starts(BEGIN_MS);
                            }
                            member(cluster, "D", plan, null).starts(14_000);
                        })
                // The others hear of it at times that can be told apart.
                .seed(3)
                .between(12_000, 24_000)
                .lanes(
                        (picture, run) -> {
                            picture.epochs(run.values(GroupCluster.EPOCH)).mark(2_000_000);
                            for (int number = 0; number < 8; number++) {
                                picture.lane(
                                        Integer.toString(number),
                                        run.readers(number, FOUR),
                                        LaneStories::reader);
                            }
                        })
                .says(run -> joinRow(name, run));
    }

    /** A partition's bar says who reads it; what the newcomer has stands out. */
    private static LaneChart.Look reader(Lanes.Span span) {
        return switch (span.text()) {
            case Lanes.NOTHING -> LaneChart.GAP;
            case "D" -> new LaneChart.Look("hot", "D");
            default -> new LaneChart.Look("box", span.text());
        };
    }

    // ---- all of them restart, one after the other -----------------------------------------------

    private static GroupStory rolling(String name, String assignor, boolean isClassic) {
        boolean isStatic = name.equals("static");
        return GroupStory.named(name)
                .about("Five members are restarted one after the other: " + name)
                .staged(
                        stage -> {
                            GroupCluster cluster = new GroupCluster(stage, GROUP, 10);
                            new StoryProducer(cluster).steadily(BEGIN_MS, 54_000, 500, 2);
                            GroupPlan plan = plan(GROUP, assignor, isClassic);
                            for (int i = 0; i < FIVE.size(); i++) {
                                String label = FIVE.get(i);
                                member(cluster, label, plan, isStatic ? "i-" + label : null)
                                        .starts(BEGIN_MS)
                                        .restarts(14_000 + 8_000L * i, 2_000);
                            }
                        })
                .between(12_000, 54_000)
                .lanes(
                        (picture, run) -> {
                            picture.epochs(run.values(GroupCluster.EPOCH));
                            members(picture, run, FIVE);
                        })
                .says(run -> restartRow(name, run));
    }

    // ---- lag ------------------------------------------------------------------------------------

    private static GroupStory lag() {
        return GroupStory.named("lag")
                .about("A member dies; the lag of its group grows until another has its partitions")
                .staged(LaneStories::stageLag)
                .between(8_000, 32_000)
                .lanes(
                        (picture, run) -> {
                            picture.mark(4_000_000);
                            members(picture, run, List.of("A", "B"));
                            picture.graph("lag, in records", run.values(GroupCluster.LAG));
                        })
                .says(run -> "At " + seconds(run.beginsUs("A", "0 1 2 3")) + " A has all four")
                .says(run -> "a lag of " + highest(run) + " records, and by " + goneAt(run));
    }

    private static void stageLag(Stage stage) {
        GroupCluster cluster = new GroupCluster(stage, GROUP, 4).showsLag();
        new StoryProducer(cluster).steadily(BEGIN_MS, 32_000, 50, 5);
        GroupPlan plan = plan(GROUP, COOPERATIVE, true);
        member(cluster, "A", plan, null).starts(BEGIN_MS);
        member(cluster, "B", plan, null).starts(BEGIN_MS).dies(12_000);
    }

    // ---- numbers --------------------------------------------------------------------------------

    /** The row of the chapter's table of those who join. */
    private static String joinRow(String name, Lanes run) {
        long[] idle = IntStream.range(0, 8).mapToLong(p -> run.idleUs(p, FOUR)).toArray();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d of 8 | %s |",
                name.equals("consumer") ? "consumer protocol" : name,
                run.values(GroupCluster.EPOCH).size() - 1,
                LongStream.of(idle).filter(us -> us > 0).count(),
                seconds(LongStream.of(idle).max().orElse(0)));
    }

    /** The row of the chapter's table of rolling restarts. */
    private static String restartRow(String name, Lanes run) {
        double waitsUs = FIVE.stream().mapToLong(run::interruptedUs).average().orElse(0);
        double idleUs =
                IntStream.range(0, 10).mapToLong(p -> run.idleUs(p, FIVE)).average().orElse(0);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %s | %s |",
                switch (name) {
                    case "storm" -> "eager";
                    case "static" -> "eager, static members";
                    default -> name;
                },
                run.values(GroupCluster.EPOCH).size() - 1,
                seconds(Math.round(waitsUs)),
                seconds(Math.round(idleUs)));
    }

    private static long highest(Lanes run) {
        return run.values(GroupCluster.LAG).stream().mapToLong(LaneStories::lagOf).max().orElse(0);
    }

    /** When the lag is what it is at other times, after it was highest. */
    private static String goneAt(Lanes run) {
        long highest = highest(run);
        long usual = lagOf(run.values(GroupCluster.LAG).get(0));
        long gone =
                run.values(GroupCluster.LAG).stream()
                        .dropWhile(span -> lagOf(span) < highest)
                        .filter(span -> lagOf(span) <= usual)
                        .mapToLong(Lanes.Span::fromUs)
                        .findFirst()
                        .orElseThrow();
        return seconds(gone) + " it is gone";
    }

    private static long lagOf(Lanes.Span span) {
        return Long.parseLong(span.text());
    }

    /** Virtual time as the chapter gives it. */
    private static String seconds(long us) {
        return String.format(Locale.ROOT, "%.1f s", us / 1e6);
    }
}
