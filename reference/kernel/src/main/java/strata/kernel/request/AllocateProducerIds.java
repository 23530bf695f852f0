package strata.kernel.request;

import strata.kernel.ErrorCode;
import strata.kernel.NodeId;

/** AllocateProducerIds (key 67): a broker asks the controller for a block of ids (KIP-730). */
public final class AllocateProducerIds {
    private AllocateProducerIds() {}

    /**
     * @param brokerEpoch of the broker's registration; an old one is {@code STALE_BROKER_EPOCH}
     */
    public record Request(NodeId broker, long brokerEpoch)
            implements strata.kernel.request.Request {}

    /**
     * @param first of the block; 0 with an error
     * @param count how many ids; 0 with an error
     */
    public record Response(ErrorCode error, long first, int count)
            implements strata.kernel.request.Response {
        /** No block. */
        public static Response failed(ErrorCode error) {
            return new Response(error, 0L, 0);
        }
    }
}
