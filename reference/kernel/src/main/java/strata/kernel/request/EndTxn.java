package strata.kernel.request;

import strata.kernel.ErrorCode;
import strata.kernel.transactions.TransactionVersion;

/** EndTxn (key 26): a producer commits or aborts its transaction (KIP-98, KIP-890). */
public final class EndTxn {
    private EndTxn() {}

    /**
     * @param committed false to abort
     * @param version of the client: {@code V2} from version 5 on, else {@code V0}
     */
    public record Request(
            String transactionalId,
            long producerId,
            short producerEpoch,
            boolean committed,
            TransactionVersion version)
            implements strata.kernel.request.Request {}

    /**
     * @param producerId for the next transaction, told from version 5 on; -1 with an error
     * @param producerEpoch likewise
     */
    public record Response(ErrorCode error, long producerId, short producerEpoch)
            implements strata.kernel.request.Response {
        /** Not ended. */
        public static Response failed(ErrorCode error) {
            return new Response(error, -1L, (short) -1);
        }
    }
}
