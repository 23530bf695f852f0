package strata.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.groups.offsets.PlantedTopics;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.OffsetView;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.OffsetCommit;

/** Whoever applies the log has the offsets of whoever wrote it. */
class OffsetReplayTest {
    private static final List<String> GROUPS = List.of("a", "b", "c", "");
    private static final List<String> TOPICS = List.of("t", "u", "v");
    private static final int SEEDS = 150;
    private static final int STEPS = 120;

    @Test
    void replayOfEveryPrefixGivesTheOffsetsThatWereThereThen() {
        for (int seed = 0; seed < SEEDS; seed++) {
            History history = new History(seed);
            Map<Integer, Map<String, List<OffsetView>>> lived = new LinkedHashMap<>();
            for (int step = 0; step < STEPS; step++) {
                history.step();
                lived.put(history.world.log.size(), offsets(history.world.shard));
            }

            GroupCoordinator replayed = ShardWorld.empty(history.world.topics);
            for (int at = 0; at <= history.world.log.size(); at++) {
                if (lived.containsKey(at)) {
                    assertThat(offsets(replayed))
                            .as("seed %d, %d", seed, at)
                            .isEqualTo(lived.get(at));
                }
                if (at < history.world.log.size()) {
                    replayed.apply(at, history.world.log.get(at));
                }
            }
        }
    }

    @Test
    void theOffsetsAreThoseOfTheLastRecordOfEachKey() {
        for (int seed = 0; seed < SEEDS; seed++) {
            History history = new History(seed);
            for (int step = 0; step < STEPS; step++) {
                history.step();
                assertThat(offsets(history.world.shard))
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(lastOfEachKey(history.world.log));
            }
        }
    }

    @Test
    void whatCompactionLeavesGivesTheSameOffsetsHoweverFarItHasCome() {
        for (int seed = 0; seed < SEEDS; seed++) {
            History history = new History(seed);
            for (int step = 0; step < STEPS; step++) {
                history.step();
            }
            List<GroupRecord> log = history.world.log;
            Random random = new Random(~seed);
            for (int round = 0; round < 6; round++) {
                int cleanTo = random.nextInt(log.size() + 1);
                boolean tombstonesGo = random.nextBoolean();

                GroupCoordinator replayed = ShardWorld.empty(history.world.topics);
                compacted(log, cleanTo, tombstonesGo)
                        .forEach((offset, event) -> replayed.apply(offset, event));

                assertThat(offsets(replayed))
                        .as("seed %d, clean to %d", seed, cleanTo)
                        .isEqualTo(offsets(history.world.shard));
            }
        }
    }

    @Test
    void aTombstoneOfWhatIsNotThereChangesNothing() {
        ShardWorld world = new ShardWorld(new PlantedTopics().with("t", 4));
        world.commit("a", "t", 0, 1L);
        Map<String, List<OffsetView>> before = offsets(world.shard);

        world.shard.apply(7L, new GroupRecord(new GroupKey.Offset("a", "t", 1), null));
        world.shard.apply(8L, new GroupRecord(new GroupKey.Offset("none", "t", 0), null));

        assertThat(offsets(world.shard)).isEqualTo(before);
    }

    @Test
    void whatWasNotAppliedIsNotThere() {
        ShardWorld world = new ShardWorld(new PlantedTopics().with("t", 4));
        world.commit("a", "t", 0, 1L);
        OffsetCommit.Request lost = commitOf("a", 0, 99L);

        world.shard.decide(
                new GroupCommand.Asked(77L, ClientInfo.ANONYMOUS, lost, world.wallMs), world.nowMs);
        world.shard.refused(List.of(), ErrorCode.NOT_ENOUGH_REPLICAS, world.nowMs);

        assertThat(world.shard.offsets("a")).extracting(OffsetView::offset).containsExactly(1L);
    }

    private static OffsetCommit.Request commitOf(String groupId, int partition, long offset) {
        return new OffsetCommit.Request(
                groupId,
                -1,
                "",
                null,
                -1L,
                true,
                List.of(
                        new OffsetCommit.Topic(
                                TopicRef.named("t"),
                                List.of(new OffsetCommit.Partition(partition, offset, -1, null)))));
    }

    private static Map<String, List<OffsetView>> offsets(GroupCoordinator shard) {
        Map<String, List<OffsetView>> all = new TreeMap<>();
        for (String group : GROUPS) {
            if (!shard.offsets(group).isEmpty()) {
                all.put(group, shard.offsets(group));
            }
        }
        assertThat(shard.groups().stream().map(group -> group.groupId()).toList())
                .isEqualTo(List.copyOf(all.keySet()));
        return all;
    }

    /** What the offsets have to be, made of the log without the layer. */
    private static Map<String, List<OffsetView>> lastOfEachKey(List<GroupRecord> log) {
        Map<String, TreeMap<TopicPartition, OffsetView>> all = new TreeMap<>();
        for (GroupRecord event : log) {
            if (event.key() instanceof GroupKey.Offset key) {
                TopicPartition at = new TopicPartition(key.topic(), key.partition());
                TreeMap<TopicPartition, OffsetView> group =
                        all.computeIfAbsent(key.groupId(), id -> new TreeMap<>());
                if (event.value() instanceof GroupValue.Offset value) {
                    group.put(
                            at,
                            new OffsetView(
                                    at,
                                    value.offset(),
                                    value.leaderEpoch(),
                                    value.metadata(),
                                    value.commitTimestampMs()));
                } else {
                    group.remove(at);
                }
            }
        }
        Map<String, List<OffsetView>> views = new TreeMap<>();
        all.forEach(
                (group, offsets) -> {
                    if (!offsets.isEmpty()) {
                        views.put(group, List.copyOf(offsets.values()));
                    }
                });
        return views;
    }

    /** The log with all but the last record of each key gone up to a point, by offset. */
    private static SortedMap<Integer, GroupRecord> compacted(
            List<GroupRecord> log, int cleanTo, boolean tombstonesGo) {
        Map<GroupKey, Integer> last = new LinkedHashMap<>();
        for (int at = 0; at < cleanTo; at++) {
            last.put(log.get(at).key(), at);
        }
        SortedMap<Integer, GroupRecord> left = new TreeMap<>();
        for (int at = 0; at < log.size(); at++) {
            GroupRecord event = log.get(at);
            boolean isLast = at >= cleanTo || Integer.valueOf(at).equals(last.get(event.key()));
            boolean goes = at < cleanTo && tombstonesGo && event.value() == null;
            if (isLast && !goes) {
                left.put(at, event);
            }
        }
        return left;
    }

    /** What clients without members do to their offsets, by chance. */
    private static final class History {
        final ShardWorld world;
        private final Random random;
        private final List<String> deletedTopics = new ArrayList<>();

        History(long seed) {
            random = new Random(seed);
            world = new ShardWorld(new PlantedTopics().with("t", 8).with("u", 3).with("v", 1));
        }

        void step() {
            String group = GROUPS.get(random.nextInt(GROUPS.size()));
            String topic = TOPICS.get(random.nextInt(TOPICS.size()));
            int partition = random.nextInt(8);
            world.wallMs += random.nextInt(60);
            world.nowMs += random.nextInt(60);
            switch (random.nextInt(20)) {
                case 0, 1, 2 -> world.deleteOffset(group, topic, partition);
                case 3 -> world.ask(new DeleteGroups.Request(List.of(group)));
                case 4, 5 -> world.decide(new GroupCommand.Expire(world.wallMs));
                case 6 -> deleteOrMake(topic);
                default -> world.commit(group, topic, partition, random.nextInt(1_000));
            }
            world.settle();
        }

        private void deleteOrMake(String topic) {
            if (world.topics.idOf(topic) == null) {
                world.topics.with(topic, 8);
                return;
            }
            world.topics.delete(topic);
            deletedTopics.add(topic);
            if (random.nextBoolean()) {
                world.topics.with(topic, 8);
            }
            world.decide(new GroupCommand.TopicsDeleted(List.copyOf(deletedTopics)));
        }
    }
}
