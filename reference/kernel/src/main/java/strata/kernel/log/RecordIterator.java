package strata.kernel.log;

import java.util.Iterator;

/**
 * The records of one batch, in order. {@code next} throws {@link CorruptDataException} when the
 * bytes are not records. Close it: compressed batches hold a codec.
 */
public interface RecordIterator extends Iterator<Record>, AutoCloseable {
    @Override
    void close();
}
