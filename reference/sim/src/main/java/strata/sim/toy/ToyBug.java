package strata.sim.toy;

import java.util.Locale;

/** Mistakes that can be planted in the toy, each a real one; the simulator must find them all. */
public enum ToyBug {
    ACK_BEFORE_WRITE("answers first, writes 5 ms later", "lost-write"),
    ACK_BEFORE_FLUSH(
            "answers when the page cache has it, though the disk was promised", "lost-write"),
    NO_CHECKSUM("recovers entries without looking at their checksum", "changed-record"),
    HEADER_CHECKSUM("its checksum leaves out the value, so half a write passes", "changed-record"),
    STOPS_TOO_EARLY("takes an entry that ends where the file ends for torn", "lost-write"),
    STOPS_TOO_LATE("leaves the torn tail in the file and appends behind it", "lost-write"),
    NO_DIRECTORY_SYNC("renames the checkpoint and does not sync the directory", "lost-write"),
    REPLAYS_TWICE("replays entries that the checkpoint already holds", "duplicate"),
    WRONG_OFFSET("counts offsets from the journal alone after a restart", "inconsistent-offsets"),
    CHECKPOINT_NOT_FLUSHED(
            "renames the checkpoint before its bytes are durable", "unprovoked-stop"),
    CHECKPOINT_IN_PLACE("writes the checkpoint over the old one", "unprovoked-stop"),
    CUTS_JOURNAL_FIRST("empties the journal, then writes the checkpoint", "lost-write"),
    SWALLOWS_FAULT("catches the disk's error and answers all the same", "lost-write"),
    KEEPS_BUFFER("keeps the request's buffer beyond the turn", "changed-record"),
    ANSWERS_TWICE("answers once when appended, once more when flushed", "answered-twice"),
    STUCK_AFTER_RESTART("waits after a restart for a flush it never asked for", "liveness");

    private final String told;
    private final String invariant;

    ToyBug(String told, String invariant) {
        this.told = told;
        this.invariant = invariant;
    }

    /** What it does wrong. */
    public String told() {
        return told;
    }

    /** The invariant that most often finds it. */
    public String invariant() {
        return invariant;
    }

    /** As its scenario is named: {@code toy-tally-bug-ack-before-write}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
