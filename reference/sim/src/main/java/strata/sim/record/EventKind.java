package strata.sim.record;

/** What kind of thing happened. */
public enum EventKind {
    /** A life of a node began. */
    STARTED(Group.LIVES, "starts"),
    /** A node stopped, in good order or because its storage failed. */
    STOPPED(Group.LIVES, "stops"),
    /** A process was killed or a machine lost power. */
    CRASHED(Group.LIVES, "crashes"),
    /** From here on a node takes no turn. */
    PAUSED(Group.LIVES, "pauses"),
    /** A paused node goes on. */
    RESUMED(Group.LIVES, "goes on"),
    /** A message left its sender. */
    SENT(Group.MESSAGES, "sends"),
    /** A message is being handled by whom it was sent to. */
    DELIVERED(Group.MESSAGES, "receives"),
    /** The same, after its sender had learned that the connection was lost. */
    DELIVERED_LATE(Group.MESSAGES, "receives late"),
    /** A message will never arrive. */
    LOST(Group.MESSAGES, "is lost"),
    /** Somebody learned that a connection was lost. */
    DISCONNECTED(Group.MESSAGES, "loses its connection"),
    /** A timer was set. */
    TIMER_SET(Group.TIMERS, "sets a timer"),
    /** A timer came due. */
    TIMER_FIRED(Group.TIMERS, "timer fires"),
    /** A flush off the loop was asked for. */
    FLUSH_ASKED(Group.DISK, "asks for a flush"),
    /** What was to be flushed is durable. */
    FLUSH_DONE(Group.DISK, "is flushed"),
    /** Something else that a disk did. */
    DISK(Group.DISK, "disk"),
    /** A client began an operation. */
    INVOKED(Group.OPERATIONS, "begins"),
    /** A client learned how its operation ended. */
    ANSWERED(Group.OPERATIONS, "is answered"),
    /** A client will never learn what became of its operation. */
    UNKNOWN(Group.OPERATIONS, "does not learn"),
    /** Something that is watched has another value. */
    STATE(Group.STATES, "now has"),
    /** A fault struck. */
    FAULT(Group.FAULTS, "fault"),
    /** No fault strikes any more. */
    HEALED(Group.FAULTS, "all faults end"),
    /** A remark that somebody's own code made. */
    NOTE(Group.NOTES, "notes"),
    /** A claim was shown to be false. */
    BROKEN(Group.BREACH, "BROKEN");

    private final Group group;
    private final String verb;

    EventKind(Group group, String verb) {
        this.group = group;
        this.verb = verb;
    }

    /** What it is shown and hidden together with. */
    public Group group() {
        return group;
    }

    /** What a sentence about it says, after the name of whom it happened to. */
    public String verb() {
        return verb;
    }

    /** Whether it is the end of a message's way, and so the head of its arrow. */
    public boolean isDelivery() {
        return this == DELIVERED || this == DELIVERED_LATE;
    }

    /** Kinds that are shown and hidden together. */
    public enum Group {
        MESSAGES("messages"),
        OPERATIONS("client operations"),
        STATES("watched state"),
        TIMERS("timers"),
        DISK("disk"),
        LIVES("starts, stops, crashes, pauses"),
        FAULTS("faults"),
        NOTES("notes"),
        BREACH("broken claim");

        private final String label;

        Group(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
