package strata.wire;

import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.AddOffsetsToTxn;

/** AddOffsetsToTxn, versions 0 to 4: from 2 on a producer may be told that it is fenced. */
final class AddOffsetsToTxnCodec {
    private static final short FIRST_WITH_FENCED = 2;

    private AddOffsetsToTxnCodec() {}

    static AddOffsetsToTxn.Request read(FrameReader from, short version) {
        AddOffsetsToTxnRequestData data = new AddOffsetsToTxnRequestData(from, version);
        return new AddOffsetsToTxn.Request(
                data.transactionalId(), data.producerId(), data.producerEpoch(), data.groupId());
    }

    static ApiMessage write(AddOffsetsToTxn.Response response, short version) {
        return new AddOffsetsToTxnResponseData()
                .setErrorCode(KernelTypes.number(response.error(), version >= FIRST_WITH_FENCED));
    }
}
