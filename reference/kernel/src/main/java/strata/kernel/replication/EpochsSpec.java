package strata.kernel.replication;

import strata.kernel.Trace;
import strata.kernel.log.PartitionLog;
import strata.kernel.storage.Storage;

/**
 * Whose leader epochs.
 *
 * @param directory of the partition; the file is {@code leader-epoch-checkpoint} in it
 * @param log of the partition, open
 * @param recoveryPoint what the log held durably before it was opened: entries of the file below it
 *     are believed
 */
public record EpochsSpec(
        Storage storage, String directory, PartitionLog log, long recoveryPoint, Trace trace) {}
