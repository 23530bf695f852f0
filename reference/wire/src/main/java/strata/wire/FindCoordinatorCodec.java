package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.Check;
import strata.kernel.request.FindCoordinator;

/** FindCoordinator, versions 0 to 6: of groups only in 0, of one key before 4 (KIP-699). */
final class FindCoordinatorCodec {
    private static final short FIRST_WITH_MESSAGE = 1;
    private static final short FIRST_WITH_KEYS = 4;

    private FindCoordinatorCodec() {}

    static FindCoordinator.Request read(FrameReader from, short version) {
        FindCoordinatorRequestData data = new FindCoordinatorRequestData(from, version);
        return new FindCoordinator.Request(
                data.keyType(),
                version < FIRST_WITH_KEYS ? List.of(data.key()) : data.coordinatorKeys());
    }

    static ApiMessage write(FindCoordinator.Response response, short version) {
        if (version < FIRST_WITH_KEYS) {
            Check.that(response.coordinators().size() == 1, "one key was asked for: %s", response);
            FindCoordinator.Coordinator found = response.coordinators().get(0);
            FindCoordinatorResponseData data =
                    new FindCoordinatorResponseData()
                            .setErrorCode(found.error().number())
                            .setNodeId(found.nodeId())
                            .setHost(found.host())
                            .setPort(found.port());
            return version < FIRST_WITH_MESSAGE
                    ? data
                    : data.setErrorMessage(KernelTypes.message(found.message()));
        }
        List<FindCoordinatorResponseData.Coordinator> coordinators =
                new ArrayList<>(response.coordinators().size());
        for (FindCoordinator.Coordinator found : response.coordinators()) {
            coordinators.add(
                    new FindCoordinatorResponseData.Coordinator()
                            .setKey(found.key())
                            .setNodeId(found.nodeId())
                            .setHost(found.host())
                            .setPort(found.port())
                            .setErrorCode(found.error().number())
                            .setErrorMessage(KernelTypes.message(found.message())));
        }
        return new FindCoordinatorResponseData().setCoordinators(coordinators);
    }
}
