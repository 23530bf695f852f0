package strata.conformance;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * Which records a group has been handed, by partition and offset, and when it was handed nothing
 * new for how long. Many threads tell it.
 */
final class ReadLedger {
    private static final long UNSET = -1;

    private final BitSet[] seen;
    private final Object progress;
    private final boolean excusesLast;
    private final BitSet[] excused;
    private long deliveredCount;
    private long distinctCount;
    private long lastNewNs = UNSET;
    private long longestGapNs;

    /**
     * @param progress its monitor guards this ledger, and is notified of what is new
     * @param excusesLast whether a reader that ends may keep back the record behind its last one
     */
    ReadLedger(int partitionCount, Object progress, boolean excusesLast) {
        this.progress = progress;
        this.excusesLast = excusesLast;
        seen = new BitSet[partitionCount];
        excused = new BitSet[partitionCount];
        for (int i = 0; i < partitionCount; i++) {
            seen[i] = new BitSet();
            excused[i] = new BitSet();
        }
    }

    /** A reader has ended, and this is where it was. */
    void ended(int partition, int lastOffset) {
        synchronized (progress) {
            if (excusesLast) {
                excused[partition].set(lastOffset + 1);
                progress.notifyAll();
            }
        }
    }

    /** How many records nobody was handed because a reader that ended has kept them back. */
    long keptBackCount() {
        synchronized (progress) {
            long count = 0;
            for (int i = 0; i < seen.length; i++) {
                BitSet kept = (BitSet) excused[i].clone();
                kept.andNot(seen[i]);
                // Behind the last that was handed out there may be none.
                count += kept.get(0, seen[i].length()).cardinality();
            }
            return count;
        }
    }

    /**
     * Records were handed out.
     *
     * @param places partition and offset by turns, {@code count} of each
     */
    void handed(long[] places, int count) {
        synchronized (progress) {
            long before = distinctCount;
            for (int i = 0; i < count; i++) {
                BitSet partition = seen[Math.toIntExact(places[2 * i])];
                int offset = Math.toIntExact(places[2 * i + 1]);
                if (!partition.get(offset)) {
                    partition.set(offset);
                    distinctCount++;
                }
            }
            deliveredCount += count;
            if (distinctCount > before) {
                long nowNs = System.nanoTime();
                if (lastNewNs != UNSET) {
                    longestGapNs = Math.max(longestGapNs, nowNs - lastNewNs);
                }
                lastNewNs = nowNs;
                progress.notifyAll();
            }
        }
    }

    /** How many different records it was handed. */
    long distinctCount() {
        synchronized (progress) {
            return distinctCount;
        }
    }

    /** How many times a record was handed out that had been before. */
    long repeatedCount() {
        synchronized (progress) {
            return deliveredCount - distinctCount;
        }
    }

    /** The longest time between two new records, since this was last asked. */
    Duration longestGap() {
        synchronized (progress) {
            Duration gap = Duration.ofNanos(longestGapNs);
            longestGapNs = 0;
            return gap;
        }
    }

    /** How many of a partition's first records it was never handed, without an excuse. */
    long skippedCount(int partition, long end) {
        synchronized (progress) {
            BitSet told = (BitSet) seen[partition].clone();
            told.or(excused[partition]);
            return end - told.get(0, Math.toIntExact(end)).cardinality();
        }
    }

    /** The first record of each partition that it was not handed, and the last that it was. */
    String state() {
        synchronized (progress) {
            StringBuilder state = new StringBuilder();
            for (int i = 0; i < seen.length; i++) {
                int missing = seen[i].nextClearBit(0);
                int last = seen[i].length() - 1;
                if (missing <= last) {
                    state.append(i + " misses " + missing + ", has " + last + "; ");
                }
            }
            return state.isEmpty() ? "nothing is missing between" : state.toString();
        }
    }

    /** Whether so many different records were handed out, or kept back. */
    boolean has(long count) {
        synchronized (progress) {
            return distinctCount >= count || distinctCount + keptBackCount() >= count;
        }
    }

    /**
     * Waits until so many different records were handed out, or kept back.
     *
     * @return false when nothing new has come for {@code patience}
     */
    boolean awaitDistinct(long count, Duration patience) throws InterruptedException {
        synchronized (progress) {
            long startNs = System.nanoTime();
            while (!has(count)) {
                long sinceNs = Math.max(startNs, lastNewNs == UNSET ? startNs : lastNewNs);
                long leftNs = sinceNs + patience.toNanos() - System.nanoTime();
                if (leftNs <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(progress, leftNs);
            }
            return true;
        }
    }
}
