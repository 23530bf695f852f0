package strata.groups.offsets;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import strata.groups.group.Draft;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.TopicsView;

/** Deletes the offsets of topics that are gone. */
public final class DeletedTopics {
    /** How long to wait after a step that could not be stored. */
    private static final long RETRY_MS = 1_000L;

    private final TopicsView topics;
    private final CommittedOffsets offsets;
    private final GroupSweep sweep = new GroupSweep();

    /** The topics of the last sweep, which may be under way. */
    private final Set<String> gone = new TreeSet<>();

    public DeletedTopics(TopicsView topics, CommittedOffsets offsets) {
        this.topics = topics;
        this.offsets = offsets;
    }

    /** Topics are gone: the first step is due at once. */
    public void add(List<String> names, long nowMs) {
        if (sweep.nextDueMs() == Long.MAX_VALUE) {
            gone.clear();
        }
        boolean isRead = false;
        for (String name : names) {
            isRead |= offsets.hasTopic(name) && gone.add(name);
        }
        if (isRead) {
            sweep.begin(offsets.groupIds(), nowMs);
        }
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
        List<CommittedOffset> orphans = orphans(groupId);
        for (CommittedOffset offset : orphans.subList(0, Math.min(orphans.size(), eventCount))) {
            draft.remove(new GroupKey.Offset(groupId, offset.topic.name(), offset.partition));
        }
        return orphans.size() <= eventCount;
    }

    /**
     * The offsets of a group whose topic is gone. A topic that has been made anew under the name is
     * another one: what was committed for that, by its id, stays.
     */
    List<CommittedOffset> orphans(String groupId) {
        return offsets.matching(groupId, offset -> isGone(offset));
    }

    private boolean isGone(CommittedOffset offset) {
        String name = offset.topic.name();
        if (!gone.contains(name)) {
            return false;
        }
        return offset.topicId.equals(TopicId.ZERO) || !offset.topicId.equals(topics.idOf(name));
    }

    /** Records could not be stored: if a step's are among them, all is done once more, later. */
    public void refused(List<GroupRecord> events, long nowMs) {
        for (GroupRecord event : events) {
            if (event.value() == null
                    && event.key() instanceof GroupKey.Offset key
                    && gone.contains(key.topic())) {
                sweep.begin(offsets.groupIds(), nowMs + RETRY_MS);
                return;
            }
        }
    }
}
