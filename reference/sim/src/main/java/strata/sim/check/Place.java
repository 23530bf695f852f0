package strata.sim.check;

import strata.kernel.Nullable;

/** A value at an offset, as somebody was told or has seen. */
final class Place {
    final Entry entry;
    final long offset;
    // Who was the first to tell of it.
    final Act firstAct;
    // Its sender was told of it.
    boolean acked;
    // Whether it was polled by a reader that sees everything, by one that sees what is committed.
    final boolean[] polled = new boolean[2];
    // It was there in an era no later than this one.
    int eraFirst;
    // It was there in an era no earlier than this one.
    int eraLast;
    // Another value at the same offset.
    @Nullable Place next;

    Place(Entry entry, long offset, Act firstAct) {
        this.entry = entry;
        this.offset = offset;
        this.firstAct = firstAct;
        this.eraFirst = firstAct.eraTo;
        this.eraLast = firstAct.eraFrom;
    }

    void seenBy(Act act) {
        eraFirst = Math.min(eraFirst, act.eraTo);
        eraLast = Math.max(eraLast, act.eraFrom);
    }

    boolean isKept(Keeps keeps) {
        return keeps.keeps(acked, polled[0] || polled[1]);
    }

    /** Whether a loss before the end of an era may have taken it. */
    boolean mayBeGoneIn(int era, Keeps keeps) {
        return eraLast < era && !isKept(keeps);
    }

    Placed shown() {
        return new Placed(entry.log.key, offset, entry.value);
    }

    @Override
    public String toString() {
        return shown().toString();
    }
}
