package strata.sim.check;

import java.util.ArrayList;
import java.util.List;

/** An operation as the checks see it: with the values it sent and the places it read. */
final class Act {
    final Operation operation;
    final ClientSettings client;
    // How many losses had been when it began and when it ended.
    final int eraFrom;
    final int eraTo;
    // In the order in which they were sent.
    final List<Entry> sent = new ArrayList<>(1);
    // In the order in which they were read.
    final List<Place> read = new ArrayList<>();
    // A reader of committed records has seen something of this transaction.
    boolean proven;
    // An earlier transaction of this client has an end that may arrive late.
    boolean lateEndPossible;

    Act(Operation operation, ClientSettings client, int eraFrom, int eraTo) {
        this.operation = operation;
        this.client = client;
        this.eraFrom = eraFrom;
        this.eraTo = eraTo;
    }

    boolean isOk() {
        return operation.outcome() == Outcome.OK;
    }

    boolean hasFailed() {
        return operation.outcome() == Outcome.FAIL;
    }

    boolean isTransaction() {
        return operation.isTransaction();
    }

    /** Whether all that it sent is in the log for good. */
    boolean committed() {
        return isOk() || (isTransaction() && !hasFailed() && proven);
    }

    /** Whether a try of it may still be executed, or has been although another one was. */
    boolean mayComeLate() {
        return operation.tries() > 1 || operation.outcome() == Outcome.INFO;
    }

    @Override
    public String toString() {
        return operation.toString();
    }
}
