package strata.kernel.transactions;

import java.util.List;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.request.Request;

/** What a {@link TransactionCoordinator} is asked or told. */
public sealed interface TransactionCommand {
    /**
     * A client's or another broker's request.
     *
     * @param waiter whom an answer is for: a number that the asker chose, and never uses again
     * @param wallMs milliseconds since 1970
     */
    record Asked(long waiter, ClientInfo client, Request request, long wallMs)
            implements TransactionCommand {}

    /**
     * What came of markers. It may come late, when the transaction has another marker or none; but
     * it is told to nobody else than the very coordinator that handed the marker out, never to one
     * that leads the partition later: below V2 the next transaction's marker may be the same.
     *
     * @param marker as it was to be written
     * @param wallMs milliseconds since 1970
     */
    record MarkersAnswered(TransactionMarker marker, List<MarkerAnswer> answers, long wallMs)
            implements TransactionCommand {}

    /**
     * What came of a marker in one partition.
     *
     * @param error {@code NONE}: it is there and committed; {@code UNKNOWN_TOPIC_ID}: the metadata
     *     says that the partition does not exist any more; {@code NOT_LEADER_OR_FOLLOWER} also for
     *     a leader that is not known or could not be reached
     */
    record MarkerAnswer(TopicPartition partition, ErrorCode error) {}

    /**
     * It is time to look for transactional ids that have expired ({@code
     * transaction.remove.expired.transaction.cleanup.interval.ms}). What does not fit into one
     * decision is due at once.
     *
     * @param wallMs milliseconds since 1970
     */
    record Expire(long wallMs) implements TransactionCommand {}
}
