package strata.wire;

import org.apache.kafka.common.message.AllocateProducerIdsRequestData;
import org.apache.kafka.common.message.AllocateProducerIdsResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.request.AllocateProducerIds;

/** AllocateProducerIds, version 0. */
final class AllocateProducerIdsCodec {
    private AllocateProducerIdsCodec() {}

    static AllocateProducerIds.Request read(FrameReader from, short version) {
        AllocateProducerIdsRequestData data = new AllocateProducerIdsRequestData(from, version);
        NodeId broker = KernelTypes.nodeOrNone(data.brokerId());
        if (broker == null) {
            // No such broker is registered.
            throw new RefusedRequest(
                    write(AllocateProducerIds.Response.failed(ErrorCode.STALE_BROKER_EPOCH)));
        }
        return new AllocateProducerIds.Request(broker, data.brokerEpoch());
    }

    static ApiMessage write(AllocateProducerIds.Response response) {
        return new AllocateProducerIdsResponseData()
                .setErrorCode(response.error().number())
                .setProducerIdStart(response.first())
                .setProducerIdLen(response.count());
    }

    static ApiMessage ask(AllocateProducerIds.Request request) {
        return new AllocateProducerIdsRequestData()
                .setBrokerId(request.broker().number())
                .setBrokerEpoch(request.brokerEpoch());
    }

    static AllocateProducerIds.Response answer(FrameReader from, short version) {
        AllocateProducerIdsResponseData data = new AllocateProducerIdsResponseData(from, version);
        return new AllocateProducerIds.Response(
                ErrorCode.ofNumber(data.errorCode()), data.producerIdStart(), data.producerIdLen());
    }
}
