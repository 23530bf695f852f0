package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.ListTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.ListTransactions;

/** ListTransactions, versions 0 to 2: durations from 1 on (KIP-994), patterns from 2 (KIP-1152). */
final class ListTransactionsCodec {
    private ListTransactionsCodec() {}

    static ListTransactions.Request read(FrameReader from, short version) {
        ListTransactionsRequestData data = new ListTransactionsRequestData(from, version);
        return new ListTransactions.Request(
                data.stateFilters(),
                data.producerIdFilters(),
                data.durationFilter(),
                data.transactionalIdPattern());
    }

    static ApiMessage write(ListTransactions.Response response) {
        List<TransactionState> transactions = new ArrayList<>(response.transactions().size());
        for (ListTransactions.Transaction transaction : response.transactions()) {
            transactions.add(
                    new TransactionState()
                            .setTransactionalId(transaction.transactionalId())
                            .setProducerId(transaction.producerId())
                            .setTransactionState(transaction.state()));
        }
        return new ListTransactionsResponseData()
                .setErrorCode(response.error().number())
                .setUnknownStateFilters(response.unknownStates())
                .setTransactionStates(transactions);
    }
}
