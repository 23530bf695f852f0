package strata.sim.net;

/** Something that is wrong with the network for a while. */
public interface Disturbance {
    /** It is over; no effect the second time, or after a heal. */
    void end();
}
