package strata.sim.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import strata.kernel.Nullable;
import strata.sim.Breach;

/** What the clients know of one partition's log: which value stands at which offset. */
final class KnownLog {
    private final String partition;
    // Null where nothing is known.
    private final List<Known> byOffset = new ArrayList<>();
    // Where the log is known to start: what lay below was deleted.
    private long start;
    // From an offset on, only values that were sent in or after an epoch: a loss of power cut
    // there.
    private final TreeMap<Long, Integer> cuts = new TreeMap<>();

    /** A value at an offset. */
    static final class Known {
        final String value;
        // When it was first seen there, as the history counts.
        final long since;
        // The last epoch in which it was seen there.
        int epoch;
        boolean acked;
        // It stays, whatever happens: it was acknowledged with that promise, or has survived a loss
        // of power already.
        boolean durable;

        Known(String value, long since, int epoch) {
            this.value = value;
            this.since = since;
            this.epoch = epoch;
        }

        boolean mustStay(int now) {
            return durable || epoch == now;
        }

        /** What was to hold of it. */
        String claim() {
            if (durable) {
                return "Every record that was acknowledged as durable is there after any crash";
            }
            return "Every record that was "
                    + (acked ? "acknowledged" : "read")
                    + " is there, also after a kill";
        }

        /** What is known of it, for a person. */
        String standing() {
            String standing = acked ? "acknowledged" : "read by somebody";
            return durable ? standing + " and durable" : standing;
        }
    }

    KnownLog(String partition) {
        this.partition = partition;
    }

    String partition() {
        return partition;
    }

    /** One more than the greatest offset of which anything is known. */
    long end() {
        return byOffset.size();
    }

    /** One more than the greatest offset of such a value; 0 when there is none. */
    long endOf(Predicate<Known> such) {
        for (int offset = byOffset.size() - 1; offset >= 0; offset--) {
            Known known = byOffset.get(offset);
            if (known != null && such.test(known)) {
                return offset + 1L;
            }
        }
        return 0;
    }

    long start() {
        return start;
    }

    /** What {@link History#startsAt} wants; gives what is wrong with it, if anything. */
    @Nullable
    Breach startsAt(String reader, long knownBefore, long newStart, boolean mayDelete) {
        if (newStart < knownBefore) {
            return Breach.of(
                    "resurrected-record",
                    "Deleted records stay away",
                    String.format(
                            Locale.ROOT,
                            "%s started at offset %d, and now, says the answer to %s, at %d",
                            partition,
                            knownBefore,
                            reader,
                            newStart),
                    partition);
        }
        if (newStart > start && !mayDelete) {
            return Breach.of(
                    "lost-write",
                    "Nothing is deleted that nobody asked to delete",
                    partition + " starts at offset " + newStart + ", says the answer to " + reader,
                    partition);
        }
        for (long o = start; o < Math.min(newStart, byOffset.size()); o++) {
            byOffset.set((int) o, null);
        }
        start = Math.max(start, newStart);
        return null;
    }

    @Nullable
    Known at(long offset) {
        return offset < byOffset.size() ? byOffset.get((int) offset) : null;
    }

    void set(long offset, Known known) {
        while (byOffset.size() <= offset) {
            byOffset.add(null);
        }
        byOffset.set((int) offset, known);
    }

    /** Everything that is known to be there now is durable. */
    void allDurable(int now) {
        for (Known known : byOffset) {
            if (known != null && known.mustStay(now)) {
                known.durable = true;
            }
        }
    }

    /**
     * A loss of power has cut the log at an offset.
     *
     * @param epoch what follows from there on was sent in this one or later
     * @param now the present epoch
     * @param all whether nothing need stay, not even what is durable
     * @return the values that are gone, with their offsets
     */
    Map<Long, String> cutAt(long offset, int epoch, int now, boolean all) {
        Map<Long, String> gone = new TreeMap<>();
        for (long o = offset; o < byOffset.size(); o++) {
            Known known = byOffset.get((int) o);
            if (known != null && (all || !known.mustStay(now))) {
                gone.put(o, known.value);
                byOffset.set((int) o, null);
            }
        }
        cuts.tailMap(offset, true).clear();
        cuts.put(offset, epoch);
        return gone;
    }

    /** The oldest epoch in which a value that stands at an offset may have been sent. */
    int oldestEpochAt(long offset) {
        Map.Entry<Long, Integer> cut = cuts.floorEntry(offset);
        return cut == null ? 0 : cut.getValue();
    }
}
