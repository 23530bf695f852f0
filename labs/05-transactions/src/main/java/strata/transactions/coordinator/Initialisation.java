package strata.transactions.coordinator;

import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.request.InitProducerId;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionsSpec;

/** InitProducerId: a producer asks who it is (KIP-98), or goes on in a new epoch (KIP-360). */
final class Initialisation {
    private final TransactionsSpec spec;
    private final TransactionalIds ids;
    private final EpochBumps bumps;

    Initialisation(TransactionsSpec spec, TransactionalIds ids, EpochBumps bumps) {
        this.spec = spec;
        this.ids = ids;
        this.bumps = bumps;
    }

    void decide(String name, InitProducerId.Request request, Asked asked, Draft draft) {
        TransactionalId id = ids.find(name);
        ErrorCode refusal = refusalOf(name, request, id);
        if (refusal != ErrorCode.NONE) {
            draft.answer(asked, InitProducerId.Response.failed(refusal));
        } else if (id == null) {
            begin(name, request, asked, draft);
        } else if (id.state() == TransactionState.ONGOING && isLate(request, id)) {
            draft.answer(asked, InitProducerId.Response.failed(ErrorCode.PRODUCER_FENCED));
        } else if (id.state() == TransactionState.ONGOING) {
            fence(id, asked, draft);
        } else {
            beginAgain(id, request, asked, draft);
        }
    }

    /**
     * Whether what is asked while a transaction is open has been asked long ago: who has begun it
     * knows its epoch, and would say that one. A question that was asked twice, as its first answer
     * did not come, may well come so late, and must not end what has begun since. (Kafka fences the
     * transaction's producer then.)
     */
    private static boolean isLate(InitProducerId.Request request, TransactionalId id) {
        return saysWho(request) && request.producerEpoch() != id.value().producerEpoch();
    }

    /** Why a producer gets no answer to what it asks, whatever its epoch; NONE when it does. */
    private ErrorCode refusalOf(
            String name, InitProducerId.Request request, @Nullable TransactionalId id) {
        throw Todo.step(
                "5.4", "what is wrong with the request; whose the id is not; what is decided, not");
    }

    /** Whether a producer tells which producer id and epoch it has. */
    private static boolean saysWho(InitProducerId.Request request) {
        return request.producerId() >= 0;
    }

    /**
     * Whether a producer may be the one that has the transactional id: by its producer id, or as it
     * has not heard yet that it has another one.
     */
    private static boolean mayBe(InitProducerId.Request request, TransactionValue value) {
        throw Todo.step(
                "5.4", "the present producer id; or the one before, if its epochs are exhausted");
    }

    /** The first producer of a transactional id. */
    private void begin(String name, InitProducerId.Request request, Asked asked, Draft draft) {
        throw Todo.step("5.4", "a new producer id, and epoch 0; come again if there is none");
    }

    /** A producer of an id that is known, while no transaction is under way. */
    private void beginAgain(
            TransactionalId id, InitProducerId.Request request, Asked asked, Draft draft) {
        throw Todo.step(
                "5.4",
                "bump the epoch, or repeat the last answer, or change an exhausted producer id");
    }

    /** A producer of an id that has an ongoing transaction: perhaps another one's. */
    private void fence(TransactionalId id, Asked asked, Draft draft) {
        throw Todo.step(
                "5.7",
                "abort it under a bumped epoch; who asked comes again when that is complete");
    }

    private static void store(String name, TransactionValue value, Asked asked, Draft draft) {
        draft.store(name, value);
        draft.answer(
                asked,
                new InitProducerId.Response(
                        ErrorCode.NONE, value.producerId(), value.producerEpoch()));
    }

    /** There is no producer id now, but there will be one soon. */
    private static void none(Asked asked, Draft draft) {
        draft.answer(asked, InitProducerId.Response.failed(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS));
    }
}
