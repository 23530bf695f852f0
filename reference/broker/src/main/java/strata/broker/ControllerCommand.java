package strata.broker;

import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.request.AlterConfigs;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.IncrementalAlterConfigs;

/** What the controller may be asked to decide. */
sealed interface ControllerCommand {
    /** Make topics. */
    record Create(CreateTopics.Request request) implements ControllerCommand {}

    /** Delete topics. */
    record Delete(DeleteTopics.Request request) implements ControllerCommand {}

    /** Give topics more partitions. */
    record Grow(CreatePartitions.Request request) implements ControllerCommand {}

    /** Change single keys of configurations. */
    record Change(IncrementalAlterConfigs.Request request) implements ControllerCommand {}

    /** Replace configurations. */
    record Replace(AlterConfigs.Request request) implements ControllerCommand {}

    /** Make topics that a client asked about, with the broker's defaults. */
    record AutoCreate(List<String> names) implements ControllerCommand {}

    /** Enter a broker, and on a cluster's first start the cluster. */
    record Register(String clusterId, NodeId id, String host, int port, @Nullable String rack)
            implements ControllerCommand {}
}
