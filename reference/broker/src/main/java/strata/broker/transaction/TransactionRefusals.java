package strata.broker.transaction;

import java.util.List;
import strata.broker.coordinator.LogErrors;
import strata.kernel.ErrorCode;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.DescribeTransactions;
import strata.kernel.request.EndTxn;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.ListTransactions;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/** Answers to requests that no coordinator has answered: each API has its own place for errors. */
final class TransactionRefusals {
    private TransactionRefusals() {}

    /**
     * The whole request has failed.
     *
     * @param request that a coordinator is asked
     * @param error of the runtime, as what clients know it is told
     */
    static Response of(Request request, ErrorCode error) {
        ErrorCode told = LogErrors.told(error);
        return switch (request) {
            case InitProducerId.Request any -> InitProducerId.Response.failed(told);
            case AddPartitionsToTxn.Request r ->
                    new AddPartitionsToTxn.Response(
                            ErrorCode.NONE,
                            r.transactions().stream()
                                    .map(one -> AddPartitionsToTxn.Result.failed(one, told))
                                    .toList());
            case EndTxn.Request any -> EndTxn.Response.failed(told);
            case DescribeTransactions.Request r ->
                    new DescribeTransactions.Response(
                            r.transactionalIds().stream()
                                    .map(id -> DescribeTransactions.Transaction.failed(id, told))
                                    .toList());
            case ListTransactions.Request any ->
                    new ListTransactions.Response(told, List.of(), List.of());
            default -> new Response.CloseConnection("no answer to " + request.getClass());
        };
    }
}
