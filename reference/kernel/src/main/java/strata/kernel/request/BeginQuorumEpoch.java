package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;

/**
 * BeginQuorumEpoch (key 53): the metadata quorum's new leader tells the voters of itself (KIP-595).
 */
public final class BeginQuorumEpoch {
    private BeginQuorumEpoch() {}

    /**
     * The ids are as they came: there may be no such node.
     *
     * @param clusterId the leader's; null for not told
     * @param voterId who is told; -1 for not told (before version 1)
     * @param leaderEndpoints where the leader is; empty before version 1
     */
    public record Request(
            @Nullable String clusterId,
            int voterId,
            int leaderId,
            int leaderEpoch,
            List<Listener> leaderEndpoints)
            implements strata.kernel.request.Request {
        public Request(@Nullable String clusterId, int voterId, int leaderId, int leaderEpoch) {
            this(clusterId, voterId, leaderId, leaderEpoch, List.of());
        }
    }

    /**
     * @param leader of the epoch; null when the voter knows none
     * @param leaderEpoch the voter's epoch
     * @param endpoints where the leader is; empty for not told
     */
    public record Response(
            ErrorCode error, @Nullable NodeId leader, int leaderEpoch, List<NodeEndpoint> endpoints)
            implements strata.kernel.request.Response {
        public Response(ErrorCode error, @Nullable NodeId leader, int leaderEpoch) {
            this(error, leader, leaderEpoch, List.of());
        }

        /** An error that says nothing of the voter's epoch. */
        public static Response failed(ErrorCode error) {
            return new Response(error, null, -1);
        }
    }
}
