package strata.groups;

import strata.groups.assign.KafkaAssignors;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupsLayer;
import strata.kernel.groups.GroupsSpec;

/** Layer 4, as the broker finds it. */
public final class CoordinatedGroupsLayer implements GroupsLayer {
    private final Assignors assignors = new KafkaAssignors();

    @Override
    public Assignors assignors() {
        return assignors;
    }

    @Override
    public GroupCoordinator newCoordinator(GroupsSpec spec) {
        return new GroupShard(spec, assignors());
    }
}
