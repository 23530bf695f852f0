package strata.kernel.transactions;

/**
 * A producer as a partition knows it (KIP-664).
 *
 * @param lastSequence of its last batch in this epoch; -1 for none
 * @param lastTimestampMs of its last batch or marker; -1 for none
 * @param coordinatorEpoch of its last marker; -1 for none
 * @param openSinceOffset where its open transaction begins; -1 for none
 */
public record ProducerView(
        long producerId,
        short producerEpoch,
        int lastSequence,
        long lastTimestampMs,
        int coordinatorEpoch,
        long openSinceOffset) {}
