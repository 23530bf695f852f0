package strata.broker;

import java.util.ArrayList;
import java.util.List;
import strata.broker.controller.ControllerRuntime;
import strata.broker.metadata.MetadataRuntime;
import strata.broker.metadata.TopicState;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.QuorumStatus;

/**
 * What can be seen of a node.
 *
 * @param controller null on a node that is none
 * @param broker null on a node that is none
 */
record BrokerInspection(
        MetadataRuntime metadata,
        @Nullable ControllerRuntime controller,
        @Nullable BrokerRole broker)
        implements Inspection {
    @Override
    public List<Replica> replicas() {
        List<Replica> replicas = new ArrayList<>();
        if (broker != null) {
            for (Partition partition : broker.openReplicas()) {
                replicas.add(partition.shown());
            }
        }
        return replicas;
    }

    @Override
    public QuorumStatus quorum() {
        return metadata.status();
    }

    @Override
    public int controllerEpoch() {
        return controller != null && controller.isActive() ? metadata.status().epoch() : -1;
    }

    @Override
    public List<Assigned> partitions() {
        List<Assigned> partitions = new ArrayList<>();
        for (TopicState topic : metadata.image().topics()) {
            for (PartitionChanged state : topic.partitions()) {
                partitions.add(
                        new Assigned(
                                new TopicPartition(topic.name(), state.partition()),
                                state.replicas().size(),
                                state.isr().size(),
                                state.leader() != null));
            }
        }
        return partitions;
    }
}
