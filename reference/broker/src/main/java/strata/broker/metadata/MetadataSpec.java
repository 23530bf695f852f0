package strata.broker.metadata;

import java.util.List;
import java.util.function.Supplier;
import strata.kernel.SyncId;
import strata.kernel.log.RecordFormat;
import strata.kernel.replication.QuorumTimeouts;
import strata.kernel.replication.ReplicationLayer;
import strata.kernel.request.NodeEndpoint;

/**
 * What the metadata log stands on.
 *
 * @param clusterId the node's own; peers that name another are refused
 * @param voters by id, at least one
 * @param replication layer 3, or what stands in for it
 * @param syncIds gives each flush an id that nobody else uses
 */
public record MetadataSpec(
        String clusterId,
        List<NodeEndpoint> voters,
        RecordFormat format,
        LogOpening logs,
        ReplicationLayer replication,
        Supplier<SyncId> syncIds,
        Settings settings) {
    /**
     * @param requestTimeoutMs {@code controller.quorum.request.timeout.ms}: a peer that has not
     *     answered by then is asked anew over another connection
     * @param bytesBetweenSnapshots {@code metadata.log.max.record.bytes.between.snapshots}
     */
    public record Settings(
            QuorumTimeouts timeouts, long requestTimeoutMs, long bytesBetweenSnapshots) {
        /** Kafka's defaults. */
        public static final Settings DEFAULT =
                new Settings(QuorumTimeouts.DEFAULT, 2_000, 20L << 20);
    }
}
