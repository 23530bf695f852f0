package strata.groups.offsets;

import java.util.ArrayDeque;
import java.util.Collection;
import strata.groups.group.Draft;

/**
 * Work on every group, in steps that are small enough for one decision each. Between two steps the
 * records of the former have been applied, or refused.
 */
final class GroupSweep {
    /** How many records a step may store, about. */
    static final int STEP_EVENTS = 500;

    /** How many groups a step may look at. */
    static final int STEP_GROUPS = 100;

    private final ArrayDeque<String> ahead = new ArrayDeque<>();

    /** When the next step is due; {@code Long.MAX_VALUE} when none is. */
    private long dueMs = Long.MAX_VALUE;

    /** Does what there is to do for a group. */
    interface Visitor {
        /**
         * Visits a group, which may be gone by now.
         *
         * @param eventCount how many records may be stored, at least 1
         * @return false when there is more to do for it in another step
         */
        boolean visit(String groupId, int eventCount, Draft draft);
    }

    /** Begins, or begins again, to go over these groups. */
    void begin(Collection<String> groupIds, long atMs) {
        ahead.clear();
        ahead.addAll(groupIds);
        dueMs = ahead.isEmpty() ? Long.MAX_VALUE : atMs;
    }

    /** When the next step is due; {@code Long.MAX_VALUE} when none is. */
    long nextDueMs() {
        return dueMs;
    }

    /**
     * Takes a step if one is due.
     *
     * @return false when none is
     */
    boolean step(long nowMs, Draft draft, Visitor visitor) {
        if (nowMs < dueMs) {
            return false;
        }
        int visits = 0;
        String groupId = ahead.peek();
        while (groupId != null && visits < STEP_GROUPS && draft.eventCount() < STEP_EVENTS) {
            if (visitor.visit(groupId, STEP_EVENTS - draft.eventCount(), draft)) {
                ahead.poll();
            }
            visits++;
            groupId = ahead.peek();
        }
        if (groupId == null) {
            dueMs = Long.MAX_VALUE;
        }
        return true;
    }
}
