package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.AlterPartitionRequestData;
import org.apache.kafka.common.message.AlterPartitionRequestData.BrokerState;
import org.apache.kafka.common.message.AlterPartitionResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.AlterPartition.IsrMember;
import strata.kernel.request.AlterPartition.Recovery;

/** AlterPartition, versions 2 and 3: from 3 on the ISR has broker epochs (KIP-903). */
final class AlterPartitionCodec {
    private static final short FIRST_WITH_BROKER_EPOCHS = 3;
    private static final long NOT_KNOWN = -1L;
    private static final byte RECOVERED = 0;
    private static final byte RECOVERING = 1;

    private AlterPartitionCodec() {}

    static AlterPartition.Request read(FrameReader from, short version) {
        AlterPartitionRequestData data = new AlterPartitionRequestData(from, version);
        List<AlterPartition.TopicChange> topics = new ArrayList<>(data.topics().size());
        for (AlterPartitionRequestData.TopicData topic : data.topics()) {
            List<AlterPartition.PartitionChange> changes =
                    new ArrayList<>(topic.partitions().size());
            for (AlterPartitionRequestData.PartitionData partition : topic.partitions()) {
                Recovery recovery = recovery(partition.leaderRecoveryState());
                if (recovery == null) {
                    throw new RefusedRequest(
                            new AlterPartitionResponseData()
                                    .setErrorCode(ErrorCode.INVALID_REQUEST.number()));
                }
                changes.add(
                        new AlterPartition.PartitionChange(
                                partition.partitionIndex(),
                                partition.leaderEpoch(),
                                isr(partition, version),
                                recovery,
                                partition.partitionEpoch()));
            }
            topics.add(
                    new AlterPartition.TopicChange(KernelTypes.topicId(topic.topicId()), changes));
        }
        return new AlterPartition.Request(data.brokerId(), data.brokerEpoch(), topics);
    }

    private static List<IsrMember> isr(
            AlterPartitionRequestData.PartitionData partition, short version) {
        List<IsrMember> isr = new ArrayList<>();
        if (version >= FIRST_WITH_BROKER_EPOCHS) {
            for (BrokerState member : partition.newIsrWithEpochs()) {
                isr.add(new IsrMember(member.brokerId(), member.brokerEpoch()));
            }
        } else {
            for (int broker : partition.newIsr()) {
                isr.add(new IsrMember(broker, NOT_KNOWN));
            }
        }
        return isr;
    }

    private static @Nullable Recovery recovery(byte number) {
        return switch (number) {
            case RECOVERED -> Recovery.RECOVERED;
            case RECOVERING -> Recovery.RECOVERING;
            default -> null;
        };
    }

    private static byte number(Recovery recovery) {
        return switch (recovery) {
            case RECOVERED -> RECOVERED;
            case RECOVERING -> RECOVERING;
        };
    }

    static ApiMessage write(AlterPartition.Response response) {
        List<AlterPartitionResponseData.TopicData> topics =
                new ArrayList<>(response.topics().size());
        for (AlterPartition.TopicResult topic : response.topics()) {
            List<AlterPartitionResponseData.PartitionData> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (AlterPartition.PartitionResult partition : topic.partitions()) {
                partitions.add(
                        new AlterPartitionResponseData.PartitionData()
                                .setPartitionIndex(partition.partition())
                                .setErrorCode(partition.error().number())
                                .setLeaderId(KernelTypes.number(partition.leader()))
                                .setLeaderEpoch(partition.leaderEpoch())
                                .setIsr(KernelTypes.numbers(partition.isr()))
                                .setLeaderRecoveryState(number(partition.recovery()))
                                .setPartitionEpoch(partition.partitionEpoch()));
            }
            topics.add(
                    new AlterPartitionResponseData.TopicData()
                            .setTopicId(KernelTypes.uuid(topic.topic()))
                            .setPartitions(partitions));
        }
        return new AlterPartitionResponseData()
                .setErrorCode(response.error().number())
                .setTopics(topics);
    }

    static ApiMessage ask(AlterPartition.Request request) {
        List<AlterPartitionRequestData.TopicData> topics = new ArrayList<>(request.topics().size());
        for (AlterPartition.TopicChange topic : request.topics()) {
            List<AlterPartitionRequestData.PartitionData> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (AlterPartition.PartitionChange change : topic.partitions()) {
                List<BrokerState> isr = new ArrayList<>(change.newIsr().size());
                for (IsrMember member : change.newIsr()) {
                    isr.add(
                            new BrokerState()
                                    .setBrokerId(member.brokerId())
                                    .setBrokerEpoch(member.brokerEpoch()));
                }
                partitions.add(
                        new AlterPartitionRequestData.PartitionData()
                                .setPartitionIndex(change.partition())
                                .setLeaderEpoch(change.leaderEpoch())
                                .setNewIsrWithEpochs(isr)
                                .setLeaderRecoveryState(number(change.recovery()))
                                .setPartitionEpoch(change.partitionEpoch()));
            }
            topics.add(
                    new AlterPartitionRequestData.TopicData()
                            .setTopicId(KernelTypes.uuid(topic.topic()))
                            .setPartitions(partitions));
        }
        return new AlterPartitionRequestData()
                .setBrokerId(request.brokerId())
                .setBrokerEpoch(request.brokerEpoch())
                .setTopics(topics);
    }

    static AlterPartition.Response answer(FrameReader from, short version) {
        AlterPartitionResponseData data = new AlterPartitionResponseData(from, version);
        List<AlterPartition.TopicResult> topics = new ArrayList<>(data.topics().size());
        for (AlterPartitionResponseData.TopicData topic : data.topics()) {
            List<AlterPartition.PartitionResult> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (AlterPartitionResponseData.PartitionData partition : topic.partitions()) {
                Recovery recovery = recovery(partition.leaderRecoveryState());
                if (recovery == null) {
                    throw new IllegalArgumentException("a recovery state that is not known");
                }
                partitions.add(
                        new AlterPartition.PartitionResult(
                                partition.partitionIndex(),
                                ErrorCode.ofNumber(partition.errorCode()),
                                KernelTypes.nodeOrNone(partition.leaderId()),
                                partition.leaderEpoch(),
                                KernelTypes.nodes(partition.isr()),
                                recovery,
                                partition.partitionEpoch()));
            }
            topics.add(
                    new AlterPartition.TopicResult(
                            KernelTypes.topicId(topic.topicId()), partitions));
        }
        return new AlterPartition.Response(ErrorCode.ofNumber(data.errorCode()), topics);
    }
}
