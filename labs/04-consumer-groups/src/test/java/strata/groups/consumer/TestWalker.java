package strata.groups.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.groups.TestShard;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.ConsumerGroupHeartbeat;

/**
 * A client of the consumer protocol in the group {@link #GROUP}. It says with each heartbeat what
 * it reads, and reads what it is told, unless it is slow to let go.
 */
final class TestWalker {
    static final String GROUP = "kitchen";

    final TestShard shard;
    final String id;
    List<String> topics;
    @Nullable String instanceId;
    int epoch;

    /** Whether it goes on reading what it is to let go of. */
    boolean slow;

    /** What it reads. */
    final Set<TopicPartition> reads = new TreeSet<>();

    private final Set<TopicPartition> told = new TreeSet<>();
    private boolean wantsOthers = true;

    TestWalker(TestShard shard, String id, String... topics) {
        this.shard = shard;
        this.id = id;
        this.topics = List.of(topics);
    }

    void subscribe(List<String> newTopics) {
        topics = newTopics;
        wantsOthers = true;
    }

    /** A heartbeat, and what follows for the client; {@code NONE} if it is a member. */
    ErrorCode beat() {
        obey();
        ConsumerGroupHeartbeat.Response response = say(epoch, owned());
        if (response.error() == ErrorCode.NONE) {
            accept(response);
        } else {
            reads.clear();
            told.clear();
            epoch = 0;
            wantsOthers = true;
        }
        return response.error();
    }

    /** It says that it is at an epoch and has something; nothing follows for the client. */
    ConsumerGroupHeartbeat.Response say(
            int atEpoch, @Nullable List<ConsumerGroupHeartbeat.TopicPartitions> owned) {
        boolean joins = atEpoch == ConsumerGroupHeartbeat.JOIN;
        return shard.ask(
                new ConsumerGroupHeartbeat.Request(
                        GROUP,
                        id,
                        atEpoch,
                        instanceId,
                        null,
                        joins ? 60_000 : -1,
                        joins || wantsOthers ? topics : null,
                        null,
                        null,
                        joins ? List.of() : owned,
                        true),
                ConsumerGroupHeartbeat.Response.class);
    }

    /** It takes in an answer. */
    void accept(ConsumerGroupHeartbeat.Response response) {
        wantsOthers = false;
        epoch = response.memberEpoch();
        List<ConsumerGroupHeartbeat.TopicPartitions> assignment = response.assignment();
        if (assignment != null) {
            told.clear();
            for (ConsumerGroupHeartbeat.TopicPartitions of : assignment) {
                String name = String.valueOf(shard.topics.nameOf(of.topicId()));
                of.partitions().forEach(p -> told.add(new TopicPartition(name, p)));
            }
        }
        obey();
    }

    private void obey() {
        if (!slow) {
            reads.clear();
            reads.addAll(told);
        }
    }

    List<ConsumerGroupHeartbeat.TopicPartitions> owned() {
        return list(reads);
    }

    /** Partitions as a heartbeat tells them. */
    List<ConsumerGroupHeartbeat.TopicPartitions> list(Set<TopicPartition> partitions) {
        Map<String, List<Integer>> byTopic = new TreeMap<>();
        for (TopicPartition each : partitions) {
            byTopic.computeIfAbsent(each.topic(), topic -> new ArrayList<>()).add(each.partition());
        }
        List<ConsumerGroupHeartbeat.TopicPartitions> list = new ArrayList<>();
        byTopic.forEach(
                (topic, numbers) ->
                        list.add(
                                new ConsumerGroupHeartbeat.TopicPartitions(
                                        shard.topics.id(topic), numbers)));
        return list;
    }

    void leave() {
        say(ConsumerGroupHeartbeat.LEAVE, null);
    }

    @Override
    public String toString() {
        return id + " at " + epoch + " reads " + reads + (slow ? ", slow" : "");
    }
}
