package strata.transactions.producers;

import java.util.Collection;
import java.util.TreeMap;
import strata.kernel.Nullable;

/**
 * The producers of a partition, by their ids. Every batch of a producer is looked up here when it
 * is judged, and again when it is written; mostly it is the one of a moment ago, who is found
 * without a search.
 */
final class Producers {
    private final TreeMap<Long, Producer> byId = new TreeMap<>();
    // Who was found last. Invariant: null, or in the map.
    private @Nullable Producer last;

    /** Null for one that is not known. */
    @Nullable
    Producer get(long id) {
        Producer found = last;
        if (found == null || found.id() != id) {
            found = byId.get(id);
            if (found != null) {
                last = found;
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
        last = producer;
    }

    /** All, in the order of their ids; who is removed from these is forgotten. */
    Collection<Producer> values() {
        last = null;
        return byId.values();
    }

    void clear() {
        last = null;
        byId.clear();
    }
}
