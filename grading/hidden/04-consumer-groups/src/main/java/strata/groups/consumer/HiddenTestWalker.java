package strata.groups.consumer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.groups.HiddenTestShard;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.request.ConsumerGroupHeartbeat;

/** A member of the consumer protocol, as a client is one: it lets go, and then says so. */
final class HiddenTestWalker {
    static final String GROUP = "kitchen";

    final String id;
    final @Nullable String instanceId;
    final HiddenTestShard shard;
    private final SplittableRandom random;
    List<String> topics = new ArrayList<>();

    /** Whether what it has subscribed to is to be told with its next heartbeat. */
    private boolean untold = true;

    int epoch;

    /** What it reads: a partition that is to go stays here until it lets it go. */
    final TreeSet<TopicPartition> reads = new TreeSet<>();

    /** What it was told to have at last. */
    SortedSet<TopicPartition> assigned = new TreeSet<>();

    /** Where it goes on reading. */
    final Map<TopicPartition, Long> positions = new LinkedHashMap<>();

    HiddenTestWalker(
            HiddenTestShard shard,
            String id,
            @Nullable String instanceId,
            SplittableRandom random) {
        this.shard = shard;
        this.id = id;
        this.instanceId = instanceId;
        this.random = random.split();
    }

    void subscribe(List<String> wanted) {
        topics = wanted;
        untold = true;
    }

    /** Lets go what it is not to have any more. */
    void letGo() {
        reads.retainAll(assigned);
        positions.keySet().retainAll(reads);
    }

    /** Gives up all, and is to join anew. */
    void giveUp() {
        epoch = 0;
        untold = true;
        reads.clear();
        assigned.clear();
        positions.clear();
    }

    ConsumerGroupHeartbeat.Request request(int atEpoch, boolean tellsAll) {
        boolean joins = atEpoch == ConsumerGroupHeartbeat.JOIN;
        return new ConsumerGroupHeartbeat.Request(
                GROUP,
                id,
                atEpoch,
                instanceId,
                null,
                joins || tellsAll ? 30_000 : -1,
                joins || tellsAll || untold ? topics : null,
                null,
                null,
                joins ? List.of() : told(),
                true);
    }

    private List<ConsumerGroupHeartbeat.TopicPartitions> told() {
        Map<TopicId, List<Integer>> byTopic = new TreeMap<>();
        for (TopicPartition each : reads) {
            TopicId topic = shard.topics().idOf(each.topic());
            if (topic != null) {
                byTopic.computeIfAbsent(topic, id1 -> new ArrayList<>()).add(each.partition());
            }
        }
        List<ConsumerGroupHeartbeat.TopicPartitions> told = new ArrayList<>();
        byTopic.forEach(
                (topic, partitions) ->
                        told.add(new ConsumerGroupHeartbeat.TopicPartitions(topic, partitions)));
        return told;
    }

    /**
     * Speaks.
     *
     * @param lost the answer is lost: it knows nothing of it
     */
    ErrorCode speak(boolean lost) {
        // Who has lost an answer asks for all, as it cannot know what was in it.
        ConsumerGroupHeartbeat.Request request =
                request(epoch, lost || epoch == 0 || random.nextInt(4) == 0 || unsure);
        ConsumerGroupHeartbeat.Response told =
                shard.get(ConsumerGroupHeartbeat.Response.class, request);
        unsure = lost;
        if (lost) {
            return told.error();
        }
        if (told.error() == ErrorCode.NONE) {
            untold = false;
            epoch = told.memberEpoch();
            if (told.assignment() != null) {
                assigned = named(Objects.requireNonNull(told.assignment()));
            }
        }
        return told.error();
    }

    private boolean unsure;

    private SortedSet<TopicPartition> named(List<ConsumerGroupHeartbeat.TopicPartitions> told) {
        TreeSet<TopicPartition> named = new TreeSet<>();
        for (ConsumerGroupHeartbeat.TopicPartitions of : told) {
            String name = shard.topics().nameOf(of.topicId());
            if (name != null) {
                of.partitions().forEach(each -> named.add(new TopicPartition(name, each)));
            }
        }
        return named;
    }

    /** Begins to read what it was told to have. */
    void take() {
        reads.addAll(assigned);
    }

    ErrorCode leave() {
        return shard.get(
                        ConsumerGroupHeartbeat.Response.class,
                        request(ConsumerGroupHeartbeat.LEAVE, false))
                .error();
    }

    @Override
    public String toString() {
        return id + " at " + epoch + " reads " + reads;
    }
}
