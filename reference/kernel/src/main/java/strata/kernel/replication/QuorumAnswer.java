package strata.kernel.replication;

import java.nio.ByteBuffer;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;

/**
 * What was answered to a fetch of the metadata log.
 *
 * @param epoch that of the answering node; -1 when not told
 * @param leader of that epoch, as the answering node knows
 * @param highWatermark -1 when not known
 * @param diverging see {@link LeaderAnswer}
 * @param snapshot to be got first; null for none
 * @param batches null for none
 */
public record QuorumAnswer(
        ErrorCode error,
        int epoch,
        @Nullable NodeId leader,
        long highWatermark,
        @Nullable EpochEnd diverging,
        @Nullable OffsetAndEpoch snapshot,
        @Nullable ByteBuffer batches) {}
