package strata.sim.record;

/** How much belongs to an event's past. */
public enum Reach {
    /** What it followed from, message by message and turn by turn. */
    CAUSES,
    /**
     * The same, and what those knew who acted: each watched state as it then was and how it came to
     * be, the start of their life, and what became of messages that they sent in vain.
     */
    KNOWLEDGE,
    /** All that could have played a part: everything earlier at those who acted (Lamport, 1978). */
    EVERYTHING_BEFORE
}
