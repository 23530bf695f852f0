package strata.sim.transactions;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import strata.kernel.transactions.TransactionState;
import strata.sim.SimWorld;

/**
 * At which step of a transaction somebody else took over: its coordinator's partition was loaded,
 * or a partition that it has written to has another leader. Each is a line of the trace, so that
 * one can count what a series of runs has gone through.
 */
final class Moves {
    /** The word of the trace's lines. */
    static final String MOVED = "moved";

    private final SimWorld world;
    // A leader's move shows at every replica: partition, epoch and producer of those told.
    private final Set<String> told = new LinkedHashSet<>();
    private Consumer<TransactionState> reached = state -> {};

    /** What follows in a partition, from its new leader, in a transaction that was open there. */
    enum Next {
        BATCH,
        MARKER
    }

    Moves(SimWorld world) {
        this.world = world;
    }

    /** Has somebody told of each state that a transaction gets to, so that he can move it there. */
    void whenReached(Consumer<TransactionState> toTell) {
        reached = toTell;
    }

    void reached(TransactionState state) {
        reached.accept(state);
    }

    /** Of the lines about coordinators. */
    static String ofCoordinator(TransactionState state) {
        return "coordinator, the transaction is " + state.text();
    }

    /** Of the lines about leaders. */
    static String ofLeader(boolean ofOffsets, Next next) {
        return (ofOffsets ? "leader of offsets" : "leader of records")
                + ", the transaction is open, next comes its "
                + next.name().toLowerCase(Locale.ROOT);
    }

    /** A coordinator has loaded what another one, or an earlier life, had decided of an id. */
    void coordinator(String id, TransactionState state) {
        tell(ofCoordinator(state), id);
    }

    /** A partition's new leader goes on with a transaction that was open there. */
    void leader(String partition, int epoch, long producerId, Next next) {
        if (told.add(partition + " " + epoch + " " + producerId)) {
            boolean ofOffsets = partition.startsWith("__consumer_offsets");
            tell(ofLeader(ofOffsets, next), partition + ", producer id " + producerId);
        }
    }

    private void tell(String step, String whose) {
        world.trace().line("world", MOVED, step + ": " + whose);
    }
}
