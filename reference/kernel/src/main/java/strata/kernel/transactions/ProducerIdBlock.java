package strata.kernel.transactions;

import strata.kernel.Check;

/**
 * Producer ids that the controller has given to one broker, and will give to no other (KIP-730).
 *
 * @param first the first of them, at least 0
 * @param count how many, at least 1
 */
public record ProducerIdBlock(long first, int count) {
    /** As many as Kafka hands out at a time. */
    public static final int SIZE = 1_000;

    public ProducerIdBlock {
        Check.that(first >= 0, "producer id %s is negative", first);
        Check.that(count > 0, "a block of %s producer ids", count);
        Check.that(
                first <= Long.MAX_VALUE - count,
                "producer ids %s and %s more: too many",
                first,
                count);
    }

    /** The first id after the block. */
    public long end() {
        return first + count;
    }
}
