package strata.wire;

import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.Heartbeat;

/** Heartbeat, versions 0 to 4. */
final class HeartbeatCodec {
    private HeartbeatCodec() {}

    static Heartbeat.Request read(FrameReader from, short version) {
        HeartbeatRequestData data = new HeartbeatRequestData(from, version);
        return new Heartbeat.Request(
                data.groupId(), data.generationId(), data.memberId(), data.groupInstanceId());
    }

    static ApiMessage write(Heartbeat.Response response) {
        return new HeartbeatResponseData().setErrorCode(response.error().number());
    }
}
