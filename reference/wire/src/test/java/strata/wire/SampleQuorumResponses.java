package strata.wire;

import java.util.List;
import org.apache.kafka.common.message.BeginQuorumEpochResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.EndQuorumEpochResponseData;
import org.apache.kafka.common.message.FetchSnapshotResponseData;
import org.apache.kafka.common.message.VoteResponseData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.request.BeginQuorumEpoch;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.EndQuorumEpoch;
import strata.kernel.request.EpochEndOffset;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.LeaderAndEpoch;
import strata.kernel.request.Listener;
import strata.kernel.request.NodeEndpoint;
import strata.kernel.request.Vote;
import strata.wire.SampleResponses.Sample;

/** The samples of {@link SampleResponses} that are about the metadata quorum. */
final class SampleQuorumResponses {
    private static final NodeId THREE = new NodeId(3);
    private static final List<NodeEndpoint> AT_THREE =
            List.of(new NodeEndpoint(THREE, "three.example", 65_535));

    private SampleQuorumResponses() {}

    static Sample vote(short version) {
        VoteResponseData kafka =
                new VoteResponseData()
                        .setTopics(
                                List.of(
                                        new VoteResponseData.TopicData()
                                                .setTopicName(SampleQuorumRequests.METADATA)
                                                .setPartitions(
                                                        List.of(
                                                                new VoteResponseData.PartitionData()
                                                                        .setLeaderId(3)
                                                                        .setLeaderEpoch(7)
                                                                        .setVoteGranted(true)))));
        if (version >= 1) {
            kafka.nodeEndpoints()
                    .add(
                            new VoteResponseData.NodeEndpoint()
                                    .setNodeId(3)
                                    .setHost("three.example")
                                    .setPort(65_535));
        }
        return new Sample(new Vote.Response(ErrorCode.NONE, THREE, 7, true, AT_THREE), kafka);
    }

    static Sample beginQuorumEpoch(short version) {
        BeginQuorumEpochResponseData kafka =
                new BeginQuorumEpochResponseData()
                        .setTopics(
                                List.of(
                                        new BeginQuorumEpochResponseData.TopicData()
                                                .setTopicName(SampleQuorumRequests.METADATA)
                                                .setPartitions(
                                                        List.of(
                                                                new BeginQuorumEpochResponseData
                                                                                .PartitionData()
                                                                        .setErrorCode((short) 74)
                                                                        .setLeaderId(3)
                                                                        .setLeaderEpoch(7)))));
        if (version >= 1) {
            kafka.nodeEndpoints()
                    .add(
                            new BeginQuorumEpochResponseData.NodeEndpoint()
                                    .setNodeId(3)
                                    .setHost("three.example")
                                    .setPort(65_535));
        }
        return new Sample(
                new BeginQuorumEpoch.Response(ErrorCode.FENCED_LEADER_EPOCH, THREE, 7, AT_THREE),
                kafka);
    }

    static Sample endQuorumEpoch(short version) {
        EndQuorumEpochResponseData kafka =
                new EndQuorumEpochResponseData()
                        .setTopics(
                                List.of(
                                        new EndQuorumEpochResponseData.TopicData()
                                                .setTopicName(SampleQuorumRequests.METADATA)
                                                .setPartitions(
                                                        List.of(
                                                                new EndQuorumEpochResponseData
                                                                                .PartitionData()
                                                                        .setLeaderId(-1)
                                                                        .setLeaderEpoch(8)))));
        if (version >= 1) {
            kafka.nodeEndpoints()
                    .add(
                            new EndQuorumEpochResponseData.NodeEndpoint()
                                    .setNodeId(3)
                                    .setHost("three.example")
                                    .setPort(65_535));
        }
        return new Sample(new EndQuorumEpoch.Response(ErrorCode.NONE, null, 8, AT_THREE), kafka);
    }

    static Sample describeQuorum(short version) {
        DescribeQuorumResponseData.PartitionData partition =
                new DescribeQuorumResponseData.PartitionData()
                        .setErrorMessage(null)
                        .setLeaderId(3)
                        .setLeaderEpoch(7)
                        .setHighWatermark(1L << 40)
                        .setCurrentVoters(
                                List.of(
                                        new DescribeQuorumResponseData.ReplicaState()
                                                .setReplicaId(3)
                                                .setLogEndOffset(1L << 41)
                                                .setLastFetchTimestamp(5L)
                                                .setLastCaughtUpTimestamp(4L)))
                        .setObservers(
                                List.of(
                                        new DescribeQuorumResponseData.ReplicaState()
                                                .setReplicaId(9)
                                                .setLogEndOffset(-1L)));
        DescribeQuorumResponseData kafka =
                new DescribeQuorumResponseData()
                        .setErrorMessage("")
                        .setTopics(
                                List.of(
                                        new DescribeQuorumResponseData.TopicData()
                                                .setTopicName(SampleQuorumRequests.METADATA)
                                                .setPartitions(List.of(partition))));
        if (version >= 2) {
            DescribeQuorumResponseData.ListenerCollection listeners =
                    new DescribeQuorumResponseData.ListenerCollection();
            listeners.add(
                    new DescribeQuorumResponseData.Listener()
                            .setName("CONTROLLER")
                            .setHost("three.example")
                            .setPort(65_535));
            kafka.nodes()
                    .add(
                            new DescribeQuorumResponseData.Node()
                                    .setNodeId(3)
                                    .setListeners(listeners));
        }
        return new Sample(
                new DescribeQuorum.Response(
                        ErrorCode.NONE,
                        null,
                        THREE,
                        7,
                        1L << 40,
                        List.of(new DescribeQuorum.ReplicaState(THREE, 1L << 41, 5L, 4L)),
                        List.of(new DescribeQuorum.ReplicaState(new NodeId(9), -1L, -1L, -1L)),
                        List.of(
                                new DescribeQuorum.Node(
                                        THREE,
                                        List.of(
                                                new Listener(
                                                        "CONTROLLER", "three.example", 65_535))))),
                kafka);
    }

    static Sample fetchSnapshot(short version) {
        MemoryRecords piece = SampleRequests.batch("piece");
        FetchSnapshotResponseData.PartitionSnapshot partition =
                new FetchSnapshotResponseData.PartitionSnapshot()
                        .setSnapshotId(
                                new FetchSnapshotResponseData.SnapshotId()
                                        .setEpoch(5)
                                        .setEndOffset(1L << 40))
                        .setSize(1L << 34)
                        .setPosition(1L << 33)
                        .setUnalignedRecords(piece)
                        .setCurrentLeader(
                                new FetchSnapshotResponseData.LeaderIdAndEpoch()
                                        .setLeaderId(3)
                                        .setLeaderEpoch(7));
        FetchSnapshotResponseData kafka =
                new FetchSnapshotResponseData()
                        .setTopics(
                                List.of(
                                        new FetchSnapshotResponseData.TopicSnapshot()
                                                .setName(SampleQuorumRequests.METADATA)
                                                .setPartitions(List.of(partition))));
        if (version >= 1) {
            kafka.nodeEndpoints()
                    .add(
                            new FetchSnapshotResponseData.NodeEndpoint()
                                    .setNodeId(3)
                                    .setHost("three.example")
                                    .setPort(65_535));
        }
        return new Sample(
                new FetchSnapshot.Response(
                        ErrorCode.NONE,
                        new EpochEndOffset(5, 1L << 40),
                        1L << 34,
                        1L << 33,
                        SampleResponses.slice(piece),
                        new LeaderAndEpoch(THREE, 7),
                        AT_THREE),
                kafka);
    }
}
