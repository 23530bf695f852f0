package strata.broker.coordinator;

/** Is told what becomes of a partition. */
public interface PartitionListener {
    /** Records have become visible. */
    void highWatermarkMoved();

    /** It leads no more, or is about to be closed for good. */
    void leadershipLost();
}
