package strata.transactions.coordinator;

import strata.kernel.ErrorCode;
import strata.kernel.Todo;
import strata.kernel.request.EndTxn;
import strata.kernel.transactions.ProducerIdSupply;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;

/** EndTxn: a producer commits or aborts its transaction. */
final class Endings {
    private final TransactionalIds ids;
    private final EpochBumps bumps;

    Endings(TransactionalIds ids, EpochBumps bumps) {
        this.ids = ids;
        this.bumps = bumps;
    }

    void decide(EndTxn.Request request, Asked asked, Draft draft) {
        TransactionalId id = ids.find(request.transactionalId());
        if (request.transactionalId().isEmpty()) {
            fail(ErrorCode.INVALID_REQUEST, asked, draft);
        } else if (id == null) {
            fail(ErrorCode.INVALID_PRODUCER_ID_MAPPING, asked, draft);
        } else if (request.version().bumpsEpochs()) {
            endWithBump(id, request, asked, draft);
        } else {
            end(id, request, asked, draft);
        }
    }

    /** A client of V0 or V1: its epoch stays. */
    private static void end(TransactionalId id, EndTxn.Request request, Asked asked, Draft draft) {
        throw Todo.step(
                "5.4",
                "whose transaction it is; then by the state: decide, repeat the answer, or refuse");
    }

    /**
     * A client of V2 (KIP-890). The epoch that it names says which transaction it means: the
     * present one the transaction that is open or has not begun, the one before the last that was
     * decided.
     */
    private void endWithBump(TransactionalId id, EndTxn.Request request, Asked asked, Draft draft) {
        throw Todo.step(
                "5.7",
                "whose it is, and which transaction is meant; then decide, repeat, or refuse");
    }

    /**
     * Whether a transaction of V2 is complete already when it is asked to end: in the epoch before
     * the present one, or by a producer whose id that has changed.
     */
    private static boolean isRepeated(EndTxn.Request request, TransactionValue value) {
        throw Todo.step(
                "5.7",
                "complete, and of the epoch before, or of the last epoch of the producer id"
                        + " before");
    }

    /** Whether the producer id was the one before, in its last epoch, and the present is new. */
    private static boolean hadItBefore(EndTxn.Request request, TransactionValue value) {
        return request.producerId() != value.producerId()
                && request.producerId() == value.previousProducerId()
                && request.producerEpoch() == Transitions.LAST_EPOCH
                && value.producerEpoch() == 0;
    }

    private static boolean isComplete(TransactionValue value) {
        return value.state() == TransactionState.COMPLETE_COMMIT
                || value.state() == TransactionState.COMPLETE_ABORT;
    }

    /** Answers who asks to end what is complete already, or has not begun. */
    private static void answerAgain(
            TransactionValue value, EndTxn.Request request, Asked asked, Draft draft) {
        throw Todo.step(
                "5.4",
                "complete the same way: done, with the present epoch; else INVALID_TXN_STATE");
    }

    /**
     * Tells the producer id and epoch of the next transaction, which it has once it is complete.
     */
    private static void store(
            TransactionalId id, TransactionValue ended, Asked asked, Draft draft) {
        draft.store(id.name(), ended);
        if (ended.nextProducerId() == ProducerIdSupply.NONE) {
            succeed(ended.producerId(), ended.producerEpoch(), asked, draft);
        } else {
            succeed(ended.nextProducerId(), (short) 0, asked, draft);
        }
    }

    private static void succeed(long producerId, short epoch, Asked asked, Draft draft) {
        draft.answer(asked, new EndTxn.Response(ErrorCode.NONE, producerId, epoch));
    }

    private static void fail(ErrorCode error, Asked asked, Draft draft) {
        draft.answer(asked, EndTxn.Response.failed(error));
    }
}
