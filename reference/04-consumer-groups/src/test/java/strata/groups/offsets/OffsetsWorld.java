package strata.groups.offsets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import strata.groups.group.Asked;
import strata.groups.group.Draft;
import strata.groups.group.Groups;
import strata.kernel.Answer;
import strata.kernel.ClientInfo;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetDelete;
import strata.kernel.request.OffsetFetch;

/** The classes that look after offsets, with a log of which every record is applied at once. */
final class OffsetsWorld {
    static final long RETENTION_MS = 1_000L;
    static final int METADATA_MAX = 10;

    final PlantedTopics topics = new PlantedTopics().with("t", 4).with("u", 2);
    final Groups groups = new Groups();
    final CommittedOffsets offsets = new CommittedOffsets();
    final PlantedPending pending = new PlantedPending();
    final List<GroupRecord> log = new ArrayList<>();
    long nowMs = 50L;
    long wallMs = 1_000_000L;

    private final GroupSettings.Offsets settings =
            new GroupSettings.Offsets(METADATA_MAX, RETENTION_MS);
    private final OffsetCommits commits = new OffsetCommits(settings, topics, groups, offsets);
    private final OffsetFetches fetches = new OffsetFetches(topics, groups, offsets, pending);
    private final OffsetDeletions deletions = new OffsetDeletions(topics, groups, offsets, pending);
    final OffsetExpiry expiry = new OffsetExpiry(settings, groups, offsets, pending);
    final DeletedTopics deletedTopics = new DeletedTopics(topics, offsets, pending);

    /** What open transactions are about to commit. */
    static final class PlantedPending implements PendingOffsets {
        private static final GroupValue.Offset VALUE =
                new GroupValue.Offset(1L, -1, "", 0L, -1L, TopicId.ZERO);

        final Set<GroupKey.Offset> keys = new LinkedHashSet<>();

        @Override
        public boolean has(String groupId, String topic, int partition) {
            return keys.contains(new GroupKey.Offset(groupId, topic, partition));
        }

        @Override
        public boolean hasAny(String groupId) {
            return keys.stream().anyMatch(key -> key.groupId().equals(groupId));
        }

        @Override
        public Collection<String> groupIds() {
            return keys.stream().map(GroupKey.Offset::groupId).distinct().toList();
        }

        @Override
        public List<Pending> of(String groupId) {
            return keys.stream()
                    .filter(key -> key.groupId().equals(groupId))
                    .map(key -> new Pending(0, key, VALUE))
                    .toList();
        }

        @Override
        public void add(long producerId, Pending offset) {
            keys.add(offset.key());
        }

        @Override
        public List<Pending> ended(long producerId, boolean committed) {
            return List.of();
        }

        @Override
        public void dropped(GroupKey.Offset key) {
            keys.remove(key);
        }
    }

    /** A group with members. */
    PlantedGroup group(String id) {
        PlantedGroup group = new PlantedGroup(id);
        groups.put(group);
        return group;
    }

    /** The id of a topic that there is. */
    TopicId id(String topic) {
        return Objects.requireNonNull(topics.idOf(topic));
    }

    /** A request of who is no member. */
    static OffsetCommit.Request commitOf(String groupId, OffsetCommit.Topic... topics) {
        return new OffsetCommit.Request(groupId, -1, "", null, -1L, true, List.of(topics));
    }

    static OffsetCommit.Topic topic(String name, OffsetCommit.Partition... partitions) {
        return new OffsetCommit.Topic(TopicRef.named(name), List.of(partitions));
    }

    static OffsetCommit.Partition at(int partition, long offset) {
        return new OffsetCommit.Partition(partition, offset, -1, "");
    }

    /** Who is no member commits an offset of topic "t", and is allowed to. */
    void commit(String groupId, int partition, long offset) {
        commit(commitOf(groupId, topic("t", at(partition, offset))));
    }

    OffsetCommit.Response commit(OffsetCommit.Request request) {
        Draft draft = new Draft();
        commits.commit(request, new Asked(1L, ClientInfo.ANONYMOUS, wallMs, nowMs), draft);
        return (OffsetCommit.Response) applied(draft).get(0).response();
    }

    /** The errors of an answer, one a partition, in its order. */
    static List<ErrorCode> errors(OffsetCommit.Response response) {
        return response.topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(OffsetCommit.PartitionResult::error)
                .toList();
    }

    OffsetFetch.GroupResult fetchAll(String groupId) {
        return fetch(new OffsetFetch.Group(groupId, null, -1, null), false);
    }

    /** Fetches partitions of topic "t". */
    OffsetFetch.GroupResult fetch(String groupId, Integer... partitions) {
        return fetch(groupId, TopicRef.named("t"), false, partitions);
    }

    OffsetFetch.GroupResult fetch(
            String groupId, TopicRef topic, boolean requireStable, Integer... partitions) {
        List<OffsetFetch.Topic> asked = List.of(new OffsetFetch.Topic(topic, List.of(partitions)));
        return fetch(new OffsetFetch.Group(groupId, null, -1, asked), requireStable);
    }

    private OffsetFetch.GroupResult fetch(OffsetFetch.Group group, boolean requireStable) {
        return fetches.fetch(new OffsetFetch.Request(List.of(group), requireStable))
                .groups()
                .get(0);
    }

    /** The offsets of an answer, one a partition, in its order. */
    static List<Long> found(OffsetFetch.GroupResult result) {
        return result.topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(OffsetFetch.PartitionResult::offset)
                .toList();
    }

    OffsetDelete.Response delete(String groupId, String topic, Integer... partitions) {
        Draft draft = new Draft();
        OffsetDelete.Response response =
                deletions.delete(
                        new OffsetDelete.Request(
                                groupId,
                                List.of(new OffsetDelete.Topic(topic, List.of(partitions)))),
                        draft);
        applied(draft);
        return response;
    }

    DeleteGroups.Response deleteGroups(String... groupIds) {
        Draft draft = new Draft();
        DeleteGroups.Response response =
                deletions.delete(new DeleteGroups.Request(List.of(groupIds)), draft);
        applied(draft);
        return response;
    }

    /** Looks for expired offsets until there is nothing more to do; returns how many steps. */
    int expire() {
        expiry.begin(wallMs, nowMs);
        int steps = 0;
        while (step(expiry::step)) {
            steps++;
        }
        return steps;
    }

    /** Deletes topics and their offsets; returns how many steps that took. */
    int deleteTopics(String... names) {
        deletedTopics.add(List.of(names), nowMs);
        int steps = 0;
        while (step(deletedTopics::step)) {
            steps++;
        }
        return steps;
    }

    interface Step {
        boolean take(long nowMs, Draft draft);
    }

    private boolean step(Step step) {
        Draft draft = new Draft();
        boolean taken = step.take(nowMs, draft);
        applied(draft);
        return taken;
    }

    private List<Answer> applied(Draft draft) {
        Decision<GroupRecord, List<Answer>> decision = draft.decision();
        for (GroupRecord event : decision.events()) {
            if (event.key() instanceof GroupKey.Offset key) {
                offsets.apply(log.size(), key, (GroupValue.Offset) event.value());
            }
            log.add(event);
        }
        return decision.response();
    }
}
