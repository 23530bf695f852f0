package strata.sim.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.Nullable;

/** All that is known of one partition. */
final class KeyLog {
    final String key;
    final Map<String, Entry> entries = new LinkedHashMap<>();
    // What lay below was deleted, as it may be.
    long start;
    // The greatest offset that was polled; -1 for none.
    long polledMax = -1;
    // Counts work, as Evidence does.
    private long steps;
    private final Map<Long, Place> byOffset = new LinkedHashMap<>();
    // By offset, one for each: the others hang on it.
    private List<Place> inOrder = new ArrayList<>();

    KeyLog(String key) {
        this.key = key;
    }

    /** The place of an entry at an offset; made when there is none. */
    Place placed(Entry entry, long offset, Act by) {
        Place first = byOffset.get(offset);
        for (Place place = first; place != null; place = place.next) {
            if (place.entry == entry) {
                place.seenBy(by);
                return place;
            }
        }
        Place made = new Place(entry, offset, by);
        entry.places.add(made);
        if (first == null) {
            byOffset.put(offset, made);
        } else {
            made.next = first.next;
            first.next = made;
        }
        return made;
    }

    /** From now on no places are added. */
    void sort() {
        inOrder = new ArrayList<>(byOffset.values());
        inOrder.sort(Comparator.comparingLong(place -> place.offset));
    }

    /** The first place at each offset, by offset. */
    List<Place> inOrder() {
        return inOrder;
    }

    /** The subscript in {@link #inOrder} of the first place at or behind an offset. */
    int indexOf(long offset) {
        int low = 0;
        int high = inOrder.size();
        while (low < high) {
            steps++;
            int middle = (low + high) >>> 1;
            if (inOrder.get(middle).offset < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    long steps() {
        return steps;
    }

    @Nullable
    Place at(int index) {
        return index < inOrder.size() ? inOrder.get(index) : null;
    }
}
