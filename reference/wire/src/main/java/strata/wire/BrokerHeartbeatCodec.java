package strata.wire;

import org.apache.kafka.common.message.BrokerHeartbeatRequestData;
import org.apache.kafka.common.message.BrokerHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.BrokerHeartbeat;

/** BrokerHeartbeat, versions 0 to 2, which differ only in directories; those are passed over. */
final class BrokerHeartbeatCodec {
    private BrokerHeartbeatCodec() {}

    static BrokerHeartbeat.Request read(FrameReader from, short version) {
        BrokerHeartbeatRequestData data = new BrokerHeartbeatRequestData(from, version);
        return new BrokerHeartbeat.Request(
                data.brokerId(),
                data.brokerEpoch(),
                data.currentMetadataOffset(),
                data.wantFence(),
                data.wantShutDown());
    }

    static ApiMessage write(BrokerHeartbeat.Response response) {
        return new BrokerHeartbeatResponseData()
                .setErrorCode(response.error().number())
                .setIsCaughtUp(response.caughtUp())
                .setIsFenced(response.fenced())
                .setShouldShutDown(response.shouldShutDown());
    }

    static ApiMessage ask(BrokerHeartbeat.Request request) {
        return new BrokerHeartbeatRequestData()
                .setBrokerId(request.brokerId())
                .setBrokerEpoch(request.brokerEpoch())
                .setCurrentMetadataOffset(request.currentMetadataOffset())
                .setWantFence(request.wantFence())
                .setWantShutDown(request.wantShutDown());
    }

    static BrokerHeartbeat.Response answer(FrameReader from, short version) {
        BrokerHeartbeatResponseData data = new BrokerHeartbeatResponseData(from, version);
        return new BrokerHeartbeat.Response(
                ErrorCode.ofNumber(data.errorCode()),
                data.isCaughtUp(),
                data.isFenced(),
                data.shouldShutDown());
    }
}
