package strata.kernel.request;

import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/** UnregisterBroker (key 64): forgets a broker that will not come back (KIP-631). */
public final class UnregisterBroker {
    private UnregisterBroker() {}

    /**
     * @param brokerId as it came: there may be no such node
     */
    public record Request(int brokerId) implements strata.kernel.request.Request {}

    /**
     * @param errorMessage for a person; null when there is nothing to add
     */
    public record Response(ErrorCode error, @Nullable String errorMessage)
            implements strata.kernel.request.Response {}
}
