package strata.sim.record;

/** How much belongs to an event's past. */
public enum Reach {
    /**
     * What it followed from, message by message and turn by turn; of a timer that is set anew
     * whenever it fires, the last time.
     */
    CAUSES,
    /**
     * The same, and what those knew who acted: each watched state as it then was and how it came to
     * be, the start of their life, and which of the messages that they sent came to nothing, or too
     * late; and what they remarked.
     */
    KNOWLEDGE,
    /** All that could have played a part: everything earlier at those who acted (Lamport, 1978). */
    EVERYTHING_BEFORE
}
