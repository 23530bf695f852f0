package strata.sim.record;

/**
 * Somebody events happen to.
 *
 * @param who as events name them
 * @param role what they are
 */
public record Column(String who, Role role) {
    /** What somebody is, and so where in a picture they stand. */
    public enum Role {
        /** Uses the nodes under test. */
        CLIENT,
        /** A node under test. */
        NODE,
        /** Faults, and claims about all of them. */
        WORLD
    }
}
