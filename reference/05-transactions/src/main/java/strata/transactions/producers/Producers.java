package strata.transactions.producers;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeMap;
import strata.kernel.Nullable;

/**
 * The producers of a partition, by their ids. Every batch has its producer looked up when it is
 * judged, and again when it is written; mostly that one was here a moment ago, and is found without
 * a search.
 */
final class Producers {
    private static final int RECENT_MAX = 1024;

    private final TreeMap<Long, Producer> byId = new TreeMap<>();
    // Each at the place that its id has in it: as many of those found last as have a place of their
    // own. Ids are given one after the other, so mostly that is all of them.
    // Invariant: its length is a power of two, and whoever is in it is in the map.
    private Producer[] recent = new Producer[1];

    private int placeOf(long id) {
        return (int) id & (recent.length - 1);
    }

    /** Null for one that is not known. */
    @Nullable
    Producer get(long id) {
        Producer found = recent[placeOf(id)];
        if (found == null || found.id() != id) {
            found = byId.get(id);
            if (found != null) {
                recent[placeOf(id)] = found;
            }
        }
        return found;
    }

    /** The one of an id; who is not known yet is from now on. */
    Producer getOrMake(long id) {
        Producer found = get(id);
        if (found == null) {
            found = new Producer(id);
            put(found);
        }
        return found;
    }

    /** In the place of the one of the same id, if there is one. */
    void put(Producer producer) {
        byId.put(producer.id(), producer);
        if (byId.size() > recent.length && recent.length < RECENT_MAX) {
            recent = new Producer[2 * recent.length];
        }
        recent[placeOf(producer.id())] = producer;
    }

    /** All, in the order of their ids; who is removed from these is forgotten. */
    Collection<Producer> values() {
        Arrays.fill(recent, null);
        return byId.values();
    }

    void clear() {
        Arrays.fill(recent, null);
        byId.clear();
    }
}
