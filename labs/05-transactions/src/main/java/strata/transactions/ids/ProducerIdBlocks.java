package strata.transactions.ids;

import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.transactions.ProducerIdBlock;

/** How the controller gives out producer ids. */
public final class ProducerIdBlocks {
    private ProducerIdBlocks() {}

    /**
     * The next block.
     *
     * @param firstFree the first id that is in no block yet, at least 0
     * @return {@link ProducerIdBlock#SIZE} ids from there on; null when there are not so many: ids
     *     stay below {@code Long.MAX_VALUE}
     */
    public static @Nullable ProducerIdBlock next(long firstFree) {
        throw Todo.step(
                "5.1", "the block that begins with the first free id; null when there are too few");
    }
}
