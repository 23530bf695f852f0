package strata.wire;

import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.UnregisterBroker;

/** UnregisterBroker, version 0. */
final class UnregisterBrokerCodec {
    private UnregisterBrokerCodec() {}

    static UnregisterBroker.Request read(FrameReader from, short version) {
        return new UnregisterBroker.Request(
                new UnregisterBrokerRequestData(from, version).brokerId());
    }

    static ApiMessage write(UnregisterBroker.Response response) {
        return new UnregisterBrokerResponseData()
                .setErrorCode(response.error().number())
                .setErrorMessage(KernelTypes.message(response.errorMessage()));
    }

    static ApiMessage ask(UnregisterBroker.Request request) {
        return new UnregisterBrokerRequestData().setBrokerId(request.brokerId());
    }

    static UnregisterBroker.Response answer(FrameReader from, short version) {
        UnregisterBrokerResponseData data = new UnregisterBrokerResponseData(from, version);
        return new UnregisterBroker.Response(
                ErrorCode.ofNumber(data.errorCode()), data.errorMessage());
    }
}
