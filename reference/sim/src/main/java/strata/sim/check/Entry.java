package strata.sim.check;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;

/** A value of a partition. */
final class Entry {
    final KeyLog log;
    final String value;
    // Null for a value that nobody sent.
    final @Nullable Act writer;
    // Where it was said or seen to stand, in the order in which that came to light.
    final List<Place> places = new ArrayList<>(1);
    // Whether it was polled by a reader that sees everything, by one that sees what is committed.
    final boolean[] polled = new boolean[2];
    // It is told that a reader of that kind saw it although it had failed.
    final boolean[] abortTold = new boolean[2];
    // Who of that kind has read on across its place, and it was not there; null for nobody.
    final Act[] missedBy = new Act[2];

    Entry(KeyLog log, String value, @Nullable Act writer) {
        this.log = log;
        this.value = value;
        this.writer = writer;
    }

    boolean isPolled() {
        return polled[0] || polled[1];
    }

    boolean isCommitted() {
        Act by = writer;
        return by != null && by.committed();
    }

    /**
     * Where it stands in the order of its log: where its sender was told, else where it is first.
     */
    @Nullable
    Place mainPlace() {
        Place main = null;
        for (Place place : places) {
            if (place.acked) {
                return place;
            }
            if (main == null || place.offset < main.offset) {
                main = place;
            }
        }
        return main;
    }

    Placed shown() {
        Place main = mainPlace();
        return new Placed(log.key, main == null ? Placed.UNKNOWN : main.offset, value);
    }
}
