package strata.groups.classic;

import strata.groups.group.Asked;
import strata.kernel.Todo;
import strata.kernel.request.SyncGroup;

/** What a SyncGroup does to a classic group. */
final class Syncs {
    private final Rebalances rebalances;

    Syncs(Rebalances rebalances) {
        this.rebalances = rebalances;
    }

    /**
     * A member asks for its assignment; the leader brings all of them.
     *
     * <p>A zombie is refused as {@link Fencing#ofSync} says. While members are joining there is
     * nothing to fetch: REBALANCE_IN_PROGRESS. While they wait for what the leader shares out, the
     * member waits with them; if it is the leader, {@link Rebalances#shareOut} follows. In a stable
     * group it gets what it was given, also if it asks again.
     */
    void sync(ClassicGroup group, SyncGroup.Request request, Asked asked, Turn turn) {
        throw Todo.step("4.2", "answer with the assignment, or have it wait for the leader");
    }
}
