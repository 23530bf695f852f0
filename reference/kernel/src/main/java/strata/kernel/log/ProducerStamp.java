package strata.kernel.log;

/**
 * A producer's fields in a batch header (KIP-98).
 *
 * @param producerId -1 for a producer that is not idempotent
 * @param producerEpoch -1 likewise
 * @param baseSequence of the first record; -1 likewise
 * @param transactional whether the batch is part of a transaction
 */
public record ProducerStamp(
        long producerId, short producerEpoch, int baseSequence, boolean transactional) {
    /** Of a producer that is not idempotent. */
    public static final ProducerStamp NONE = new ProducerStamp(-1L, (short) -1, -1, false);
}
