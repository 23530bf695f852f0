package strata.groups.offsets;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import strata.groups.group.Draft;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.groups.TopicsView;

/** Deletes the offsets of topics that are gone. */
public final class DeletedTopics {
    /** How long to wait after a step that could not be stored. */
    private static final long RETRY_MS = 1_000L;

    private final TopicsView topics;
    private final CommittedOffsets offsets;
    private final PendingOffsets pending;
    private final GroupSweep sweep = new GroupSweep();

    /** The topics of the last sweep, which may be under way. */
    private final Set<String> gone = new TreeSet<>();

    /** Without transactions. */
    public DeletedTopics(TopicsView topics, CommittedOffsets offsets) {
        this(topics, offsets, PendingOffsets.NONE);
    }

    public DeletedTopics(TopicsView topics, CommittedOffsets offsets, PendingOffsets pending) {
        this.topics = topics;
        this.offsets = offsets;
        this.pending = pending;
    }

    /** Topics are gone: the first step is due at once. */
    public void add(List<String> names, long nowMs) {
        if (sweep.nextDueMs() == Long.MAX_VALUE) {
            gone.clear();
        }
        boolean isRead = false;
        for (String name : names) {
            isRead |= isRead(name) && gone.add(name);
        }
        if (isRead) {
            sweep.begin(groupIds(), nowMs);
        }
    }

    /** Whether there is an offset of a topic, committed or about to be by a transaction. */
    private boolean isRead(String topic) {
        if (offsets.hasTopic(topic)) {
            return true;
        }
        for (String groupId : pending.groupIds()) {
            for (PendingOffsets.Pending offset : pending.of(groupId)) {
                if (offset.key().topic().equals(topic)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Collection<String> groupIds() {
        Set<String> groupIds = new LinkedHashSet<>(offsets.groupIds());
        groupIds.addAll(pending.groupIds());
        return groupIds;
    }

    /** When the next step is due; {@code Long.MAX_VALUE} when none is. */
    public long nextDueMs() {
        return sweep.nextDueMs();
    }

    /**
     * Takes a step if one is due.
     *
     * @return false when none is
     */
    public boolean step(long nowMs, Draft draft) {
        return sweep.step(nowMs, draft, this::visit);
    }

    private boolean visit(String groupId, int eventCount, Draft draft) {
        List<GroupKey.Offset> orphans = orphans(groupId);
        orphans.subList(0, Math.min(orphans.size(), eventCount)).forEach(draft::remove);
        return orphans.size() <= eventCount;
    }

    /**
     * The keys of a group's offsets whose topic is gone, of those that an open transaction is about
     * to commit too: a tombstone keeps them from coming. A topic that has been made anew under the
     * name is another one: what was committed for that, by its id, stays.
     */
    private List<GroupKey.Offset> orphans(String groupId) {
        Set<GroupKey.Offset> keys = new LinkedHashSet<>();
        offsets.matching(groupId, offset -> isGone(offset.topic.name(), offset.topicId))
                .forEach(offset -> keys.add(offset.key(groupId)));
        for (PendingOffsets.Pending offset : pending.of(groupId)) {
            if (isGone(offset.key().topic(), offset.value().topicId())) {
                keys.add(offset.key());
            }
        }
        return List.copyOf(keys);
    }

    private boolean isGone(String topic, TopicId id) {
        return gone.contains(topic) && (id.equals(TopicId.ZERO) || !id.equals(topics.idOf(topic)));
    }

    /** Records could not be stored: if a step's are among them, all is done once more, later. */
    public void refused(List<GroupRecord> events, long nowMs) {
        for (GroupRecord event : events) {
            if (event.value() == null
                    && event.key() instanceof GroupKey.Offset key
                    && gone.contains(key.topic())) {
                sweep.begin(groupIds(), nowMs + RETRY_MS);
                return;
            }
        }
    }
}
