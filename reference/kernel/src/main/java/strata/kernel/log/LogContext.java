package strata.kernel.log;

import strata.kernel.Trace;
import strata.kernel.storage.Storage;

/**
 * What every log of a node shares.
 *
 * @param storage the node's disk
 * @param compression the codecs
 * @param trace where remarks go
 */
public record LogContext(Storage storage, Compression compression, Trace trace) {
    /** The same with nowhere for remarks to go. */
    public LogContext(Storage storage, Compression compression) {
        this(storage, compression, Trace.NONE);
    }
}
