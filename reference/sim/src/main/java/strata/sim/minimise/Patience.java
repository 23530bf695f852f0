package strata.sim.minimise;

/**
 * How long somebody waits for the smallest run. Real time is not known here: whoever calls brings
 * it.
 */
public interface Patience {
    /** Waits until there is nothing left to try. */
    Patience ENDLESS = runs -> false;

    /**
     * Whether it is over. Once true it stays true.
     *
     * @param runs how many have been tried
     */
    boolean isOver(int runs);

    /** At most so many runs, in any time. */
    static Patience forRuns(int atMost) {
        return runs -> runs >= atMost;
    }

    /** As long as both have patience. */
    default Patience and(Patience other) {
        return runs -> isOver(runs) || other.isOver(runs);
    }
}
