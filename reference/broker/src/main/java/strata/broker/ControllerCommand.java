package strata.broker;

import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;

/** What the controller may be asked to decide. */
sealed interface ControllerCommand {
    /** Make topics. */
    record Create(CreateTopics.Request request) implements ControllerCommand {}

    /** Delete topics. */
    record Delete(DeleteTopics.Request request) implements ControllerCommand {}

    /** Make topics that a client asked about, with the broker's defaults. */
    record AutoCreate(List<String> names) implements ControllerCommand {}

    /** Enter a broker, and on a cluster's first start the cluster. */
    record Register(String clusterId, NodeId id, String host, int port, @Nullable String rack)
            implements ControllerCommand {}
}
