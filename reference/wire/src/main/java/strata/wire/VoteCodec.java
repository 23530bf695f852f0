package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.VoteRequestData;
import org.apache.kafka.common.message.VoteResponseData;
import org.apache.kafka.common.message.VoteResponseData.NodeEndpointCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.NodeEndpoint;
import strata.kernel.request.Vote;

/**
 * Vote, versions 0 to 2. From 1 on it says whose vote is asked for, and the answer where the leader
 * is (KIP-853); from 2 on it may be asked beforehand (KIP-996). Directories are passed over.
 */
final class VoteCodec {
    private static final short FIRST_WITH_ENDPOINTS = 1;

    private VoteCodec() {}

    static Vote.Request read(FrameReader from, short version) {
        VoteRequestData data = new VoteRequestData(from, version);
        VoteRequestData.TopicData topic = QuorumTypes.only(data.topics(), VoteCodec::refused);
        VoteRequestData.PartitionData asked =
                QuorumTypes.only(topic.partitions(), VoteCodec::refused);
        QuorumTypes.require(topic.topicName(), asked.partitionIndex(), VoteCodec::refused);
        return new Vote.Request(
                data.clusterId(),
                data.voterId(),
                asked.replicaId(),
                asked.replicaEpoch(),
                asked.lastOffsetEpoch(),
                asked.lastOffset(),
                asked.preVote());
    }

    private static RefusedRequest refused() {
        return new RefusedRequest(
                new VoteResponseData().setErrorCode(ErrorCode.INVALID_REQUEST.number()));
    }

    static ApiMessage write(Vote.Response response, short version) {
        ErrorCode error = response.error();
        if (QuorumTypes.isOfTheRequest(error)) {
            return new VoteResponseData().setErrorCode(error.number());
        }
        VoteResponseData.PartitionData partition =
                new VoteResponseData.PartitionData()
                        .setPartitionIndex(QuorumTypes.PARTITION)
                        .setErrorCode(error.number())
                        .setLeaderId(KernelTypes.number(response.leader()))
                        .setLeaderEpoch(response.leaderEpoch())
                        .setVoteGranted(response.granted());
        VoteResponseData data =
                new VoteResponseData()
                        .setTopics(
                                List.of(
                                        new VoteResponseData.TopicData()
                                                .setTopicName(QuorumTypes.TOPIC)
                                                .setPartitions(List.of(partition))));
        if (version >= FIRST_WITH_ENDPOINTS) {
            NodeEndpointCollection endpoints =
                    new NodeEndpointCollection(Unhashed.capacity(response.endpoints().size()));
            for (NodeEndpoint endpoint : response.endpoints()) {
                endpoints.add(
                        new VoteResponseData.NodeEndpoint()
                                .setNodeId(endpoint.id().number())
                                .setHost(endpoint.host())
                                .setPort(endpoint.port()));
            }
            data.setNodeEndpoints(endpoints);
        }
        return data;
    }

    static ApiMessage ask(Vote.Request request) {
        VoteRequestData.PartitionData partition =
                new VoteRequestData.PartitionData()
                        .setPartitionIndex(QuorumTypes.PARTITION)
                        .setReplicaEpoch(request.candidateEpoch())
                        .setReplicaId(request.candidateId())
                        .setLastOffsetEpoch(request.lastEpoch())
                        .setLastOffset(request.endOffset())
                        .setPreVote(request.preVote());
        return new VoteRequestData()
                .setClusterId(request.clusterId())
                .setVoterId(request.voterId())
                .setTopics(
                        List.of(
                                new VoteRequestData.TopicData()
                                        .setTopicName(QuorumTypes.TOPIC)
                                        .setPartitions(List.of(partition))));
    }

    static Vote.Response answer(FrameReader from, short version) {
        VoteResponseData data = new VoteResponseData(from, version);
        if (data.errorCode() != ErrorCode.NONE.number()) {
            return Vote.Response.failed(ErrorCode.ofNumber(data.errorCode()));
        }
        VoteResponseData.PartitionData partition =
                QuorumTypes.only(QuorumTypes.only(data.topics()).partitions());
        List<NodeEndpoint> endpoints = new ArrayList<>(data.nodeEndpoints().size());
        for (VoteResponseData.NodeEndpoint endpoint : data.nodeEndpoints()) {
            endpoints.add(
                    new NodeEndpoint(
                            KernelTypes.node(endpoint.nodeId()), endpoint.host(), endpoint.port()));
        }
        return new Vote.Response(
                ErrorCode.ofNumber(partition.errorCode()),
                KernelTypes.nodeOrNone(partition.leaderId()),
                partition.leaderEpoch(),
                partition.voteGranted(),
                endpoints);
    }
}
