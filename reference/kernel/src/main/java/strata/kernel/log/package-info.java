/**
 * The contract of layer 1, the append log: record batches (Kafka's format v2) and the log of one
 * partition. Start with {@link strata.kernel.log.LogLayer}.
 *
 * <p>Words, used strictly: an <em>offset</em> numbers records of a partition; a <em>position</em>
 * counts bytes in a file or buffer; a batch's <em>base offset</em> is its first record's offset;
 * the <em>log end offset</em> is the offset that the next record will get.
 */
package strata.kernel.log;
