package strata.wire;

import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.FindCoordinator;

/** FindCoordinator, version 0. */
final class FindCoordinatorCodec {
    private FindCoordinatorCodec() {}

    static FindCoordinator.Request read(FrameReader from, short version) {
        return new FindCoordinator.Request(new FindCoordinatorRequestData(from, version).key());
    }

    static ApiMessage write(FindCoordinator.Response response) {
        return new FindCoordinatorResponseData()
                .setErrorCode(response.error().number())
                .setNodeId(-1)
                .setHost("")
                .setPort(-1);
    }
}
