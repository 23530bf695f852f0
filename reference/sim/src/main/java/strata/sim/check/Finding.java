package strata.sim.check;

import java.util.List;
import java.util.stream.Collectors;
import strata.kernel.Nullable;

/**
 * An anomaly that was found.
 *
 * @param anomaly which
 * @param excuse what makes it legal here; null when nothing does
 * @param what happened, one sentence with names and numbers
 * @param operations that show it, in the order in which one tells it
 * @param places the partitions, offsets and values it is about
 */
public record Finding(
        Anomaly anomaly,
        @Nullable Excuse excuse,
        String what,
        List<Operation> operations,
        List<Placed> places) {

    /** Whether the protocol allows it here. */
    public boolean isLegal() {
        return excuse != null;
    }

    /**
     * The name under which a run tells it: a legal one whose excuse is a known flaw of the protocol
     * has that flaw's name.
     */
    public String name() {
        return excuse == Excuse.DELAYED_END ? Excuse.LATE_END : anomaly.label();
    }

    /** What happened and why it matters, or why it is legal: for a student. */
    public String told() {
        Excuse legal = excuse;
        return what + ". " + anomaly.why() + (legal == null ? "" : " It is legal: " + legal.told());
    }

    /** The name, what happened, and the operations that show it, a line each. */
    public String lesson() {
        return anomaly.label()
                + ": "
                + told()
                + operations.stream()
                        .map(operation -> "\n    " + operation)
                        .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return anomaly.label() + ": " + what;
    }
}
