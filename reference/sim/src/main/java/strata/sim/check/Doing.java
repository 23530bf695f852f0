package strata.sim.check;

import java.util.ArrayList;
import java.util.List;

/** What a client did in one operation. */
public sealed interface Doing {
    /** Something that may stand alone or inside a transaction. */
    sealed interface Part extends Doing {
        /** The values it sent or got, in order. */
        List<Placed> values();
    }

    /** Sends values, in this order. */
    record Send(List<Placed> values) implements Part {}

    /**
     * Asks for what comes next, and gets these, in this order. Before the answer there is nothing
     * in it.
     */
    record Poll(List<Placed> values) implements Part {}

    /** A transaction: what it sends becomes visible as a whole, or never. */
    record Txn(List<Part> parts) implements Doing {}

    /** Joins a group: which of these partitions it gets, and when, the group decides. */
    record Subscribe(List<String> keys) implements Doing {}

    /** Reads exactly these partitions from now on. */
    record Assign(List<String> keys) implements Doing {}

    /** Will read this partition from this offset on. */
    record Seek(String key, long offset) implements Doing {}

    /** The client dies; whoever follows under its name has another session. */
    record Crash() implements Doing {}

    /** What is sent or polled, in order; empty where neither is done. */
    default List<Part> partsInOrder() {
        return switch (this) {
            case Part part -> List.of(part);
            case Txn txn -> txn.parts();
            case Subscribe subscribe -> List.of();
            case Assign assign -> List.of();
            case Seek seek -> List.of();
            case Crash crash -> List.of();
        };
    }

    /** Every value that is sent, in order. */
    default List<Placed> sent() {
        return valuesOf(Send.class);
    }

    /** Every value that is polled, in order. */
    default List<Placed> polled() {
        return valuesOf(Poll.class);
    }

    private List<Placed> valuesOf(Class<? extends Part> kind) {
        List<Part> parts = partsInOrder();
        if (parts.size() == 1) {
            return kind.isInstance(parts.get(0)) ? parts.get(0).values() : List.of();
        }
        List<Placed> all = new ArrayList<>();
        for (Part part : parts) {
            if (kind.isInstance(part)) {
                all.addAll(part.values());
            }
        }
        return all;
    }
}
