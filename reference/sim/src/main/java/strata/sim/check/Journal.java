package strata.sim.check;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Check;

/** Takes down operations while a run goes on. */
public final class Journal {
    private final Configuration configuration;
    private final List<Pending> operations = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    // Counts what is taken down.
    private long moment;

    /** An operation under way. */
    public final class Pending {
        private final long invoked = ++moment;
        private final Session session;
        private Doing doing;
        private Outcome outcome = Outcome.INFO;
        private long ended = Operation.NEVER;
        private int tries = 1;
        // A try has no answer, so it may be executed at any time.
        private boolean anyLost;

        private Pending(Session session, Doing doing) {
            this.session = session;
            this.doing = doing;
        }

        /** It is sent once more, whatever came of the try before. */
        public void again() {
            tries++;
            outcome = Outcome.INFO;
            ended = Operation.NEVER;
        }

        /** It was done; the answer's offsets and values are filled in. */
        public void ok(Doing answered) {
            doing = answered;
            end(Outcome.OK);
        }

        /** This try was refused, or the transaction was aborted. */
        public void fail() {
            end(anyLost ? Outcome.INFO : Outcome.FAIL);
        }

        /** This try was refused or aborted; what it had sent or polled before is filled in. */
        public void fail(Doing answered) {
            doing = answered;
            fail();
        }

        /** Nobody knows what came of this try. */
        public void lost() {
            anyLost = true;
            end(Outcome.INFO);
        }

        /** Nobody knows; what is known of it is filled in. */
        public void lost(Doing answered) {
            doing = answered;
            lost();
        }

        private void end(Outcome now) {
            Check.that(ended == Operation.NEVER, "an operation of %s ends twice", session);
            outcome = now;
            ended = ++moment;
        }

        private Operation written() {
            return new Operation(invoked, ended, session, doing, outcome, tries);
        }
    }

    public Journal(Configuration configuration) {
        this.configuration = configuration;
    }

    /** An operation begins. */
    public Pending begins(Session session, Doing doing) {
        Pending begun = new Pending(session, doing);
        operations.add(begun);
        return begun;
    }

    /** An operation that needs nobody's answer. */
    public void did(Session session, Doing doing) {
        begins(session, doing).ok(doing);
    }

    /** {@link Mark.Loss}. */
    public void loss() {
        marks.add(new Mark.Loss(++moment));
    }

    /** {@link Mark.FinalPolls}. */
    public void finalPolls() {
        marks.add(new Mark.FinalPolls(++moment));
    }

    /** {@link Mark.Start}. */
    public void startsAt(String key, long offset) {
        marks.add(new Mark.Start(++moment, key, offset));
    }

    /** What was taken down so far. */
    public OperationRecord operations() {
        List<Operation> written = new ArrayList<>(operations.size());
        for (Pending operation : operations) {
            written.add(operation.written());
        }
        return new OperationRecord(configuration, written, marks);
    }
}
