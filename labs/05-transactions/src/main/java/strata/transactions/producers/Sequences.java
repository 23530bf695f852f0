package strata.transactions.producers;

import strata.kernel.Todo;
import strata.kernel.log.BatchHeader;

/** Sequences run from 0 to 2^31 - 1, and then from 0 again (KIP-98). */
final class Sequences {
    /** Of a batch that has none, or of a producer that has written none. */
    static final int NONE = -1;

    private Sequences() {}

    /** The sequence of a batch's last record; {@link #NONE} where it has none. */
    static int last(BatchHeader batch) {
        int first = batch.baseSequence();
        return first == NONE ? NONE : after(first, batch.lastOffsetDelta());
    }

    /** The sequence so many places later. */
    static int after(int sequence, int count) {
        throw Todo.step("5.2", "after 2^31 - 1 comes 0");
    }

    /** The sequence so many places earlier. */
    static int before(int sequence, int count) {
        throw Todo.step("5.2", "before 0 comes 2^31 - 1");
    }
}
