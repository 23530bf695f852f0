package strata.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Which records a group has been handed, by partition and offset, and when it was handed nothing
 * new for how long. Many threads tell it.
 */
final class ReadLedger {
    private static final long UNSET = -1;

    private final BitSet[] seen;
    private final Object progress;
    private final boolean excusesLast;
    // Of each reader that has ended: by partition the record behind the last that it was handed.
    private final List<Map<Integer, Integer>> behind = new ArrayList<>();
    private long deliveredCount;
    private long distinctCount;
    private long lastNewNs = UNSET;
    private long longestGapNs;

    /**
     * @param progress its monitor guards this ledger, and is notified of what is new
     * @param excusesLast whether a reader that ends may keep back one record, right behind the last
     *     of a partition that it was handed
     */
    ReadLedger(int partitionCount, Object progress, boolean excusesLast) {
        this.progress = progress;
        this.excusesLast = excusesLast;
        seen = new BitSet[partitionCount];
        for (int i = 0; i < partitionCount; i++) {
            seen[i] = new BitSet();
        }
    }

    /**
     * A reader has ended.
     *
     * @param last by partition the offset of the last record that it was handed
     */
    void ended(Map<Integer, Integer> last) {
        synchronized (progress) {
            if (excusesLast) {
                Map<Integer, Integer> next = new LinkedHashMap<>();
                last.forEach((partition, offset) -> next.put(partition, offset + 1));
                behind.add(next);
                progress.notifyAll();
            }
        }
    }

    /** How many records nobody was handed because a reader that ended has kept them back. */
    long keptBackCount() {
        synchronized (progress) {
            return Stream.of(keptBack()).mapToLong(BitSet::cardinality).sum();
        }
    }

    /** Of each partition; at most one record of every reader that has ended. */
    private BitSet[] keptBack() {
        BitSet[] kept = new BitSet[seen.length];
        Arrays.setAll(kept, partition -> new BitSet());
        for (Map<Integer, Integer> places : behind) {
            for (Map.Entry<Integer, Integer> place : places.entrySet()) {
                BitSet partition = seen[place.getKey()];
                int offset = place.getValue();
                // Behind the last that was handed out there may be none.
                boolean isMissing = offset < partition.length() && !partition.get(offset);
                if (isMissing && !kept[place.getKey()].get(offset)) {
                    kept[place.getKey()].set(offset);
                    break;
                }
            }
        }
        return kept;
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
            told.or(keptBack()[partition]);
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
