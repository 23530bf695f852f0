package strata.wire;

import java.util.List;
import org.apache.kafka.common.message.BeginQuorumEpochRequestData;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.EndQuorumEpochRequestData;
import org.apache.kafka.common.message.FetchSnapshotRequestData;
import org.apache.kafka.common.message.VoteRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import strata.kernel.request.BeginQuorumEpoch;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.EndQuorumEpoch;
import strata.kernel.request.EpochEndOffset;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.Listener;
import strata.kernel.request.Vote;
import strata.wire.SampleRequests.Sample;

/** The samples of {@link SampleRequests} that are about the metadata quorum. */
final class SampleQuorumRequests {
    static final String METADATA = "__cluster_metadata";
    private static final List<Listener> CONTROLLER =
            List.of(
                    new Listener("CONTROLLER", "one.example", 9093),
                    new Listener("OTHER", "two.example", 65_535));

    private SampleQuorumRequests() {}

    static Sample vote(short version) {
        VoteRequestData data =
                new VoteRequestData()
                        .setClusterId("cluster-1")
                        .setVoterId(2)
                        .setTopics(
                                List.of(
                                        new VoteRequestData.TopicData()
                                                .setTopicName(METADATA)
                                                .setPartitions(
                                                        List.of(
                                                                new VoteRequestData.PartitionData()
                                                                        .setReplicaEpoch(7)
                                                                        .setReplicaId(3)
                                                                        .setLastOffsetEpoch(6)
                                                                        .setLastOffset(1L << 40)
                                                                        .setPreVote(
                                                                                version >= 2)))));
        return new Sample(
                BodyRequest.of(ApiKeys.VOTE, data, version),
                new Vote.Request(
                        "cluster-1", version >= 1 ? 2 : -1, 3, 7, 6, 1L << 40, version >= 2));
    }

    static Sample beginQuorumEpoch(short version) {
        BeginQuorumEpochRequestData data =
                new BeginQuorumEpochRequestData()
                        .setClusterId("cluster-1")
                        .setVoterId(2)
                        .setTopics(
                                List.of(
                                        new BeginQuorumEpochRequestData.TopicData()
                                                .setTopicName(METADATA)
                                                .setPartitions(
                                                        List.of(
                                                                new BeginQuorumEpochRequestData
                                                                                .PartitionData()
                                                                        .setLeaderId(3)
                                                                        .setLeaderEpoch(7)))));
        for (Listener listener : CONTROLLER) {
            data.leaderEndpoints()
                    .add(
                            new BeginQuorumEpochRequestData.LeaderEndpoint()
                                    .setName(listener.name())
                                    .setHost(listener.host())
                                    .setPort(listener.port()));
        }
        boolean told = version >= 1;
        return new Sample(
                BodyRequest.of(ApiKeys.BEGIN_QUORUM_EPOCH, data, version),
                new BeginQuorumEpoch.Request(
                        "cluster-1", told ? 2 : -1, 3, 7, told ? CONTROLLER : List.of()));
    }

    static Sample endQuorumEpoch(short version) {
        boolean told = version >= 1;
        EndQuorumEpochRequestData.PartitionData partition =
                new EndQuorumEpochRequestData.PartitionData().setLeaderId(3).setLeaderEpoch(7);
        if (told) {
            partition.setPreferredCandidates(
                    List.of(
                            new EndQuorumEpochRequestData.ReplicaInfo().setCandidateId(2),
                            new EndQuorumEpochRequestData.ReplicaInfo().setCandidateId(1)));
        } else {
            partition.setPreferredSuccessors(List.of(2, 1));
        }
        EndQuorumEpochRequestData data =
                new EndQuorumEpochRequestData()
                        .setClusterId("cluster-1")
                        .setTopics(
                                List.of(
                                        new EndQuorumEpochRequestData.TopicData()
                                                .setTopicName(METADATA)
                                                .setPartitions(List.of(partition))));
        for (Listener listener : CONTROLLER) {
            data.leaderEndpoints()
                    .add(
                            new EndQuorumEpochRequestData.LeaderEndpoint()
                                    .setName(listener.name())
                                    .setHost(listener.host())
                                    .setPort(listener.port()));
        }
        return new Sample(
                BodyRequest.of(ApiKeys.END_QUORUM_EPOCH, data, version),
                new EndQuorumEpoch.Request(
                        "cluster-1", 3, 7, List.of(2, 1), told ? CONTROLLER : List.of()));
    }

    static Sample describeQuorum(short version) {
        return new Sample(
                BodyRequest.of(ApiKeys.DESCRIBE_QUORUM, describeQuorum(METADATA, 0), version),
                new DescribeQuorum.Request());
    }

    static DescribeQuorumRequestData describeQuorum(String topic, int partition) {
        return new DescribeQuorumRequestData()
                .setTopics(
                        List.of(
                                new DescribeQuorumRequestData.TopicData()
                                        .setTopicName(topic)
                                        .setPartitions(
                                                List.of(
                                                        new DescribeQuorumRequestData
                                                                        .PartitionData()
                                                                .setPartitionIndex(partition)))));
    }

    static Sample fetchSnapshot(short version) {
        FetchSnapshotRequestData data =
                new FetchSnapshotRequestData()
                        .setClusterId("cluster-1")
                        .setReplicaId(3)
                        .setMaxBytes(1 << 20)
                        .setTopics(
                                List.of(
                                        new FetchSnapshotRequestData.TopicSnapshot()
                                                .setName(METADATA)
                                                .setPartitions(
                                                        List.of(
                                                                new FetchSnapshotRequestData
                                                                                .PartitionSnapshot()
                                                                        .setCurrentLeaderEpoch(7)
                                                                        .setSnapshotId(id())
                                                                        .setPosition(1L << 33)))));
        return new Sample(
                BodyRequest.of(ApiKeys.FETCH_SNAPSHOT, data, version),
                new FetchSnapshot.Request(
                        "cluster-1", 3, 1 << 20, 7, new EpochEndOffset(5, 1L << 40), 1L << 33));
    }

    private static FetchSnapshotRequestData.SnapshotId id() {
        return new FetchSnapshotRequestData.SnapshotId().setEpoch(5).setEndOffset(1L << 40);
    }
}
