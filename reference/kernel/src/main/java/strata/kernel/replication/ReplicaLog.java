package strata.kernel.replication;

import java.nio.ByteBuffer;

/**
 * What a replica may do to its log. The broker implements it: before a truncation it stores the
 * lower recovery point, so that a crash in the middle is no corruption afterwards.
 */
public interface ReplicaLog {
    long logStartOffset();

    long logEndOffset();

    /**
     * Appends as a follower, with the offsets and epochs that the batches bear.
     *
     * @param batches whole, checked batches from the buffer's position to its limit; the first
     *     starts at the log end or above
     */
    void append(ByteBuffer batches);

    /**
     * Removes every batch that holds an offset at or above this one. A batch that begins below it
     * and holds it goes whole, so the recovery point to be stored before is at most where that
     * batch begins; else the log could not be opened after a crash.
     */
    void truncateTo(long offset);

    /** Drops everything and goes on, empty, at an offset. */
    void startAt(long offset);

    /**
     * Records below it are read no more; at most the log end. Not above the log start: no effect.
     */
    void raiseLogStart(long offset);
}
