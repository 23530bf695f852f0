package strata.groups.offsets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.groups.HiddenTestTopics;
import strata.groups.group.Asked;
import strata.groups.group.Draft;
import strata.groups.group.Groups;
import strata.kernel.ClientInfo;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.PendingOffsets;

/** Offsets of some groups, as the code under test has them and as a plain map has them. */
final class HiddenTestBook {
    static final List<String> NAMES = List.of("orders", "bills", "Bills", "notes", "x-1");
    static final List<String> GROUPS = List.of("kitchen", "bar", "garden");

    final SplittableRandom random;
    final HiddenTestTopics topics;
    final Groups groups = new Groups();
    final Map<String, HiddenTestGroup> planted = new TreeMap<>();
    final CommittedOffsets offsets = new CommittedOffsets();
    final Map<String, TreeMap<TopicPartition, GroupValue.Offset>> right = new TreeMap<>();
    final GroupSettings.Offsets settings;
    private final Set<String> pending = new LinkedHashSet<>();
    long wallMs;
    private long records;

    HiddenTestBook(SplittableRandom random) {
        this.random = random;
        topics = new HiddenTestTopics(random);
        for (String name : NAMES) {
            if (random.nextInt(5) > 0) {
                topics.create(name, random.nextInt(1, 6));
            }
        }
        topics.create("always", 3);
        settings =
                new GroupSettings.Offsets(random.nextInt(3, 12), random.nextInt(1_000, 1_000_000));
        wallMs = 1_000_000_000L + random.nextInt(1_000_000_000);
        for (String id : GROUPS) {
            if (random.nextInt(3) > 0) {
                planted.put(id, new HiddenTestGroup(id));
                groups.put(planted.get(id));
            }
        }
    }

    PendingOffsets pendingOffsets() {
        return new PendingOffsets() {
            @Override
            public boolean has(String groupId, String topic, int partition) {
                return isPending(groupId, topic, partition);
            }

            @Override
            public boolean hasAny(String groupId) {
                return pending.stream().anyMatch(each -> each.startsWith(groupId + " "));
            }

            @Override
            public Collection<String> groupIds() {
                return List.of();
            }

            @Override
            public List<Pending> of(String groupId) {
                return List.of();
            }

            @Override
            public void add(long producerId, Pending added) {
                throw new AssertionError("nothing here is of a transaction");
            }

            @Override
            public List<Pending> ended(long producerId, boolean committed) {
                return List.of();
            }

            @Override
            public void dropped(GroupKey.Offset key) {}
        };
    }

    boolean isPending(String groupId, String topic, int partition) {
        return pending.contains(groupId + " " + topic + " " + partition);
    }

    void pend(String groupId, TopicPartition partition) {
        pending.add(groupId + " " + partition.topic() + " " + partition.partition());
    }

    Asked asked() {
        return new Asked(1L, ClientInfo.ANONYMOUS, wallMs, 5_000L);
    }

    String anyGroup() {
        return GROUPS.get(random.nextInt(GROUPS.size()));
    }

    String anyTopic() {
        return random.nextInt(4) == 0 ? NAMES.get(random.nextInt(NAMES.size())) : topics.any();
    }

    /** By name or by id; some of what does not exist. */
    TopicRef anyRef() {
        if (random.nextBoolean()) {
            return TopicRef.named(anyTopic());
        }
        return TopicRef.identified(
                random.nextInt(6) == 0
                        ? new TopicId(7L, random.nextLong())
                        : topics.id(topics.any()));
    }

    /** The name that a request's topic has; null for none. */
    @Nullable
    String nameOf(TopicRef topic) {
        return switch (topic) {
            case TopicRef.Named named -> named.name();
            case TopicRef.Identified identified -> topics.nameOf(identified.id());
        };
    }

    /** Some offsets: of topics that are there, of others, of topics that had their names. */
    void fill(int count) {
        for (int left = count; left > 0; left--) {
            String topic = anyTopic();
            TopicId id = topics.idOf(topic);
            int which = random.nextInt(4);
            GroupValue.Offset value =
                    new GroupValue.Offset(
                            random.nextLong(1L << 40),
                            random.nextInt(-1, 5),
                            random.nextBoolean() ? "" : "m" + random.nextInt(100),
                            wallMs - random.nextLong(2 * settings.retentionMs()),
                            random.nextInt(3) > 0 ? -1L : wallMs + random.nextInt(-3, 4),
                            id == null || which == 0
                                    ? TopicId.ZERO
                                    : which == 1 ? new TopicId(9L, 9L) : id);
            put(anyGroup(), new TopicPartition(topic, random.nextInt(4)), value);
        }
    }

    void put(String groupId, TopicPartition partition, GroupValue.Offset value) {
        offsets.apply(
                records++,
                new GroupKey.Offset(groupId, partition.topic(), partition.partition()),
                value);
        right.computeIfAbsent(groupId, id -> new TreeMap<>()).put(partition, value);
    }

    NavigableMap<TopicPartition, GroupValue.Offset> of(String groupId) {
        return right.getOrDefault(groupId, new TreeMap<>());
    }

    /** The tombstones of some offsets of a group. */
    static List<GroupRecord> tombstones(String groupId, List<TopicPartition> partitions) {
        List<GroupRecord> records = new ArrayList<>();
        for (TopicPartition each : partitions) {
            records.add(
                    new GroupRecord(
                            new GroupKey.Offset(groupId, each.topic(), each.partition()), null));
        }
        return records;
    }

    static List<GroupRecord> eventsOf(Draft draft) {
        return draft.decision().events();
    }
}
