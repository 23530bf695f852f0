package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.FetchSnapshotRequestData;
import org.apache.kafka.common.message.FetchSnapshotRequestData.PartitionSnapshot;
import org.apache.kafka.common.message.FetchSnapshotRequestData.SnapshotId;
import org.apache.kafka.common.message.FetchSnapshotRequestData.TopicSnapshot;
import org.apache.kafka.common.message.FetchSnapshotResponseData;
import org.apache.kafka.common.message.FetchSnapshotResponseData.NodeEndpointCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.EpochEndOffset;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.LeaderAndEpoch;
import strata.kernel.request.NodeEndpoint;

/**
 * FetchSnapshot, versions 0 and 1: from 1 on the answer says where the leader is (KIP-853).
 * Directories are passed over.
 */
final class FetchSnapshotCodec {
    private static final short FIRST_WITH_ENDPOINTS = 1;

    private FetchSnapshotCodec() {}

    static FetchSnapshot.Request read(FrameReader from, short version) {
        FetchSnapshotRequestData data = new FetchSnapshotRequestData(from, version);
        TopicSnapshot topic = QuorumTypes.only(data.topics(), FetchSnapshotCodec::refused);
        PartitionSnapshot asked = QuorumTypes.only(topic.partitions(), FetchSnapshotCodec::refused);
        QuorumTypes.require(topic.name(), asked.partition(), FetchSnapshotCodec::refused);
        SnapshotId id = asked.snapshotId();
        return new FetchSnapshot.Request(
                data.clusterId(),
                data.replicaId(),
                data.maxBytes(),
                asked.currentLeaderEpoch(),
                new EpochEndOffset(id.epoch(), id.endOffset()),
                asked.position());
    }

    private static RefusedRequest refused() {
        return new RefusedRequest(
                new FetchSnapshotResponseData().setErrorCode(ErrorCode.INVALID_REQUEST.number()));
    }

    static ApiMessage write(FetchSnapshot.Response response, short version) {
        ErrorCode error = response.error();
        if (QuorumTypes.isOfTheRequest(error)) {
            return new FetchSnapshotResponseData().setErrorCode(error.number());
        }
        FetchSnapshotResponseData data =
                new FetchSnapshotResponseData()
                        .setTopics(
                                List.of(
                                        new FetchSnapshotResponseData.TopicSnapshot()
                                                .setName(QuorumTypes.TOPIC)
                                                .setPartitions(List.of(partition(response)))));
        if (version >= FIRST_WITH_ENDPOINTS) {
            NodeEndpointCollection endpoints =
                    new NodeEndpointCollection(Unhashed.capacity(response.endpoints().size()));
            for (NodeEndpoint endpoint : response.endpoints()) {
                endpoints.add(
                        new FetchSnapshotResponseData.NodeEndpoint()
                                .setNodeId(endpoint.id().number())
                                .setHost(endpoint.host())
                                .setPort(endpoint.port()));
            }
            data.setNodeEndpoints(endpoints);
        }
        return data;
    }

    private static FetchSnapshotResponseData.PartitionSnapshot partition(
            FetchSnapshot.Response response) {
        FetchSnapshotResponseData.PartitionSnapshot partition =
                new FetchSnapshotResponseData.PartitionSnapshot()
                        .setIndex(QuorumTypes.PARTITION)
                        .setErrorCode(response.error().number())
                        .setSnapshotId(
                                new FetchSnapshotResponseData.SnapshotId()
                                        .setEpoch(response.snapshot().epoch())
                                        .setEndOffset(response.snapshot().endOffset()))
                        .setSize(response.sizeInBytes())
                        .setPosition(response.position())
                        .setUnalignedRecords(
                                response.bytes() == null
                                        ? FileSliceRecords.NONE
                                        : new FileSliceRecords(response.bytes()));
        LeaderAndEpoch leader = response.currentLeader();
        if (leader != null) {
            partition.setCurrentLeader(
                    new FetchSnapshotResponseData.LeaderIdAndEpoch()
                            .setLeaderId(KernelTypes.number(leader.leader()))
                            .setLeaderEpoch(leader.epoch()));
        }
        return partition;
    }

    static ApiMessage ask(FetchSnapshot.Request request) {
        PartitionSnapshot partition =
                new PartitionSnapshot()
                        .setPartition(QuorumTypes.PARTITION)
                        .setCurrentLeaderEpoch(request.currentLeaderEpoch())
                        .setSnapshotId(
                                new SnapshotId()
                                        .setEpoch(request.snapshot().epoch())
                                        .setEndOffset(request.snapshot().endOffset()))
                        .setPosition(request.position());
        return new FetchSnapshotRequestData()
                .setClusterId(request.clusterId())
                .setReplicaId(request.replicaId())
                .setMaxBytes(request.maxBytes())
                .setTopics(
                        List.of(
                                new TopicSnapshot()
                                        .setName(QuorumTypes.TOPIC)
                                        .setPartitions(List.of(partition))));
    }

    static FetchSnapshot.Response answer(FrameReader from, short version) {
        FetchSnapshotResponseData data = new FetchSnapshotResponseData(from, version);
        if (data.errorCode() != ErrorCode.NONE.number()) {
            return FetchSnapshot.Response.failed(ErrorCode.ofNumber(data.errorCode()), null);
        }
        FetchSnapshotResponseData.PartitionSnapshot partition =
                QuorumTypes.only(QuorumTypes.only(data.topics()).partitions());
        List<NodeEndpoint> endpoints = new ArrayList<>(data.nodeEndpoints().size());
        for (FetchSnapshotResponseData.NodeEndpoint endpoint : data.nodeEndpoints()) {
            endpoints.add(
                    new NodeEndpoint(
                            KernelTypes.node(endpoint.nodeId()), endpoint.host(), endpoint.port()));
        }
        FetchSnapshotResponseData.SnapshotId id = partition.snapshotId();
        return new FetchSnapshot.Response(
                ErrorCode.ofNumber(partition.errorCode()),
                new EpochEndOffset(id.epoch(), id.endOffset()),
                partition.size(),
                partition.position(),
                FrameSlice.of(partition.unalignedRecords()),
                leader(partition.currentLeader()),
                endpoints);
    }

    private static @Nullable LeaderAndEpoch leader(
            FetchSnapshotResponseData.LeaderIdAndEpoch leader) {
        // What was not told reads as epoch 0 of node 0, in which nobody leads.
        return leader.equals(new FetchSnapshotResponseData.LeaderIdAndEpoch())
                ? null
                : new LeaderAndEpoch(
                        KernelTypes.nodeOrNone(leader.leaderId()), leader.leaderEpoch());
    }
}
