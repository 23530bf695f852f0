package strata.kernel.log;

import java.util.List;
import strata.kernel.storage.StorageFile;

/**
 * A flush under way.
 *
 * @param files what to flush
 * @param endOffset once the files are durable, so is every record below this offset
 */
public record PendingFlush(List<StorageFile> files, long endOffset) {}
