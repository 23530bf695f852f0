package strata.sim.groups;

import strata.kernel.TopicPartition;

/** Where a member is in a partition that it has. */
final class Place {
    final TopicPartition partition;
    // When it was given the partition.
    final long fromUs;
    // What it processes next; -1 while it does not know.
    long position = -1;
    // Where its group goes on as far as it knows; -1 for unknown or nowhere.
    long committed = -1;
    // It reads no more, and is about to drop the partition.
    boolean isLettingGo;

    Place(TopicPartition partition, long fromUs) {
        this.partition = partition;
        this.fromUs = fromUs;
    }

    @Override
    public String toString() {
        return partition + " at offset " + position + " (committed: " + committed + ")";
    }
}
