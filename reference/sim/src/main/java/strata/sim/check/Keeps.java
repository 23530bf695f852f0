package strata.sim.check;

import java.util.Locale;

/** What a {@linkplain Mark.Loss loss} leaves untouched: the promise of the acknowledgements. */
public enum Keeps {
    /**
     * What was acknowledged and what anybody has read: {@code acks=all} with enough replicas, or
     * {@code flush.messages=1}.
     */
    ACKED_AND_SHOWN(true, true),
    /** What was acknowledged; what was only read may go. */
    ACKED(true, false),
    /** What was read; what was only acknowledged may go: {@code acks=1} behind a high watermark. */
    SHOWN(false, true),
    /** Nothing: a single machine that answers from its page cache. */
    NOTHING(false, false);

    private final boolean acked;
    private final boolean shown;

    Keeps(boolean acked, boolean shown) {
        this.acked = acked;
        this.shown = shown;
    }

    boolean keeps(boolean wasAcked, boolean wasShown) {
        return (wasAcked && acked) || (wasShown && shown);
    }

    /** As the text form has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
