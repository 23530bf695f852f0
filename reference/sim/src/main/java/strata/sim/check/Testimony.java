package strata.sim.check;

/** What the clients of a run tell of it: the material of the check when it is over. */
public interface Testimony {
    /** All that was done, as far as it is told. */
    OperationRecord operations();

    /** From now on every partition is read to its end: what stands there will be seen. */
    void finalPolls();

    /** How many records have been acknowledged. */
    long acknowledged();

    /** How many records have been read. */
    long read();
}
