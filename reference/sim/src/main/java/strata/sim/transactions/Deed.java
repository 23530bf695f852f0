package strata.sim.transactions;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.sim.check.Doing;
import strata.sim.check.Journal;
import strata.sim.check.Placed;
import strata.sim.check.Session;

/** What a client does in one transaction, or in one send without any, as the ledger has it. */
final class Deed {
    private final Session session;
    private final boolean isTransaction;
    private final Journal.Pending pending;
    private final List<Object> parts = new ArrayList<>();
    // An end of an earlier transaction may come late, and end this one.
    final boolean lateEndPossible;
    private State state = State.OPEN;
    private boolean endTried;

    /** How far it is. */
    enum State {
        /** Nobody has been asked to commit it. */
        OPEN,
        /** Whether it is committed nobody knows. */
        ENDING,
        COMMITTED,
        /** It is not committed, and never will be. */
        ABORTED
    }

    /** Values that it sends to one partition. */
    static final class Sent {
        final Deed deed;
        final String partition;
        final List<String> values;
        private long baseOffset = Placed.UNKNOWN;

        private Sent(Deed deed, String partition, List<String> values) {
            this.deed = deed;
            this.partition = partition;
            this.values = values;
        }

        private Doing.Send doing() {
            List<Placed> placed = new ArrayList<>(values.size());
            for (int i = 0; i < values.size(); i++) {
                long offset = baseOffset == Placed.UNKNOWN ? baseOffset : baseOffset + i;
                placed.add(new Placed(partition, offset, values.get(i)));
            }
            return new Doing.Send(placed);
        }
    }

    Deed(Session session, boolean isTransaction, Journal journal, boolean lateEndPossible) {
        this.session = session;
        this.isTransaction = isTransaction;
        this.lateEndPossible = lateEndPossible;
        this.pending = journal.begins(session, new Doing.Txn(List.of()));
    }

    Session session() {
        return session;
    }

    State state() {
        return state;
    }

    boolean isTransaction() {
        return isTransaction;
    }

    /** Whether a reader of committed records may see it. */
    boolean mayBeSeen() {
        return !isTransaction || state == State.ENDING || state == State.COMMITTED;
    }

    /** Whether an end of it may be executed late, and meet a later transaction. */
    boolean mayEndLate() {
        return endTried || state == State.ENDING;
    }

    Sent sends(String partition, List<String> values) {
        Sent sent = new Sent(this, partition, values);
        parts.add(sent);
        return sent;
    }

    /** What it sent stands at an offset. */
    void stands(Sent sent, long baseOffset) {
        sent.baseOffset = baseOffset;
    }

    /** It has polled these. */
    void polled(List<Placed> values) {
        parts.add(new Doing.Poll(values));
    }

    /** It is asked to be committed. */
    void commits() {
        state = State.ENDING;
    }

    /** Nobody knows what came of that, and it is asked again. */
    void endsAgain() {
        endTried = true;
        if (state == State.ENDING) {
            pending.lost(doing());
        }
        pending.again();
    }

    void committed() {
        state = State.COMMITTED;
        pending.ok(doing());
    }

    void aborted() {
        state = State.ABORTED;
        pending.fail(doing());
    }

    /** What became of it nobody will ever know; of what nobody asked to commit, one does. */
    void over() {
        if (state == State.OPEN && isTransaction) {
            aborted();
        } else {
            pending.lost(doing());
        }
    }

    private Doing doing() {
        List<Doing.Part> all = new ArrayList<>(parts.size());
        for (Object part : parts) {
            all.add(part instanceof Sent sent ? sent.doing() : (Doing.Part) part);
        }
        return isTransaction || all.size() != 1 ? new Doing.Txn(all) : all.get(0);
    }

    /** Its values, for a person. */
    @Nullable
    String firstValue() {
        for (Object part : parts) {
            if (part instanceof Sent sent) {
                return sent.values.get(0);
            }
        }
        return null;
    }
}
