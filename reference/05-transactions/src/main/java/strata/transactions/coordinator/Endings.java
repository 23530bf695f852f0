package strata.transactions.coordinator;

import strata.kernel.ErrorCode;
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
        // LAB 5.4 whose transaction it is; then by the state: decide, repeat the answer, or refuse
        TransactionValue value = id.value();
        if (request.producerId() != value.producerId()) {
            fail(ErrorCode.INVALID_PRODUCER_ID_MAPPING, asked, draft);
        } else if (request.producerEpoch() != value.producerEpoch()) {
            fail(ErrorCode.PRODUCER_FENCED, asked, draft);
        } else if (id.state() == TransactionState.ONGOING) {
            store(
                    id,
                    Transitions.decided(value, request.committed(), asked.wallMs()),
                    asked,
                    draft);
        } else {
            answerAgain(value, request, asked, draft);
        }
    }

    /**
     * A client of V2 (KIP-890). The epoch that it names says which transaction it means: the
     * present one the transaction that is open or has not begun, the one before the last that was
     * decided.
     */
    private void endWithBump(TransactionalId id, EndTxn.Request request, Asked asked, Draft draft) {
        // LAB 5.7 whose it is, and which transaction is meant; then decide, repeat, or refuse
        TransactionValue value = id.value();
        boolean repeated = isRepeated(request, value);
        if (request.producerId() != value.producerId() && !repeated) {
            fail(ErrorCode.INVALID_PRODUCER_ID_MAPPING, asked, draft);
        } else if (repeated) {
            answerAgain(value, request, asked, draft);
        } else if (request.producerEpoch() != value.producerEpoch() || id.state().isPrepared()) {
            fail(ErrorCode.PRODUCER_FENCED, asked, draft);
        } else if (id.state() != TransactionState.ONGOING && request.committed()) {
            fail(ErrorCode.INVALID_TXN_STATE, asked, draft);
        } else {
            TransactionValue ended = bumps.ended(value, request.committed(), asked.wallMs());
            if (ended == null) {
                fail(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, asked, draft);
            } else {
                store(id, ended, asked, draft);
            }
        }
    }

    /**
     * Whether a transaction of V2 was decided already when it is asked to end: in the epoch before
     * the present one, or by a producer whose id that has changed.
     */
    private static boolean isRepeated(EndTxn.Request request, TransactionValue value) {
        // LAB 5.7 decided, and its epoch is the one before; or complete under the next producer id
        boolean complete =
                value.state() == TransactionState.COMPLETE_COMMIT
                        || value.state() == TransactionState.COMPLETE_ABORT;
        if (!complete && !value.state().isPrepared()) {
            return false;
        }
        if (request.producerId() == value.producerId()) {
            return request.producerEpoch() + 1 == value.producerEpoch();
        }
        return complete
                && request.producerId() == value.previousProducerId()
                && request.producerEpoch() == Transitions.LAST_EPOCH
                && value.producerEpoch() == 0;
    }

    /** Answers who asks to end what is decided already, or has not begun. */
    private static void answerAgain(
            TransactionValue value, EndTxn.Request request, Asked asked, Draft draft) {
        // LAB 5.4 the same way: done, or come again until it is complete; else INVALID_TXN_STATE
        boolean sameWay =
                switch (value.state()) {
                    case EMPTY, ONGOING -> false;
                    case PREPARE_COMMIT, COMPLETE_COMMIT -> request.committed();
                    case PREPARE_ABORT, COMPLETE_ABORT -> !request.committed();
                };
        if (!sameWay) {
            fail(ErrorCode.INVALID_TXN_STATE, asked, draft);
        } else if (value.state().isPrepared()) {
            fail(ErrorCode.CONCURRENT_TRANSACTIONS, asked, draft);
        } else {
            succeed(value.producerId(), value.producerEpoch(), asked, draft);
        }
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
