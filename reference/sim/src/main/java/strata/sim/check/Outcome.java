package strata.sim.check;

import java.util.Locale;

/** What came of an operation, as far as its client knows. */
public enum Outcome {
    /** It was done: what was sent stands in the log, and a transaction is committed. */
    OK,
    /** It was not done and never will be: refused, or the transaction was aborted. */
    FAIL,
    /** Nobody knows: the answer was lost, or none was asked for. It may even be done later. */
    INFO;

    /** As the text form has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
