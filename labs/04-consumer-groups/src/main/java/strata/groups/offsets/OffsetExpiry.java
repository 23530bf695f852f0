package strata.groups.offsets;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import strata.groups.group.Draft;
import strata.groups.group.Group;
import strata.groups.group.Groups;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.PendingOffsets;

/**
 * Lets offsets expire that nobody needs any more, and with the last of them their group (KIP-211).
 */
public final class OffsetExpiry {
    private final GroupSettings.Offsets settings;
    private final Groups groups;
    private final CommittedOffsets offsets;
    private final PendingOffsets pending;
    private final GroupSweep sweep = new GroupSweep();

    /** Of the sweep under way, milliseconds since 1970. */
    private long wallMs;

    public OffsetExpiry(
            GroupSettings.Offsets settings,
            Groups groups,
            CommittedOffsets offsets,
            PendingOffsets pending) {
        this.settings = settings;
        this.groups = groups;
        this.offsets = offsets;
        this.pending = pending;
    }

    /** It is time to look for expired offsets: the first step is due at once. */
    public void begin(long wallMs, long nowMs) {
        this.wallMs = wallMs;
        Set<String> groupIds = new LinkedHashSet<>(offsets.groupIds());
        groups.all().forEach(group -> groupIds.add(group.id()));
        sweep.begin(groupIds, nowMs);
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
        Group group = groups.find(groupId);
        List<CommittedOffset> expired = expired(groupId, group);
        for (CommittedOffset offset : expired.subList(0, Math.min(expired.size(), eventCount))) {
            draft.remove(offset.key(groupId));
        }
        if (expired.size() > eventCount) {
            return false;
        }
        if (group != null && expired.size() == offsets.count(groupId) && isToGo(group)) {
            draft.storeAll(group.tombstones());
        }
        return true;
    }

    /**
     * Whether a group without offsets goes too: when it has no members, nor an open transaction.
     */
    private boolean isToGo(Group group) {
        return group.isEmpty() && !pending.hasAny(group.id());
    }

    /**
     * The offsets of a group that have expired: none of a topic that the group reads, nor one that
     * an open transaction is about to change.
     *
     * @param group null for one that has offsets and nothing else: their retention is counted from
     *     the commit
     * @return by topic and partition
     */
    List<CommittedOffset> expired(String groupId, @Nullable Group group) {
        throw Todo.step("4.4", "find what is old, not read by the group, and not about to change");
    }

    /**
     * Whether an offset's time is up: the one that its client has asked for, or else the retention,
     * counted from {@code sinceMs} or, where that is {@link Group#SINCE_COMMIT}, from its commit.
     * At the very end of its time it is.
     */
    private boolean isExpired(CommittedOffset offset, long sinceMs) {
        throw Todo.step("4.4", "compare the time with the offset's own, or with the retention");
    }
}
