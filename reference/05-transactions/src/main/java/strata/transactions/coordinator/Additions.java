package strata.transactions.coordinator;

import java.util.List;
import strata.kernel.Check;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.AddPartitionsToTxn.PartitionResult;
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
        // LAB 5.4 no name; not known; not complete, but for who verifies; not its producer or epoch
        if (transaction.transactionalId().isEmpty()) {
            return ErrorCode.INVALID_REQUEST;
        }
        if (id == null) {
            return ErrorCode.INVALID_PRODUCER_ID_MAPPING;
        }
        if (id.state().isPrepared() && !transaction.verifyOnly()) {
            return ErrorCode.CONCURRENT_TRANSACTIONS;
        }
        if (transaction.producerId() != id.value().producerId()) {
            return ErrorCode.INVALID_PRODUCER_ID_MAPPING;
        }
        if (transaction.producerEpoch() != id.value().producerEpoch()) {
            return ErrorCode.PRODUCER_FENCED;
        }
        return id.state().isPrepared() ? ErrorCode.CONCURRENT_TRANSACTIONS : ErrorCode.NONE;
    }

    /** Stores what is new, if anything is. */
    private static void add(TransactionalId id, Transaction transaction, Asked asked, Draft draft) {
        // LAB 5.4 no record for what the transaction has already; else it is ongoing with all
        TransactionValue value = id.value();
        if (transaction.partitions().stream().allMatch(p -> Transitions.has(value, p))) {
            return;
        }
        draft.store(
                id.name(),
                Transitions.withPartitions(
                        value, transaction.partitions(), transaction.version(), asked.wallMs()));
    }

    /** Of each partition, whether the transaction has it (KIP-890). */
    private static Result verify(Transaction transaction, TransactionValue value) {
        // LAB 5.7 TRANSACTION_ABORTABLE for each that it does not have
        return new Result(
                transaction.transactionalId(),
                transaction.partitions().stream()
                        .map(
                                p ->
                                        new PartitionResult(
                                                p,
                                                Transitions.has(value, p)
                                                        ? ErrorCode.NONE
                                                        : ErrorCode.TRANSACTION_ABORTABLE))
                        .toList());
    }
}
