package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/**
 * ListTransactions (key 66): the transactional ids that a broker coordinates (KIP-664, KIP-994,
 * KIP-1152).
 */
public final class ListTransactions {
    private ListTransactions() {}

    /**
     * All conditions have to hold.
     *
     * @param states only these, as {@code Ongoing}; empty for all
     * @param producerIds only of these; empty for all
     * @param minDurationMs only what has gone on for longer; negative for all
     * @param pattern only ids that this expression matches as a whole (RE2's syntax); null or empty
     *     for all
     */
    public record Request(
            List<String> states,
            List<Long> producerIds,
            long minDurationMs,
            @Nullable String pattern)
            implements strata.kernel.request.Request {}

    /**
     * @param error {@code COORDINATOR_LOAD_IN_PROGRESS} while any coordinator of the broker is
     *     being loaded, {@code INVALID_REGULAR_EXPRESSION}
     * @param unknownStates those of the request that are none
     */
    public record Response(
            ErrorCode error, List<String> unknownStates, List<Transaction> transactions)
            implements strata.kernel.request.Response {}

    public record Transaction(String transactionalId, long producerId, String state) {}
}
