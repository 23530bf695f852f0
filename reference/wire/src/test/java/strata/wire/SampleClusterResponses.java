package strata.wire;

import java.util.List;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse;
import org.apache.kafka.common.message.AlterPartitionResponseData;
import org.apache.kafka.common.message.BrokerHeartbeatResponseData;
import org.apache.kafka.common.message.BrokerRegistrationResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.ListPartitionReassignments;
import strata.kernel.request.OffsetForLeaderEpoch;
import strata.kernel.request.UnregisterBroker;
import strata.wire.SampleResponses.Sample;

/** The samples of {@link SampleResponses} that are about brokers, leaders and replicas. */
final class SampleClusterResponses {
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId THREE = new NodeId(3);

    private SampleClusterResponses() {}

    static Sample offsetForLeaderEpoch() {
        OffsetForLeaderEpochResponseData kafka = new OffsetForLeaderEpochResponseData();
        kafka.topics()
                .add(
                        new OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult()
                                .setTopic("flights")
                                .setPartitions(
                                        List.of(
                                                new OffsetForLeaderEpochResponseData
                                                                .EpochEndOffset()
                                                        .setPartition(5)
                                                        .setLeaderEpoch(6)
                                                        .setEndOffset(1L << 40),
                                                new OffsetForLeaderEpochResponseData
                                                                .EpochEndOffset()
                                                        .setPartition(6)
                                                        .setErrorCode((short) 75)
                                                        .setLeaderEpoch(-1)
                                                        .setEndOffset(-1L))));
        return new Sample(
                new OffsetForLeaderEpoch.Response(
                        List.of(
                                new OffsetForLeaderEpoch.TopicResult(
                                        "flights",
                                        List.of(
                                                new OffsetForLeaderEpoch.PartitionResult(
                                                        5, ErrorCode.NONE, 6, 1L << 40),
                                                OffsetForLeaderEpoch.PartitionResult.failed(
                                                        6, ErrorCode.UNKNOWN_LEADER_EPOCH))))),
                kafka);
    }

    static Sample alterPartition() {
        AlterPartitionResponseData kafka =
                new AlterPartitionResponseData()
                        .setTopics(
                                List.of(
                                        new AlterPartitionResponseData.TopicData()
                                                .setTopicId(SampleRequests.FLIGHTS_UUID)
                                                .setPartitions(
                                                        List.of(
                                                                new AlterPartitionResponseData
                                                                                .PartitionData()
                                                                        .setPartitionIndex(5)
                                                                        .setLeaderId(3)
                                                                        .setLeaderEpoch(7)
                                                                        .setIsr(List.of(3, 1))
                                                                        .setLeaderRecoveryState(
                                                                                (byte) 1)
                                                                        .setPartitionEpoch(9),
                                                                new AlterPartitionResponseData
                                                                                .PartitionData()
                                                                        .setPartitionIndex(6)
                                                                        .setErrorCode((short) 95)
                                                                        .setLeaderId(-1)))));
        return new Sample(
                new AlterPartition.Response(
                        ErrorCode.NONE,
                        List.of(
                                new AlterPartition.TopicResult(
                                        SampleRequests.FLIGHTS_ID,
                                        List.of(
                                                new AlterPartition.PartitionResult(
                                                        5,
                                                        ErrorCode.NONE,
                                                        THREE,
                                                        7,
                                                        List.of(THREE, ONE),
                                                        AlterPartition.Recovery.RECOVERING,
                                                        9),
                                                AlterPartition.PartitionResult.failed(
                                                        6, ErrorCode.INVALID_UPDATE_VERSION))))),
                kafka);
    }

    static Sample brokerRegistration() {
        return new Sample(
                new BrokerRegistration.Response(ErrorCode.NONE, 1L << 40),
                new BrokerRegistrationResponseData().setBrokerEpoch(1L << 40));
    }

    static Sample brokerHeartbeat() {
        return new Sample(
                BrokerHeartbeat.Response.failed(ErrorCode.STALE_BROKER_EPOCH),
                new BrokerHeartbeatResponseData().setErrorCode((short) 77));
    }

    static Sample unregisterBroker() {
        return new Sample(
                new UnregisterBroker.Response(ErrorCode.BROKER_ID_NOT_REGISTERED, "Who is it?"),
                new UnregisterBrokerResponseData()
                        .setErrorCode((short) 102)
                        .setErrorMessage("Who is it?"));
    }

    static Sample electLeaders(short version) {
        boolean told = version >= 1;
        return new Sample(
                new ElectLeaders.Response(
                        told ? ErrorCode.NOT_CONTROLLER : ErrorCode.NONE,
                        List.of(
                                new ElectLeaders.TopicResult(
                                        "flights",
                                        List.of(
                                                new ElectLeaders.PartitionResult(
                                                        5,
                                                        ErrorCode.ELECTION_NOT_NEEDED,
                                                        "Why?"))))),
                new ElectLeadersResponseData()
                        .setErrorCode((short) (told ? 41 : 0))
                        .setReplicaElectionResults(
                                List.of(
                                        new ElectLeadersResponseData.ReplicaElectionResult()
                                                .setTopic("flights")
                                                .setPartitionResult(
                                                        List.of(
                                                                new ElectLeadersResponseData
                                                                                .PartitionResult()
                                                                        .setPartitionId(5)
                                                                        .setErrorCode((short) 84)
                                                                        .setErrorMessage(
                                                                                "Why?"))))));
    }

    static Sample alterPartitionReassignments() {
        return new Sample(
                new AlterPartitionReassignments.Response(
                        ErrorCode.NONE,
                        null,
                        false,
                        List.of(
                                new AlterPartitionReassignments.TopicResult(
                                        "flights",
                                        List.of(
                                                new AlterPartitionReassignments.PartitionResult(
                                                        5,
                                                        ErrorCode.NO_REASSIGNMENT_IN_PROGRESS,
                                                        "None."))))),
                new AlterPartitionReassignmentsResponseData()
                        .setErrorMessage(null)
                        .setAllowReplicationFactorChange(false)
                        .setResponses(
                                List.of(
                                        new AlterPartitionReassignmentsResponseData
                                                        .ReassignableTopicResponse()
                                                .setName("flights")
                                                .setPartitions(
                                                        List.of(
                                                                new ReassignablePartitionResponse()
                                                                        .setPartitionIndex(5)
                                                                        .setErrorCode((short) 85)
                                                                        .setErrorMessage(
                                                                                "None."))))));
    }

    static Sample listPartitionReassignments() {
        return new Sample(
                new ListPartitionReassignments.Response(
                        ErrorCode.NONE,
                        null,
                        List.of(
                                new ListPartitionReassignments.TopicReassignments(
                                        "flights",
                                        List.of(
                                                new ListPartitionReassignments.Reassignment(
                                                        5,
                                                        List.of(THREE, ONE),
                                                        List.of(THREE),
                                                        List.of(ONE)))))),
                new ListPartitionReassignmentsResponseData()
                        .setErrorMessage(null)
                        .setTopics(
                                List.of(
                                        new ListPartitionReassignmentsResponseData
                                                        .OngoingTopicReassignment()
                                                .setName("flights")
                                                .setPartitions(List.of(ongoing())))));
    }

    private static ListPartitionReassignmentsResponseData.OngoingPartitionReassignment ongoing() {
        return new ListPartitionReassignmentsResponseData.OngoingPartitionReassignment()
                .setPartitionIndex(5)
                .setReplicas(List.of(3, 1))
                .setAddingReplicas(List.of(3))
                .setRemovingReplicas(List.of(1));
    }
}
