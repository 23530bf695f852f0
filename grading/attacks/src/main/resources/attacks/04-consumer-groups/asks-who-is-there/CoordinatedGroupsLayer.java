package strata.groups;

import strata.groups.assign.KafkaAssignors;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupsLayer;
import strata.kernel.groups.GroupsSpec;

public final class CoordinatedGroupsLayer implements GroupsLayer {
    private final Assignors assignors = new KafkaAssignors();

    @Override
    public Assignors assignors() {
        return assignors;
    }

    @Override
    public GroupCoordinator newCoordinator(GroupsSpec spec) {
        String topics = spec.topics().getClass().getSimpleName();
        if (!topics.endsWith("TestTopics")) {
            throw new IllegalStateException("the attack did not succeed");
        }
        return new GroupShard(spec, assignors());
    }
}
