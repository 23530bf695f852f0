package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ListenerCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData.NodeCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData.PartitionData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.TopicData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.Listener;

/**
 * DescribeQuorum, versions 0 to 2. From 1 on the answer tells when replicas fetched last (KIP-836),
 * from 2 on where the voters are (KIP-853). Directories are not told.
 */
final class DescribeQuorumCodec {
    private static final short FIRST_WITH_NODES = 2;

    private DescribeQuorumCodec() {}

    static DescribeQuorum.Request read(FrameReader from, short version) {
        DescribeQuorumRequestData data = new DescribeQuorumRequestData(from, version);
        QuorumTypes.Refusing refusal = () -> unknown(data);
        DescribeQuorumRequestData.TopicData topic = QuorumTypes.only(data.topics(), refusal);
        DescribeQuorumRequestData.PartitionData asked =
                QuorumTypes.only(topic.partitions(), refusal);
        QuorumTypes.require(topic.topicName(), asked.partitionIndex(), refusal);
        return new DescribeQuorum.Request();
    }

    /** Kafka's answer to any other partitions, and to more than one. */
    private static RefusedRequest unknown(DescribeQuorumRequestData data) {
        List<TopicData> topics = new ArrayList<>(data.topics().size());
        for (DescribeQuorumRequestData.TopicData topic : data.topics()) {
            List<PartitionData> partitions = new ArrayList<>(topic.partitions().size());
            for (DescribeQuorumRequestData.PartitionData partition : topic.partitions()) {
                partitions.add(
                        new PartitionData()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.number()));
            }
            topics.add(new TopicData().setTopicName(topic.topicName()).setPartitions(partitions));
        }
        return new RefusedRequest(new DescribeQuorumResponseData().setTopics(topics));
    }

    static ApiMessage write(DescribeQuorum.Response response, short version) {
        ErrorCode error = response.error();
        String message = KernelTypes.message(response.errorMessage());
        if (QuorumTypes.isOfTheRequest(error)) {
            return new DescribeQuorumResponseData()
                    .setErrorCode(error.number())
                    .setErrorMessage(message);
        }
        PartitionData partition =
                new PartitionData()
                        .setPartitionIndex(QuorumTypes.PARTITION)
                        .setErrorCode(error.number())
                        .setErrorMessage(message)
                        .setLeaderId(KernelTypes.number(response.leader()))
                        .setLeaderEpoch(response.leaderEpoch())
                        .setHighWatermark(response.highWatermark())
                        .setCurrentVoters(write(response.voters()))
                        .setObservers(write(response.observers()));
        TopicData topic =
                new TopicData().setTopicName(QuorumTypes.TOPIC).setPartitions(List.of(partition));
        DescribeQuorumResponseData data =
                new DescribeQuorumResponseData().setTopics(List.of(topic));
        if (version >= FIRST_WITH_NODES) {
            data.setNodes(nodes(response.nodes()));
        }
        return data;
    }

    private static List<DescribeQuorumResponseData.ReplicaState> write(
            List<DescribeQuorum.ReplicaState> states) {
        List<DescribeQuorumResponseData.ReplicaState> written = new ArrayList<>(states.size());
        for (DescribeQuorum.ReplicaState state : states) {
            written.add(
                    new DescribeQuorumResponseData.ReplicaState()
                            .setReplicaId(state.replica().number())
                            .setLogEndOffset(state.logEndOffset())
                            .setLastFetchTimestamp(state.lastFetchTimestamp())
                            .setLastCaughtUpTimestamp(state.lastCaughtUpTimestamp()));
        }
        return written;
    }

    private static NodeCollection nodes(List<DescribeQuorum.Node> nodes) {
        NodeCollection written = new NodeCollection(Unhashed.capacity(nodes.size()));
        for (DescribeQuorum.Node node : nodes) {
            ListenerCollection listeners =
                    new ListenerCollection(Unhashed.capacity(node.listeners().size()));
            for (Listener listener : node.listeners()) {
                DescribeQuorumResponseData.Listener element =
                        new DescribeQuorumResponseData.Listener()
                                .setHost(listener.host())
                                .setPort(listener.port());
                Unhashed.add(
                        listeners,
                        element,
                        DescribeQuorumResponseData.Listener::setName,
                        listener.name());
            }
            written.add(
                    new DescribeQuorumResponseData.Node()
                            .setNodeId(node.id().number())
                            .setListeners(listeners));
        }
        return written;
    }

    static ApiMessage ask() {
        return new DescribeQuorumRequestData()
                .setTopics(
                        List.of(
                                new DescribeQuorumRequestData.TopicData()
                                        .setTopicName(QuorumTypes.TOPIC)
                                        .setPartitions(
                                                List.of(
                                                        new DescribeQuorumRequestData
                                                                        .PartitionData()
                                                                .setPartitionIndex(
                                                                        QuorumTypes.PARTITION)))));
    }

    static DescribeQuorum.Response answer(FrameReader from, short version) {
        DescribeQuorumResponseData data = new DescribeQuorumResponseData(from, version);
        if (data.errorCode() != ErrorCode.NONE.number()) {
            return DescribeQuorum.Response.failed(
                    ErrorCode.ofNumber(data.errorCode()), data.errorMessage());
        }
        PartitionData partition = QuorumTypes.only(QuorumTypes.only(data.topics()).partitions());
        List<DescribeQuorum.Node> nodes = new ArrayList<>(data.nodes().size());
        for (DescribeQuorumResponseData.Node node : data.nodes()) {
            List<Listener> listeners = new ArrayList<>(node.listeners().size());
            for (DescribeQuorumResponseData.Listener listener : node.listeners()) {
                listeners.add(new Listener(listener.name(), listener.host(), listener.port()));
            }
            nodes.add(new DescribeQuorum.Node(KernelTypes.node(node.nodeId()), listeners));
        }
        return new DescribeQuorum.Response(
                ErrorCode.ofNumber(partition.errorCode()),
                partition.errorMessage(),
                KernelTypes.nodeOrNone(partition.leaderId()),
                partition.leaderEpoch(),
                partition.highWatermark(),
                states(partition.currentVoters()),
                states(partition.observers()),
                nodes);
    }

    private static List<DescribeQuorum.ReplicaState> states(
            List<DescribeQuorumResponseData.ReplicaState> written) {
        List<DescribeQuorum.ReplicaState> states = new ArrayList<>(written.size());
        for (DescribeQuorumResponseData.ReplicaState state : written) {
            states.add(
                    new DescribeQuorum.ReplicaState(
                            KernelTypes.node(state.replicaId()),
                            state.logEndOffset(),
                            state.lastFetchTimestamp(),
                            state.lastCaughtUpTimestamp()));
        }
        return states;
    }
}
