package strata.groups.offsets;

import strata.kernel.TopicId;
import strata.kernel.TopicRef;

/** What the student's code answers to the questions of step 4.4. */
public final class OffsetAnswers {
    private OffsetAnswers() {}

    /** What is told, by the id of a topic, of an offset that was committed for one before it. */
    public static String ofAnEarlierTopic() {
        TestOffsets world = new TestOffsets();
        world.store("orders", 0, 7, new TopicId(9, 9));
        TopicRef topic = TopicRef.identified(world.topics.id("orders"));
        String told = world.fetch(topic, false, 0).replaceAll("^.*: 0 (at )?", "");
        return told.replaceAll(" of .*", "");
    }

    /** Whether an old offset expires of a topic that the group reads. */
    public static boolean expiresThoughItIsRead() {
        TestOffsets world = new TestOffsets();
        world.store("orders", 0, 7, world.topics.id("orders"));
        TestGroup group = world.group();
        group.subscribed.add("orders");
        return !world.expired(group, 52 * TestOffsets.RETENTION_MS).equals("nothing");
    }
}
