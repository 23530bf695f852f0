package strata.sim.net;

/** Something that is wrong with the network for a while. */
public interface Disturbance {
    /**
     * It is over.
     *
     * @return false when it was before: ended, or healed
     */
    boolean end();
}
