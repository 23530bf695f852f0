package strata.broker.controller;

import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.request.AllocateProducerIds;
import strata.kernel.request.AlterConfigs;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.ListPartitionReassignments;
import strata.kernel.request.UnregisterBroker;
import strata.kernel.request.UpdateFeatures;

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

    /** Elect partitions' leaders anew. */
    record Elect(ElectLeaders.Request request) implements ControllerCommand {}

    /** Move partitions to other brokers. */
    record Reassign(AlterPartitionReassignments.Request request) implements ControllerCommand {}

    /** Which partitions are moving? */
    record ListReassignments(ListPartitionReassignments.Request request)
            implements ControllerCommand {}

    /** Forget a broker. */
    record Unregister(UnregisterBroker.Request request) implements ControllerCommand {}

    /** Give features other levels. */
    record ChangeFeatures(UpdateFeatures.Request request) implements ControllerCommand {}

    /** A broker needs producer ids. */
    record AllocateIds(AllocateProducerIds.Request request) implements ControllerCommand {}

    /**
     * A broker's process makes itself known.
     *
     * @param sessionAlive whether the registered process with its id has been heard of lately
     */
    record Register(BrokerRegistration.Request request, boolean sessionAlive)
            implements ControllerCommand {}

    /** A broker says that it is there, and what it wants. */
    record Beat(BrokerHeartbeat.Request request) implements ControllerCommand {}

    /** A leader asks for another ISR. */
    record AlterIsr(AlterPartition.Request request) implements ControllerCommand {}

    /**
     * A broker is dead, or has been silent for too long.
     *
     * @param brokerEpoch of the process that is meant
     */
    record Fence(NodeId broker, long brokerEpoch) implements ControllerCommand {}

    /** Another controller has become active: the cluster is entered if it is new. */
    record TakeOver(String clusterId) implements ControllerCommand {}

    /**
     * Give leadership back to preferred leaders.
     *
     * @param atMost so many partitions
     */
    record Balance(int atMost) implements ControllerCommand {}

    /** Enter the one broker of a cluster that has no layer 3. */
    record RegisterAlone(NodeId id, String host, int port, @Nullable String rack)
            implements ControllerCommand {}
}
