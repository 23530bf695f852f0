package strata.kernel.request;

import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/** Heartbeat (key 12): a member of a classic group is alive, and learns whether to join again. */
public final class Heartbeat {
    private Heartbeat() {}

    public record Request(
            String groupId, int generation, String memberId, @Nullable String instanceId)
            implements strata.kernel.request.Request {}

    public record Response(ErrorCode error) implements strata.kernel.request.Response {}
}
