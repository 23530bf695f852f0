package strata.transactions.producers;

import java.util.ArrayDeque;
import java.util.Deque;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.log.BatchHeader;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.ProducerView;

/**
 * A producer, as its partition knows it.
 *
 * <p>Invariants: its batches are of its present epoch, in the order of their offsets, and at most
 * {@link ProducerStates#BATCHES}.
 */
final class Producer {
    /** Stands for no epoch, no time, no offset. */
    static final int NONE = -1;

    private final long id;
    private final ArrayDeque<SentBatch> batches = new ArrayDeque<>(2);
    private short epoch = NONE;
    // Of its last marker.
    private int coordinatorEpoch = NONE;
    // Of its last batch or marker.
    private long lastTimestampMs = NONE;
    // Where its open transaction begins.
    private long openSinceOffset = NONE;

    Producer(long id) {
        this.id = id;
    }

    /** As a snapshot tells of it. */
    static Producer stored(ProducerView view, @Nullable SentBatch last) {
        Producer producer = new Producer(view.producerId());
        producer.epoch = view.producerEpoch();
        producer.coordinatorEpoch = view.coordinatorEpoch();
        producer.lastTimestampMs = view.lastTimestampMs();
        producer.openSinceOffset = view.openSinceOffset();
        if (last != null) {
            producer.batches.add(last);
        }
        return producer;
    }

    long id() {
        return id;
    }

    short epoch() {
        return epoch;
    }

    int coordinatorEpoch() {
        return coordinatorEpoch;
    }

    long lastTimestampMs() {
        return lastTimestampMs;
    }

    /** -1 where none is open. */
    long openSinceOffset() {
        return openSinceOffset;
    }

    boolean isOpen() {
        return openSinceOffset != NONE;
    }

    /** Its last batch; null for none in this epoch. */
    @Nullable
    SentBatch lastBatch() {
        return batches.peekLast();
    }

    /** The oldest batch that is known; null for none in this epoch. */
    @Nullable
    SentBatch oldestBatch() {
        return batches.peekFirst();
    }

    /** How many batches are known. */
    int batchCount() {
        return batches.size();
    }

    /** Of its last batch; {@link Sequences#NONE} for none in this epoch. */
    int lastSequence() {
        SentBatch last = batches.peekLast();
        return last == null ? Sequences.NONE : last.lastSequence();
    }

    /**
     * The batch that was written before with the same epoch, first and last sequence.
     *
     * @return null for none that is known
     */
    @Nullable
    SentBatch duplicateOf(BatchHeader batch) {
        throw Todo.step(
                "5.2",
                "of the batches that are known, the one of the same epoch and the same sequences");
    }

    /** It has written a batch. */
    void wrote(BatchHeader batch) {
        throw Todo.step(
                "5.2", "a new epoch forgets the batches of the old one; the last five are kept");
    }

    /** It wrote these before those that are known, oldest first; in the same epoch. */
    void wroteBefore(Deque<SentBatch> older) {
        older.descendingIterator().forEachRemaining(batches::addFirst);
    }

    private void beginEpoch(short other) {
        if (epoch != other) {
            batches.clear();
            epoch = other;
        }
    }

    /** A transaction of it begins here. */
    void began(long firstOffset) {
        openSinceOffset = firstOffset;
    }

    /** A marker of it was written. */
    void ended(short markerEpoch, int byCoordinatorEpoch, long timestampMs) {
        beginEpoch(markerEpoch);
        coordinatorEpoch = byCoordinatorEpoch;
        lastTimestampMs = timestampMs;
        openSinceOffset = NONE;
    }

    ProducerView view() {
        return new ProducerView(
                id, epoch, lastSequence(), lastTimestampMs, coordinatorEpoch, openSinceOffset);
    }
}
