package strata.sim.record;

import java.util.regex.Pattern;

/**
 * Somebody events happen to.
 *
 * @param who as events name them
 * @param role what they are
 */
public record Column(String who, Role role) {
    // Nodes 1 to 99; who has a higher number is a client that is written as a node.
    private static final Pattern NODE = Pattern.compile("n[0-9]{1,2}");

    /** Somebody's column, with the role that their name tells. */
    static Column of(String who) {
        Role role = NODE.matcher(who).matches() ? Role.NODE : Role.CLIENT;
        return new Column(who, who.equals(Recorder.WORLD) ? Role.WORLD : role);
    }

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
