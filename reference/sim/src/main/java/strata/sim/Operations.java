package strata.sim;

import strata.kernel.Check;

/**
 * The operations of one actor, or of one client that is a node: numbered from 1. What operation n
 * does, and when, follows from the seed, the actor's name and n; so the others stay what they were
 * when a run leaves it out.
 *
 * <p>An actor has them called:
 *
 * <pre>{@code
 * operations.begin(1, 20_000, (number, chance) -> send(number, chance));
 * }</pre>
 *
 * A client that is a node counts for itself, and has its own timers:
 *
 * <pre>{@code
 * long number = operations.next();       // each time its timer fires, busy or not
 * if (!operations.isLeftOut(number) && operations.goOn()) {
 *     perform(operations.chance(number));
 * }
 * context.setTimer(NEXT, operations.gapMs(number, 1, 20));
 * }</pre>
 */
public final class Operations {
    private final SimWorld world;
    private final String actor;
    private final KeyedChance gaps;
    private final KeyedChance contents;
    // Ranges left out: from, to, from, to …, both inclusive.
    private long[] leftOut = {};
    private long count;
    private boolean over;

    /** What one operation does. */
    public interface Doer {
        /**
         * Does it; called at its time, whatever became of those before it.
         *
         * @param number counts from 1
         * @param chance its own: what it draws is drawn for no other operation
         */
        void perform(long number, SeededRandom chance);
    }

    Operations(SimWorld world, String actor) {
        this.world = world;
        this.actor = actor;
        KeyedChance own = world.keyed("operations").of(actor);
        this.gaps = own.of("gap");
        this.contents = own.of("content");
    }

    /** Whose they are. */
    public String actor() {
        return actor;
    }

    /** How many have been begun or left out. */
    public long count() {
        return count;
    }

    /** Whether new operations are still begun: true until the run's second phase. */
    public boolean goOn() {
        return !over;
    }

    /** No new operation is begun from here on. */
    public void end() {
        over = true;
    }

    /** Whether the run leaves an operation out. */
    public boolean isLeftOut(long number) {
        for (int i = 0; i < leftOut.length; i += 2) {
            if (leftOut[i] <= number && number <= leftOut[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** Leaves operations out, both ends included. */
    public void leaveOut(long from, long to) {
        Check.that(1 <= from && from <= to, "operations %s to %s", from, to);
        long[] more = new long[leftOut.length + 2];
        System.arraycopy(leftOut, 0, more, 0, leftOut.length);
        more[leftOut.length] = from;
        more[leftOut.length + 1] = to;
        leftOut = more;
    }

    /** The number of the next operation; counts it. */
    public long next() {
        return ++count;
    }

    /** An operation's own chance: the same however often it is asked for. */
    public SeededRandom chance(long number) {
        return contents.at(number);
    }

    /** The time before an operation, in virtual microseconds. */
    public long gapUs(long number, long minUs, long maxUs) {
        return gaps.between(number, minUs, maxUs);
    }

    /** The same in milliseconds. */
    public long gapMs(long number, long minMs, long maxMs) {
        return gaps.between(number, minMs, maxMs);
    }

    /**
     * Has the operations done, each at a time that follows from the gaps alone, until they are
     * {@linkplain #end over}; those left out are passed over.
     */
    public void begin(long gapMinUs, long gapMaxUs, Doer doer) {
        world.after(gapUs(count + 1, gapMinUs, gapMaxUs), () -> step(gapMinUs, gapMaxUs, doer));
    }

    private void step(long gapMinUs, long gapMaxUs, Doer doer) {
        if (over) {
            return;
        }
        long number = next();
        begin(gapMinUs, gapMaxUs, doer);
        if (!isLeftOut(number)) {
            doer.perform(number, chance(number));
        }
    }
}
