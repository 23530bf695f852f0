package strata.segments;

import java.util.Arrays;
import strata.kernel.Nullable;

/**
 * Where the last few reads of a log ended: a reader that goes on from there is not searched for.
 * There are as many places as readers that are expected to go on at the same time.
 */
final class ReadPlaces {
    private static final int PLACES = 8;

    private final Place[] places = new Place[PLACES];
    private int oldest;

    /**
     * A place in a log.
     *
     * @param offset the one that a reader asks for next
     * @param segment the segment it lies in, or at the end of
     * @param position where in it the batch starts that answers
     */
    record Place(long offset, LogSegment segment, long position) {}

    /** Takes out the place of an offset; null when there is none. */
    @Nullable
    Place take(long offset) {
        for (int i = 0; i < PLACES; i++) {
            Place place = places[i];
            if (place != null && place.offset() == offset) {
                places[i] = null;
                return place;
            }
        }
        return null;
    }

    /** Keeps a place; when there are too many, the oldest is forgotten. */
    void keep(Place place) {
        for (int i = 0; i < PLACES; i++) {
            if (places[i] == null) {
                places[i] = place;
                return;
            }
        }
        places[oldest] = place;
        oldest = (oldest + 1) % PLACES;
    }

    /** Segments were cut or replaced. */
    void forget() {
        Arrays.fill(places, null);
    }
}
