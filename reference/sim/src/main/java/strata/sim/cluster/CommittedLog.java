package strata.sim.cluster;

import java.util.Map;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.sim.cluster.DiskLog.Batch;

/**
 * What is known to be committed of a partition: the first node whose high watermark passed a batch
 * has settled it, for all and for ever.
 */
final class CommittedLog {
    private final TreeMap<Long, Batch> batches = new TreeMap<>();
    private long end;

    /** Everything below it is committed. */
    long end() {
        return end;
    }

    /** A batch is committed at a node; gives the other one that stood there, if any. */
    @Nullable
    Batch commit(Batch batch) {
        Batch known = batches.get(batch.base());
        if (known != null) {
            return known.equals(batch) ? null : known;
        }
        Map.Entry<Long, Batch> around = batches.floorEntry(batch.last());
        if (around != null && around.getValue().last() >= batch.base()) {
            return around.getValue();
        }
        batches.put(batch.base(), batch);
        end = Math.max(end, batch.last() + 1);
        return null;
    }

    /** The first committed batch that begins in a range; null when none does. */
    @Nullable
    Batch within(long from, long to) {
        Map.Entry<Long, Batch> first = batches.ceilingEntry(from);
        return first != null && first.getKey() < to ? first.getValue() : null;
    }

    /** The last one that is committed; null before there is any. */
    @Nullable
    Batch last() {
        return batches.isEmpty() ? null : batches.lastEntry().getValue();
    }

    /**
     * The first committed batch of an earlier epoch that a log lacks; null when it has them all.
     *
     * @param log what lies below its start does not count
     */
    @Nullable
    Batch lacking(DiskLog log, int beforeEpoch) {
        long start = log.start() == Long.MAX_VALUE ? 0 : log.start();
        for (Batch batch : batches.tailMap(start, true).values()) {
            if (batch.epoch() < beforeEpoch && !batch.equals(log.at(batch.base()))) {
                return batch;
            }
        }
        return null;
    }
}
