package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.request.ConsumerGroupHeartbeat;

/** A member that does as it is told, at once, unless it is told to be slow. */
final class TestMember {
    final GroupWorld world;
    final String id;
    @Nullable String instanceId;
    String[] topics;
    int epoch;

    /** What it reads. */
    final Set<TopicPartition> owned = new TreeSet<>();

    /** What it was last told to read. */
    final Set<TopicPartition> told = new TreeSet<>();

    /** Whether it goes on reading what it is to let go. */
    boolean slow;

    TestMember(GroupWorld world, String id, String... topics) {
        this.world = world;
        this.id = id;
        this.topics = topics;
    }

    TestMember instance(String newInstanceId) {
        instanceId = newInstanceId;
        return this;
    }

    TestMember join() {
        epoch = 0;
        owned.clear();
        accept(world.heartbeat(GroupWorld.join(id, topics).instance(instanceId).request()));
        return this;
    }

    /** A heartbeat that tells what it has. */
    ConsumerGroupHeartbeat.Response beat() {
        ConsumerGroupHeartbeat.Response response = world.heartbeat(request().request());
        accept(response);
        return response;
    }

    GroupWorld.Beat request() {
        return GroupWorld.beat(id, epoch).instance(instanceId).owned(list());
    }

    void accept(ConsumerGroupHeartbeat.Response response) {
        assertThat(response.error()).as("%s", response).isEqualTo(ErrorCode.NONE);
        epoch = response.memberEpoch();
        if (response.assignment() != null) {
            told.clear();
            response.assignment()
                    .forEach(
                            of ->
                                    of.partitions()
                                            .forEach(p -> told.add(partition(of.topicId(), p))));
        }
        if (!slow) {
            obey();
        }
    }

    /** Lets go what it is to let go, and reads what it may. */
    void obey() {
        owned.clear();
        owned.addAll(told);
    }

    private TopicPartition partition(TopicId topic, int partition) {
        return new TopicPartition(Objects.requireNonNull(world.topics.nameOf(topic)), partition);
    }

    List<ConsumerGroupHeartbeat.TopicPartitions> list() {
        Map<String, List<Integer>> byTopic = new TreeMap<>();
        owned.forEach(
                p ->
                        byTopic.computeIfAbsent(p.topic(), topic -> new ArrayList<>())
                                .add(p.partition()));
        List<ConsumerGroupHeartbeat.TopicPartitions> list = new ArrayList<>();
        byTopic.forEach(
                (topic, partitions) ->
                        list.add(
                                new ConsumerGroupHeartbeat.TopicPartitions(
                                        world.topics.id(topic), partitions)));
        return list;
    }

    @Override
    public String toString() {
        return id + " at " + epoch + " " + owned;
    }
}
