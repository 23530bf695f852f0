package strata.sim.cluster;

import java.util.List;
import java.util.stream.IntStream;
import strata.kernel.request.CreateTopics;
import strata.sim.planted.Mistake;

/**
 * The chapter's stories of the quorum: three or five nodes, each broker and voter, with one mistake
 * in layer 3, and just those faults that bring it to light.
 */
final class QuorumStories {
    private static final List<String> VOTES = List.of("quorum");
    private static final List<String> LOGS = List.of("leads", "entries", PictureRows.COMMITTED);

    private QuorumStories() {}

    /** All of them, in the chapter's order. */
    static List<Story> all() {
        return List.of(votedTwice(), voteForgotten(), olderByCounting(), longestLog());
    }

    static Story votedTwice() {
        return Story.named("two-votes")
                .about("A voter votes for two candidates of one epoch")
                .plants(Mistake.VOTES_TWICE)
                .breaks("two-controllers")
                .goesOnAfter("voted-twice")
                .staged((stage, mistake) -> StoryCluster.ofVoters(stage, mistake, 3))
                .told(story -> story.afterMs(0).split(1).from(3))
                .shows(VOTES)
                .columns("n1", "n2", "n3")
                .fromMs(0)
                .seed(13)
                .messagesTakeUs(10_000);
    }

    static Story voteForgotten() {
        return Story.named("vote-forgotten")
                .about("A voter restarts and has forgotten its vote")
                .plants(Mistake.FORGETS_ITS_VOTE)
                .breaks("two-controllers")
                .goesOnAfter("voted-twice", "epoch-went-back")
                .staged((stage, mistake) -> StoryCluster.ofVoters(stage, mistake, 3))
                .told(
                        story -> {
                            story.afterMs(0).split(3).from(1, 2).forMs(110);
                            story.afterMs(80).crash(2).forMs(20);
                            story.afterMs(80).split(1).from(2, 3);
                        })
                .shows(VOTES)
                .columns("n1", "n2", "n3")
                .fromMs(0)
                .messagesTakeUs(10_000)
                .forSeconds(12);
    }

    static Story olderByCounting() {
        return Story.named("older-by-counting")
                .about("A leader commits an entry of an earlier epoch by counting")
                .plants(Mistake.COUNTS_ANY_EPOCH)
                .breaks("committed-lost")
                .goesOnAfter("committed-by-counting")
                .staged(
                        (stage, mistake) -> {
                            StoryCluster cluster = StoryCluster.ofVoters(stage, mistake, 5);
                            new StoryClient(stage, cluster, "p")
                                    .asksForTopics(3_020, 1, "topics", manyTopics());
                        })
                .told(
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
                        })
                .shows(LOGS)
                .columns("n1", "n2", "n3", "n4", "n5")
                .fromMs(2_990)
                .messagesTakeUs(10_000)
                .forSeconds(12);
    }

    static Story longestLog() {
        return Story.named("longest-log")
                .about("A voter prefers the longest log, whatever its epochs")
                .plants(Mistake.PREFERS_LENGTH)
                .breaks("committed-lost")
                .goesOnAfter("vote-for-less")
                .staged(
                        (stage, mistake) -> {
                            StoryCluster cluster = StoryCluster.ofVoters(stage, mistake, 3);
                            new StoryClient(stage, cluster, "p")
                                    .asksForTopics(3_010, 1, "topic a", topic("a"))
                                    .asksForTopics(3_020, 1, "topic b", topic("b"))
                                    .asksForTopics(3_030, 1, "topic c", topic("c"));
                        })
                .told(
                        story -> {
                            story.afterMs(3_000).split(1).from(2, 3).forMs(3_500);
                            story.afterMs(6_450).crash(3);
                        })
                .shows(LOGS)
                .columns("p", "n1", "n2", "n3")
                .fromMs(2_990)
                .forSeconds(12);
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
}
