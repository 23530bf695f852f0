package strata.wire;

import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionRequestData;
import org.apache.kafka.common.message.BrokerHeartbeatRequestData;
import org.apache.kafka.common.message.BrokerRegistrationRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import strata.kernel.Nullable;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.ListPartitionReassignments;
import strata.kernel.request.Listener;
import strata.kernel.request.OffsetForLeaderEpoch;
import strata.kernel.request.UnregisterBroker;
import strata.wire.SampleRequests.Sample;

/** The samples of {@link SampleRequests} that are about brokers, leaders and replicas. */
final class SampleClusterRequests {
    private SampleClusterRequests() {}

    static Sample offsetForLeaderEpoch(short version) {
        OffsetForLeaderEpochRequestData data =
                new OffsetForLeaderEpochRequestData().setReplicaId(version >= 3 ? 3 : -2);
        data.topics()
                .add(
                        new OffsetForLeaderEpochRequestData.OffsetForLeaderTopic()
                                .setTopic("flights")
                                .setPartitions(
                                        List.of(
                                                new OffsetForLeaderEpochRequestData
                                                                .OffsetForLeaderPartition()
                                                        .setPartition(5)
                                                        .setCurrentLeaderEpoch(7)
                                                        .setLeaderEpoch(6))));
        return new Sample(
                BodyRequest.of(ApiKeys.OFFSET_FOR_LEADER_EPOCH, data, version),
                new OffsetForLeaderEpoch.Request(
                        version >= 3 ? 3 : -2,
                        List.of(
                                new OffsetForLeaderEpoch.TopicQuery(
                                        "flights",
                                        List.of(
                                                new OffsetForLeaderEpoch.PartitionQuery(
                                                        5, 7, 6))))));
    }

    static Sample alterPartition(short version) {
        AlterPartitionRequestData.PartitionData partition =
                new AlterPartitionRequestData.PartitionData()
                        .setPartitionIndex(5)
                        .setLeaderEpoch(7)
                        .setLeaderRecoveryState((byte) 1)
                        .setPartitionEpoch(9);
        boolean epochs = version >= 3;
        if (epochs) {
            partition.setNewIsrWithEpochs(
                    List.of(
                            new AlterPartitionRequestData.BrokerState()
                                    .setBrokerId(3)
                                    .setBrokerEpoch(1L << 40),
                            new AlterPartitionRequestData.BrokerState()
                                    .setBrokerId(1)
                                    .setBrokerEpoch(-1L)));
        } else {
            partition.setNewIsr(List.of(3, 1));
        }
        AlterPartitionRequestData data =
                new AlterPartitionRequestData()
                        .setBrokerId(3)
                        .setBrokerEpoch(1L << 40)
                        .setTopics(
                                List.of(
                                        new AlterPartitionRequestData.TopicData()
                                                .setTopicId(SampleRequests.FLIGHTS_UUID)
                                                .setPartitions(List.of(partition))));
        return new Sample(
                BodyRequest.of(ApiKeys.ALTER_PARTITION, data, version),
                new AlterPartition.Request(
                        3,
                        1L << 40,
                        List.of(
                                new AlterPartition.TopicChange(
                                        SampleRequests.FLIGHTS_ID,
                                        List.of(
                                                new AlterPartition.PartitionChange(
                                                        5,
                                                        7,
                                                        List.of(
                                                                new AlterPartition.IsrMember(
                                                                        3, epochs ? 1L << 40 : -1L),
                                                                new AlterPartition.IsrMember(
                                                                        1, -1L)),
                                                        AlterPartition.Recovery.RECOVERING,
                                                        9))))));
    }

    static Sample brokerRegistration(short version) {
        BrokerRegistrationRequestData data =
                new BrokerRegistrationRequestData()
                        .setBrokerId(3)
                        .setClusterId("cluster-1")
                        .setIncarnationId(new Uuid(11L, -12L))
                        .setRack("rack-1")
                        .setPreviousBrokerEpoch(1L << 40);
        data.listeners()
                .add(
                        new BrokerRegistrationRequestData.Listener()
                                .setName("PLAINTEXT")
                                .setHost("one.example")
                                .setPort(65_535));
        data.features()
                .add(
                        new BrokerRegistrationRequestData.Feature()
                                .setName("metadata.version")
                                .setMinSupportedVersion((short) 7)
                                .setMaxSupportedVersion((short) 28));
        return new Sample(
                BodyRequest.of(ApiKeys.BROKER_REGISTRATION, data, version),
                new BrokerRegistration.Request(
                        3,
                        "cluster-1",
                        new UUID(11L, -12L),
                        List.of(new Listener("PLAINTEXT", "one.example", 65_535)),
                        List.of(
                                new BrokerRegistration.Feature(
                                        "metadata.version", (short) 7, (short) 28)),
                        "rack-1",
                        version >= 3 ? 1L << 40 : -1L));
    }

    static Sample brokerHeartbeat(short version) {
        BrokerHeartbeatRequestData data =
                new BrokerHeartbeatRequestData()
                        .setBrokerId(3)
                        .setBrokerEpoch(1L << 40)
                        .setCurrentMetadataOffset(1L << 41)
                        .setWantFence(true)
                        .setWantShutDown(true);
        return new Sample(
                BodyRequest.of(ApiKeys.BROKER_HEARTBEAT, data, version),
                new BrokerHeartbeat.Request(3, 1L << 40, 1L << 41, true, true));
    }

    static Sample unregisterBroker(short version) {
        return new Sample(
                BodyRequest.of(
                        ApiKeys.UNREGISTER_BROKER,
                        new UnregisterBrokerRequestData().setBrokerId(-7),
                        version),
                new UnregisterBroker.Request(-7));
    }

    /** The oldest version asks for all partitions, the later ones for some. */
    static Sample electLeaders(short version) {
        ElectLeadersRequestData data = new ElectLeadersRequestData().setTimeoutMs(15_000);
        if (version == 0) {
            return new Sample(
                    BodyRequest.of(ApiKeys.ELECT_LEADERS, data.setTopicPartitions(null), version),
                    new ElectLeaders.Request(ElectLeaders.PREFERRED, null, 15_000));
        }
        data.setElectionType((byte) 1);
        data.topicPartitions()
                .add(
                        new ElectLeadersRequestData.TopicPartitions()
                                .setTopic("flights")
                                .setPartitions(List.of(0, 5)));
        return new Sample(
                BodyRequest.of(ApiKeys.ELECT_LEADERS, data, version),
                new ElectLeaders.Request(
                        ElectLeaders.UNCLEAN,
                        List.of(new ElectLeaders.TopicPartitions("flights", List.of(0, 5))),
                        15_000));
    }

    static Sample alterPartitionReassignments(short version) {
        boolean allowed = version == 0;
        AlterPartitionReassignmentsRequestData data =
                new AlterPartitionReassignmentsRequestData()
                        .setTimeoutMs(15_000)
                        .setAllowReplicationFactorChange(allowed)
                        .setTopics(
                                List.of(
                                        new AlterPartitionReassignmentsRequestData
                                                        .ReassignableTopic()
                                                .setName("flights")
                                                .setPartitions(
                                                        List.of(
                                                                reassignment(0, List.of(2, -3)),
                                                                reassignment(1, null)))));
        return new Sample(
                BodyRequest.of(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, data, version),
                new AlterPartitionReassignments.Request(
                        15_000,
                        allowed,
                        List.of(
                                new AlterPartitionReassignments.TopicReassignment(
                                        "flights",
                                        List.of(
                                                new AlterPartitionReassignments
                                                        .PartitionReassignment(0, List.of(2, -3)),
                                                new AlterPartitionReassignments
                                                        .PartitionReassignment(1, null))))));
    }

    private static AlterPartitionReassignmentsRequestData.ReassignablePartition reassignment(
            int partition, @Nullable List<Integer> replicas) {
        return new AlterPartitionReassignmentsRequestData.ReassignablePartition()
                .setPartitionIndex(partition)
                .setReplicas(replicas);
    }

    static Sample listPartitionReassignments(short version) {
        ListPartitionReassignmentsRequestData data =
                new ListPartitionReassignmentsRequestData()
                        .setTimeoutMs(15_000)
                        .setTopics(
                                List.of(
                                        new ListPartitionReassignmentsRequestData
                                                        .ListPartitionReassignmentsTopics()
                                                .setName("flights")
                                                .setPartitionIndexes(List.of(0, 5))));
        return new Sample(
                BodyRequest.of(ApiKeys.LIST_PARTITION_REASSIGNMENTS, data, version),
                new ListPartitionReassignments.Request(
                        15_000,
                        List.of(
                                new ListPartitionReassignments.TopicQuery(
                                        "flights", List.of(0, 5)))));
    }
}
