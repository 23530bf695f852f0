package strata.kernel.request;

import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/**
 * InitProducerId (key 22): a producer asks who it is (KIP-98), or for a new epoch (KIP-360).
 * Without a transactional id any broker answers; with one, its coordinator.
 */
public final class InitProducerId {
    private InitProducerId() {}

    /**
     * @param transactionalId null for a producer that is idempotent only
     * @param timeoutMs after which the coordinator aborts a transaction by itself
     * @param producerId that the producer has (version 3 on); -1 for none
     * @param producerEpoch likewise
     */
    public record Request(
            @Nullable String transactionalId, int timeoutMs, long producerId, short producerEpoch)
            implements strata.kernel.request.Request {}

    /**
     * @param producerId -1 with an error
     * @param producerEpoch likewise
     */
    public record Response(ErrorCode error, long producerId, short producerEpoch)
            implements strata.kernel.request.Response {
        /** None. */
        public static Response failed(ErrorCode error) {
            return new Response(error, -1L, (short) -1);
        }
    }
}
