package strata.wire;

import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.InitProducerId;

/**
 * InitProducerId, versions 0 to 5: from 3 on a producer says who it is (KIP-360), from 4 on it may
 * be told that it is fenced (KIP-588).
 */
final class InitProducerIdCodec {
    private static final short FIRST_WITH_FENCED = 4;

    private InitProducerIdCodec() {}

    static InitProducerId.Request read(FrameReader from, short version) {
        InitProducerIdRequestData data = new InitProducerIdRequestData(from, version);
        return new InitProducerId.Request(
                data.transactionalId(),
                data.transactionTimeoutMs(),
                data.producerId(),
                data.producerEpoch());
    }

    static ApiMessage write(InitProducerId.Response response, short version) {
        return new InitProducerIdResponseData()
                .setErrorCode(KernelTypes.number(response.error(), version >= FIRST_WITH_FENCED))
                .setProducerId(response.producerId())
                .setProducerEpoch(response.producerEpoch());
    }
}
