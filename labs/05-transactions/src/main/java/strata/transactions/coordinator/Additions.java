package strata.transactions.coordinator;

import java.util.List;
import strata.kernel.Check;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.AddPartitionsToTxn.Result;
import strata.kernel.request.AddPartitionsToTxn.Transaction;
import strata.kernel.transactions.TransactionValue;

/** AddPartitionsToTxn: partitions become part of a transaction, or are verified to be. */
final class Additions {
    private final TransactionalIds ids;

    Additions(TransactionalIds ids) {
        this.ids = ids;
    }

    void decide(AddPartitionsToTxn.Request request, Asked asked, Draft draft) {
        Check.that(request.transactions().size() == 1, "one transaction at a time: %s", request);
        Transaction transaction = request.transactions().get(0);
        TransactionalId id = ids.find(transaction.transactionalId());
        ErrorCode refusal = refusalOf(transaction, id);
        Result result;
        if (id == null || refusal != ErrorCode.NONE) {
            result = Result.failed(transaction, refusal);
        } else if (transaction.verifyOnly()) {
            result = verify(transaction, id.value());
        } else {
            add(id, transaction, asked, draft);
            result = Result.failed(transaction, ErrorCode.NONE);
        }
        draft.answer(asked, new AddPartitionsToTxn.Response(ErrorCode.NONE, List.of(result)));
    }

    /** Why nothing can be said of a transaction; NONE when something can. */
    private static ErrorCode refusalOf(Transaction transaction, @Nullable TransactionalId id) {
        throw Todo.step(
                "5.4",
                "no name; not known; not complete, but for who verifies; not its producer or"
                        + " epoch");
    }

    /** Stores what is new, if anything is. */
    private static void add(TransactionalId id, Transaction transaction, Asked asked, Draft draft) {
        throw Todo.step(
                "5.4",
                "no record for what the transaction has already; else it is ongoing with all");
    }

    /** Of each partition, whether the transaction has it (KIP-890). */
    private static Result verify(Transaction transaction, TransactionValue value) {
        throw Todo.step("5.7", "TRANSACTION_ABORTABLE for each that it does not have");
    }
}
