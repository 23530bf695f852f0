package strata.sim.groups;

import strata.kernel.TopicPartition;

/** A partition as one group reads it. */
record GroupPartition(String groupId, TopicPartition partition) {
    @Override
    public String toString() {
        return groupId + "/" + partition;
    }
}
