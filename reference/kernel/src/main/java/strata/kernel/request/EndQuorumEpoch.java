package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;

/**
 * EndQuorumEpoch (key 54): the metadata quorum's leader goes, and says who should stand for its
 * place first (KIP-595).
 */
public final class EndQuorumEpoch {
    private EndQuorumEpoch() {}

    /**
     * The ids are as they came: there may be no such node.
     *
     * @param clusterId the leader's; null for not told
     * @param preferredSuccessors voters, the one with the longest log first
     * @param leaderEndpoints where the leader is; empty before version 1
     */
    public record Request(
            @Nullable String clusterId,
            int leaderId,
            int leaderEpoch,
            List<Integer> preferredSuccessors,
            List<Listener> leaderEndpoints)
            implements strata.kernel.request.Request {
        public Request(
                @Nullable String clusterId,
                int leaderId,
                int leaderEpoch,
                List<Integer> preferredSuccessors) {
            this(clusterId, leaderId, leaderEpoch, preferredSuccessors, List.of());
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
