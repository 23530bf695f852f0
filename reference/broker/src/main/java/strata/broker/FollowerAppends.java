package strata.broker;

import strata.broker.replica.ReplicaFetchers;

/** What followers here append. */
final class FollowerAppends implements ReplicaFetchers.Appends {
    private final FlushRounds flushes;
    private final Progress progress;

    FollowerAppends(FlushRounds flushes, Progress progress) {
        this.flushes = flushes;
        this.progress = progress;
    }

    @Override
    public boolean appended(Partition partition, long records, Runnable flushed) {
        flushes.appended(partition);
        if (partition.countTowardsFlush(records)) {
            flushes.add(partition);
        }
        if (partition.flushesEveryAppend()) {
            flushes.afterwards(flushed);
            return true;
        }
        return false;
    }

    @Override
    public void highWatermarkMoved(Partition partition) {
        progress.highWatermarkMoved(partition);
    }
}
