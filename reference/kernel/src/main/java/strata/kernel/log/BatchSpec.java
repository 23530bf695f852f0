package strata.kernel.log;

/**
 * What a new batch is to be, beside its records.
 *
 * @param baseOffset of its first record
 * @param compression of its records
 * @param timestampType who stamps its records
 * @param leaderEpoch of the leader that appends it; -1 when not known yet
 * @param producer who made it
 * @param control whether it is a control batch: a marker, not data
 */
public record BatchSpec(
        long baseOffset,
        CompressionType compression,
        TimestampType timestampType,
        int leaderEpoch,
        ProducerStamp producer,
        boolean control) {

    /** A plain batch: uncompressed, stamped by its maker, of no producer. */
    public static BatchSpec at(long baseOffset) {
        return new BatchSpec(
                baseOffset,
                CompressionType.NONE,
                TimestampType.CREATE_TIME,
                -1,
                ProducerStamp.NONE,
                false);
    }

    /** The same with another compression. */
    public BatchSpec withCompression(CompressionType type) {
        return new BatchSpec(baseOffset, type, timestampType, leaderEpoch, producer, control);
    }

    /** The same from another producer. */
    public BatchSpec withProducer(ProducerStamp stamp) {
        return new BatchSpec(baseOffset, compression, timestampType, leaderEpoch, stamp, control);
    }
}
