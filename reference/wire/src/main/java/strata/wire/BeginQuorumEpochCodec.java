package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.BeginQuorumEpochRequestData;
import org.apache.kafka.common.message.BeginQuorumEpochRequestData.LeaderEndpoint;
import org.apache.kafka.common.message.BeginQuorumEpochRequestData.LeaderEndpointCollection;
import org.apache.kafka.common.message.BeginQuorumEpochResponseData;
import org.apache.kafka.common.message.BeginQuorumEpochResponseData.NodeEndpointCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.BeginQuorumEpoch;
import strata.kernel.request.Listener;
import strata.kernel.request.NodeEndpoint;

/**
 * BeginQuorumEpoch, versions 0 and 1: from 1 on it says who is told and where the leader is, and so
 * does the answer (KIP-853). Directories are passed over.
 */
final class BeginQuorumEpochCodec {
    private static final short FIRST_WITH_ENDPOINTS = 1;
    private static final int NOBODY = -1;

    private BeginQuorumEpochCodec() {}

    static BeginQuorumEpoch.Request read(FrameReader from, short version) {
        // As BeginQuorumEpochRequestData has it, which hashes endpoints: see Unhashed.
        boolean flexible = ServedVersions.BEGIN_QUORUM_EPOCH.isFlexible(version);
        String clusterId = from.readNullableString(flexible);
        int voterId = version >= FIRST_WITH_ENDPOINTS ? from.readInt() : NOBODY;
        int count = from.readCollectionSize(flexible);
        List<BeginQuorumEpochRequestData.TopicData> topics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            topics.add(new BeginQuorumEpochRequestData.TopicData(from, version));
        }
        List<Listener> endpoints = endpoints(from, version, flexible);
        from.skipTaggedFields(flexible);

        BeginQuorumEpochRequestData.TopicData topic =
                QuorumTypes.only(topics, BeginQuorumEpochCodec::refused);
        BeginQuorumEpochRequestData.PartitionData told =
                QuorumTypes.only(topic.partitions(), BeginQuorumEpochCodec::refused);
        QuorumTypes.require(
                topic.topicName(), told.partitionIndex(), BeginQuorumEpochCodec::refused);
        return new BeginQuorumEpoch.Request(
                clusterId, voterId, told.leaderId(), told.leaderEpoch(), endpoints);
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

    private static RefusedRequest refused() {
        return new RefusedRequest(
                new BeginQuorumEpochResponseData()
                        .setErrorCode(ErrorCode.INVALID_REQUEST.number()));
    }

    static ApiMessage write(BeginQuorumEpoch.Response response, short version) {
        ErrorCode error = response.error();
        if (QuorumTypes.isOfTheRequest(error)) {
            return new BeginQuorumEpochResponseData().setErrorCode(error.number());
        }
        BeginQuorumEpochResponseData.PartitionData partition =
                new BeginQuorumEpochResponseData.PartitionData()
                        .setPartitionIndex(QuorumTypes.PARTITION)
                        .setErrorCode(error.number())
                        .setLeaderId(KernelTypes.number(response.leader()))
                        .setLeaderEpoch(response.leaderEpoch());
        BeginQuorumEpochResponseData data =
                new BeginQuorumEpochResponseData()
                        .setTopics(
                                List.of(
                                        new BeginQuorumEpochResponseData.TopicData()
                                                .setTopicName(QuorumTypes.TOPIC)
                                                .setPartitions(List.of(partition))));
        if (version >= FIRST_WITH_ENDPOINTS) {
            NodeEndpointCollection endpoints =
                    new NodeEndpointCollection(Unhashed.capacity(response.endpoints().size()));
            for (NodeEndpoint endpoint : response.endpoints()) {
                endpoints.add(
                        new BeginQuorumEpochResponseData.NodeEndpoint()
                                .setNodeId(endpoint.id().number())
                                .setHost(endpoint.host())
                                .setPort(endpoint.port()));
            }
            data.setNodeEndpoints(endpoints);
        }
        return data;
    }

    static ApiMessage ask(BeginQuorumEpoch.Request request) {
        BeginQuorumEpochRequestData.PartitionData partition =
                new BeginQuorumEpochRequestData.PartitionData()
                        .setPartitionIndex(QuorumTypes.PARTITION)
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
        return new BeginQuorumEpochRequestData()
                .setClusterId(request.clusterId())
                .setVoterId(request.voterId())
                .setTopics(
                        List.of(
                                new BeginQuorumEpochRequestData.TopicData()
                                        .setTopicName(QuorumTypes.TOPIC)
                                        .setPartitions(List.of(partition))))
                .setLeaderEndpoints(endpoints);
    }

    static BeginQuorumEpoch.Response answer(FrameReader from, short version) {
        BeginQuorumEpochResponseData data = new BeginQuorumEpochResponseData(from, version);
        if (data.errorCode() != ErrorCode.NONE.number()) {
            return BeginQuorumEpoch.Response.failed(ErrorCode.ofNumber(data.errorCode()));
        }
        BeginQuorumEpochResponseData.PartitionData partition =
                QuorumTypes.only(QuorumTypes.only(data.topics()).partitions());
        List<NodeEndpoint> endpoints = new ArrayList<>(data.nodeEndpoints().size());
        for (BeginQuorumEpochResponseData.NodeEndpoint endpoint : data.nodeEndpoints()) {
            endpoints.add(
                    new NodeEndpoint(
                            KernelTypes.node(endpoint.nodeId()), endpoint.host(), endpoint.port()));
        }
        return new BeginQuorumEpoch.Response(
                ErrorCode.ofNumber(partition.errorCode()),
                KernelTypes.nodeOrNone(partition.leaderId()),
                partition.leaderEpoch(),
                endpoints);
    }
}
