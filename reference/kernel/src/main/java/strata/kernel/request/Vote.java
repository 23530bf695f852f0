package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;

/**
 * Vote (key 52): a voter of the metadata quorum asks for another's vote (KIP-595), or whether it
 * would get it (KIP-996). It is about the metadata log alone: {@code wire} refuses other
 * partitions.
 */
public final class Vote {
    private Vote() {}

    /**
     * The ids are as they came: there may be no such node.
     *
     * @param clusterId the asking node's; null for not told
     * @param voterId whose vote is asked for; -1 for not told (before version 1)
     * @param candidateId who asks
     * @param candidateEpoch the epoch it would lead, or, asking before an election, the one it is
     *     in
     * @param lastEpoch the epoch of the last record in the candidate's log
     * @param endOffset the end of the candidate's log
     * @param preVote only asking; nobody's epoch or vote changes
     */
    public record Request(
            @Nullable String clusterId,
            int voterId,
            int candidateId,
            int candidateEpoch,
            int lastEpoch,
            long endOffset,
            boolean preVote)
            implements strata.kernel.request.Request {}

    /**
     * @param leader of the epoch; null when the voter knows none
     * @param leaderEpoch the voter's epoch
     * @param endpoints where the leader is; empty for not told
     */
    public record Response(
            ErrorCode error,
            @Nullable NodeId leader,
            int leaderEpoch,
            boolean granted,
            List<NodeEndpoint> endpoints)
            implements strata.kernel.request.Response {
        public Response(
                ErrorCode error, @Nullable NodeId leader, int leaderEpoch, boolean granted) {
            this(error, leader, leaderEpoch, granted, List.of());
        }

        /** No vote, for a reason that says nothing of the voter's epoch. */
        public static Response failed(ErrorCode error) {
            return new Response(error, null, -1, false);
        }
    }
}
