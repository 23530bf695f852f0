package strata.cli.inspect;

import java.nio.ByteBuffer;
import strata.kernel.log.Compression;

/** Shows items: to a person or to a program. */
interface View {
    /** Shows one item. */
    void show(Item item);

    /** Rows of this kind follow; where a table has a head, here it comes. */
    void head(Head head);

    /** Shows a whole batch, field by field. */
    void dump(Item.Batch item, ByteBuffer batch, Compression compression);

    /** A line for a person. */
    void remark(String text);

    /** What rows a table has. */
    enum Head {
        SEGMENTS,
        PARTITIONS,
        BATCHES,
        OFFSET_ENTRIES,
        TIME_ENTRIES,
        ABORTED,
        PRODUCERS,
        EPOCHS,
        CHECKPOINTS
    }
}
