package strata.broker.coordinator;

/** Is told what becomes of a partition. */
public interface PartitionListener {
    /** Records have become visible. */
    void highWatermarkMoved();

    /** It leads no more, or is about to be closed for good. */
    void leadershipLost();

    /**
     * A marker was appended, and nothing else since: a transaction has ended here.
     *
     * @param offset of the marker
     */
    void transactionEnded(long offset, long producerId, boolean committed);
}
