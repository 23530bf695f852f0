package strata.kernel.request;

import strata.kernel.ErrorCode;

/**
 * AddOffsetsToTxn (key 25): a transaction is going to commit offsets of a group (KIP-98), so the
 * group's partition of {@code __consumer_offsets} becomes part of it. Clients of transactions of
 * version 2 do not send it.
 */
public final class AddOffsetsToTxn {
    private AddOffsetsToTxn() {}

    public record Request(
            String transactionalId, long producerId, short producerEpoch, String groupId)
            implements strata.kernel.request.Request {}

    public record Response(ErrorCode error) implements strata.kernel.request.Response {}
}
