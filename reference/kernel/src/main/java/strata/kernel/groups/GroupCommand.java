package strata.kernel.groups;

import java.util.List;
import strata.kernel.ClientInfo;
import strata.kernel.request.Request;

/** What a {@link GroupCoordinator} is asked. */
public sealed interface GroupCommand {
    /**
     * A client's request.
     *
     * @param waiter whom an answer is for: a number that the asker chose, and never uses again
     * @param wallMs milliseconds since 1970: stamps commits
     */
    record Asked(long waiter, ClientInfo client, Request request, long wallMs)
            implements GroupCommand {}

    /**
     * Topics are gone for good: their committed offsets go too.
     *
     * @param topics their names; a topic made anew under the name meanwhile has no offsets here
     */
    record TopicsDeleted(List<String> topics) implements GroupCommand {}

    /**
     * It is time to look for offsets that have expired ({@code
     * offsets.retention.check.interval.ms}). What does not fit into one decision is due at once.
     *
     * @param wallMs milliseconds since 1970
     */
    record Expire(long wallMs) implements GroupCommand {}
}
