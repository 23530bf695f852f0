package strata.kernel.replication;

import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;

/**
 * What a member of the quorum answers.
 *
 * @param error {@code NONE}; {@code FENCED_LEADER_EPOCH} to an epoch older than its own; {@code
 *     INVALID_REQUEST} to what cannot be, as a second leader of an epoch; {@code
 *     INCONSISTENT_VOTER_SET} to one that is no voter, or to a vote when it is none itself
 * @param epoch its own, after it has taken notice of what it was asked
 * @param leader of that epoch, if it knows
 * @param voteGranted of votes only
 */
public record QuorumSays(
        ErrorCode error, int epoch, @Nullable NodeId leader, boolean voteGranted) {}
