package strata.kernel.log;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.Nullable;

/** Builds one batch. */
public interface BatchBuilder {
    /**
     * Adds a record; the first gets the batch's base offset, each later one the next.
     *
     * @param timestampMs milliseconds since 1970, or -1
     */
    BatchBuilder add(
            long timestampMs,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers);

    /** How many records have been added. */
    int count();

    /**
     * The finished batch, in a new buffer ready to be read; the builder is used up.
     *
     * @throws strata.kernel.Check.CheckFailed when no record was added
     */
    ByteBuffer build();
}
