package strata.kernel.log;

import strata.kernel.storage.Storage;

/**
 * What every log of a node shares.
 *
 * @param storage the node's disk
 * @param compression the codecs
 */
public record LogContext(Storage storage, Compression compression) {}
