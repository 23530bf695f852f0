package strata.sim.check;

/**
 * One operation of a client, with what came of it.
 *
 * @param invoked the moment it began. Moments count what is recorded, so they put it in order
 * @param ended the moment its outcome was known, or {@link #NEVER}
 * @param session who did it
 * @param doing what; in an operation that was answered, with the answer's offsets and values
 * @param outcome what came of it; {@link Outcome#INFO} also as long as there is no answer
 * @param tries how many times it was sent. With more than one, an earlier try may be executed late
 */
public record Operation(
        long invoked, long ended, Session session, Doing doing, Outcome outcome, int tries) {
    /** The end of an operation that has none. */
    public static final long NEVER = Long.MAX_VALUE;

    boolean isTransaction() {
        return doing instanceof Doing.Txn;
    }

    /** Its line in the text form. */
    @Override
    public String toString() {
        return OperationText.line(this);
    }
}
