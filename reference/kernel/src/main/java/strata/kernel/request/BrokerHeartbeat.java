package strata.kernel.request;

import strata.kernel.ErrorCode;

/**
 * BrokerHeartbeat (key 63): a broker keeps its session, and asks to be fenced, unfenced or let go
 * (KIP-631).
 */
public final class BrokerHeartbeat {
    private BrokerHeartbeat() {}

    /**
     * @param brokerId as it came: there may be no such node
     * @param brokerEpoch from its registration
     * @param currentMetadataOffset the last one that the broker has applied; -1 for none
     * @param wantFence it does not want to serve (yet)
     * @param wantShutDown it wants to stop, once it leads nothing
     */
    public record Request(
            int brokerId,
            long brokerEpoch,
            long currentMetadataOffset,
            boolean wantFence,
            boolean wantShutDown)
            implements strata.kernel.request.Request {}

    /**
     * @param caughtUp the broker has the metadata it needs to be unfenced
     * @param fenced no client is told of the broker, and it leads nothing
     * @param shouldShutDown the broker may stop now
     */
    public record Response(
            ErrorCode error, boolean caughtUp, boolean fenced, boolean shouldShutDown)
            implements strata.kernel.request.Response {

        /** A heartbeat that did not count. */
        public static Response failed(ErrorCode error) {
            return new Response(error, false, true, false);
        }
    }
}
