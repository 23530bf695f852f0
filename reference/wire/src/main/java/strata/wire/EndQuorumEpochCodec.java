package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.EndQuorumEpochRequestData;
import org.apache.kafka.common.message.EndQuorumEpochRequestData.LeaderEndpoint;
import org.apache.kafka.common.message.EndQuorumEpochRequestData.LeaderEndpointCollection;
import org.apache.kafka.common.message.EndQuorumEpochRequestData.ReplicaInfo;
import org.apache.kafka.common.message.EndQuorumEpochResponseData;
import org.apache.kafka.common.message.EndQuorumEpochResponseData.NodeEndpointCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.EndQuorumEpoch;
import strata.kernel.request.Listener;
import strata.kernel.request.NodeEndpoint;

/**
 * EndQuorumEpoch, versions 0 and 1: from 1 on it says where the leader is, and so does the answer
 * (KIP-853). Directories are passed over.
 */
final class EndQuorumEpochCodec {
    private static final short FIRST_WITH_ENDPOINTS = 1;

    private EndQuorumEpochCodec() {}

    static EndQuorumEpoch.Request read(FrameReader from, short version) {
        // As EndQuorumEpochRequestData has it, which hashes endpoints: see Unhashed.
        boolean flexible = ServedVersions.END_QUORUM_EPOCH.isFlexible(version);
        String clusterId = from.readNullableString(flexible);
        int count = from.readCollectionSize(flexible);
        List<EndQuorumEpochRequestData.TopicData> topics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            topics.add(new EndQuorumEpochRequestData.TopicData(from, version));
        }
        List<Listener> endpoints = endpoints(from, version, flexible);
        from.skipTaggedFields(flexible);

        EndQuorumEpochRequestData.TopicData topic =
                QuorumTypes.only(topics, EndQuorumEpochCodec::refused);
        EndQuorumEpochRequestData.PartitionData told =
                QuorumTypes.only(topic.partitions(), EndQuorumEpochCodec::refused);
        QuorumTypes.require(topic.topicName(), told.partitionIndex(), EndQuorumEpochCodec::refused);
        return new EndQuorumEpoch.Request(
                clusterId,
                told.leaderId(),
                told.leaderEpoch(),
                successors(told, version),
                endpoints);
    }

    private static List<Listener> endpoints(FrameReader from, short version, boolean flexible) {
        if (version < FIRST_WITH_ENDPOINTS) {
            return List.of();
        }
        int count = from.readCollectionSize(flexible);
        List<Listener> endpoints = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            LeaderEndpoint endpoint = new LeaderEndpoint(from, version);
            endpoints.add(new Listener(endpoint.name(), endpoint.host(), endpoint.port()));
        }
        return endpoints;
    }

    private static List<Integer> successors(
            EndQuorumEpochRequestData.PartitionData told, short version) {
        if (version < FIRST_WITH_ENDPOINTS) {
            return told.preferredSuccessors();
        }
        List<Integer> successors = new ArrayList<>(told.preferredCandidates().size());
        for (ReplicaInfo candidate : told.preferredCandidates()) {
            successors.add(candidate.candidateId());
        }
        return successors;
    }

    private static RefusedRequest refused() {
        return new RefusedRequest(
                new EndQuorumEpochResponseData().setErrorCode(ErrorCode.INVALID_REQUEST.number()));
    }

    static ApiMessage write(EndQuorumEpoch.Response response, short version) {
        ErrorCode error = response.error();
        if (QuorumTypes.isOfTheRequest(error)) {
            return new EndQuorumEpochResponseData().setErrorCode(error.number());
        }
        EndQuorumEpochResponseData.PartitionData partition =
                new EndQuorumEpochResponseData.PartitionData()
                        .setPartitionIndex(QuorumTypes.PARTITION)
                        .setErrorCode(error.number())
                        .setLeaderId(KernelTypes.number(response.leader()))
                        .setLeaderEpoch(response.leaderEpoch());
        EndQuorumEpochResponseData data =
                new EndQuorumEpochResponseData()
                        .setTopics(
                                List.of(
                                        new EndQuorumEpochResponseData.TopicData()
                                                .setTopicName(QuorumTypes.TOPIC)
                                                .setPartitions(List.of(partition))));
        if (version >= FIRST_WITH_ENDPOINTS) {
            NodeEndpointCollection endpoints =
                    new NodeEndpointCollection(Unhashed.capacity(response.endpoints().size()));
            for (NodeEndpoint endpoint : response.endpoints()) {
                endpoints.add(
                        new EndQuorumEpochResponseData.NodeEndpoint()
                                .setNodeId(endpoint.id().number())
                                .setHost(endpoint.host())
                                .setPort(endpoint.port()));
            }
            data.setNodeEndpoints(endpoints);
        }
        return data;
    }

    static ApiMessage ask(EndQuorumEpoch.Request request) {
        List<ReplicaInfo> candidates = new ArrayList<>(request.preferredSuccessors().size());
        for (int successor : request.preferredSuccessors()) {
            candidates.add(new ReplicaInfo().setCandidateId(successor));
        }
        EndQuorumEpochRequestData.PartitionData partition =
                new EndQuorumEpochRequestData.PartitionData()
                        .setPartitionIndex(QuorumTypes.PARTITION)
                        .setPreferredCandidates(candidates)
                        .setLeaderId(request.leaderId())
                        .setLeaderEpoch(request.leaderEpoch());
        LeaderEndpointCollection endpoints =
                new LeaderEndpointCollection(Unhashed.capacity(request.leaderEndpoints().size()));
        for (Listener listener : request.leaderEndpoints()) {
            endpoints.add(
                    new LeaderEndpoint()
                            .setName(listener.name())
                            .setHost(listener.host())
                            .setPort(listener.port()));
        }
        return new EndQuorumEpochRequestData()
                .setClusterId(request.clusterId())
                .setTopics(
                        List.of(
                                new EndQuorumEpochRequestData.TopicData()
                                        .setTopicName(QuorumTypes.TOPIC)
                                        .setPartitions(List.of(partition))))
                .setLeaderEndpoints(endpoints);
    }

    static EndQuorumEpoch.Response answer(FrameReader from, short version) {
        EndQuorumEpochResponseData data = new EndQuorumEpochResponseData(from, version);
        if (data.errorCode() != ErrorCode.NONE.number()) {
            return EndQuorumEpoch.Response.failed(ErrorCode.ofNumber(data.errorCode()));
        }
        EndQuorumEpochResponseData.PartitionData partition =
                QuorumTypes.only(QuorumTypes.only(data.topics()).partitions());
        List<NodeEndpoint> endpoints = new ArrayList<>(data.nodeEndpoints().size());
        for (EndQuorumEpochResponseData.NodeEndpoint endpoint : data.nodeEndpoints()) {
            endpoints.add(
                    new NodeEndpoint(
                            KernelTypes.node(endpoint.nodeId()), endpoint.host(), endpoint.port()));
        }
        return new EndQuorumEpoch.Response(
                ErrorCode.ofNumber(partition.errorCode()),
                KernelTypes.nodeOrNone(partition.leaderId()),
                partition.leaderEpoch(),
                endpoints);
    }
}
