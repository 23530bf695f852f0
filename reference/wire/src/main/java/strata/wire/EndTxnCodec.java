package strata.wire;

import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.EndTxn;
import strata.kernel.transactions.TransactionVersion;

/**
 * EndTxn, versions 0 to 5: from 2 on a producer may be told that it is fenced (KIP-588), from 5 on
 * it is one of transactions of version 2, and is told its epoch for the next one (KIP-890).
 */
final class EndTxnCodec {
    private static final short FIRST_WITH_FENCED = 2;
    private static final short FIRST_OF_V2 = 5;

    private EndTxnCodec() {}

    static EndTxn.Request read(FrameReader from, short version) {
        EndTxnRequestData data = new EndTxnRequestData(from, version);
        return new EndTxn.Request(
                data.transactionalId(),
                data.producerId(),
                data.producerEpoch(),
                data.committed(),
                version >= FIRST_OF_V2 ? TransactionVersion.V2 : TransactionVersion.V0);
    }

    static ApiMessage write(EndTxn.Response response, short version) {
        EndTxnResponseData data =
                new EndTxnResponseData()
                        .setErrorCode(
                                KernelTypes.number(response.error(), version >= FIRST_WITH_FENCED));
        return version < FIRST_OF_V2
                ? data
                : data.setProducerId(response.producerId())
                        .setProducerEpoch(response.producerEpoch());
    }
}
