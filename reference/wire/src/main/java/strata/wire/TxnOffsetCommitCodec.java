package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.TopicRef;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.TransactionSupport;
import strata.kernel.request.TxnOffsetCommit;

/**
 * TxnOffsetCommit, versions 0 to 5: from 2 on offsets have leader epochs, from 3 on the member says
 * who it is (KIP-447), from 4 on the client knows more of transactions (KIP-890).
 */
final class TxnOffsetCommitCodec {
    private static final short KNOWS_LOADING = 2;
    private static final short KNOWS_ABORTABLE = 4;
    private static final short ADDS_PARTITIONS = 5;

    private TxnOffsetCommitCodec() {}

    static TxnOffsetCommit.Request read(FrameReader from, short version) {
        TxnOffsetCommitRequestData data = new TxnOffsetCommitRequestData(from, version);
        List<OffsetCommit.Topic> topics = new ArrayList<>(data.topics().size());
        for (TxnOffsetCommitRequestTopic topic : data.topics()) {
            List<OffsetCommit.Partition> partitions = new ArrayList<>(topic.partitions().size());
            for (TxnOffsetCommitRequestPartition partition : topic.partitions()) {
                partitions.add(
                        new OffsetCommit.Partition(
                                partition.partitionIndex(),
                                partition.committedOffset(),
                                partition.committedLeaderEpoch(),
                                partition.committedMetadata()));
            }
            topics.add(new OffsetCommit.Topic(TopicRef.named(topic.name()), partitions));
        }
        return new TxnOffsetCommit.Request(
                new TxnOffsetCommit.Transaction(
                        data.transactionalId(),
                        data.producerId(),
                        data.producerEpoch(),
                        support(version)),
                data.groupId(),
                data.generationId(),
                data.memberId(),
                data.groupInstanceId(),
                topics);
    }

    private static TransactionSupport support(short version) {
        if (version >= ADDS_PARTITIONS) {
            return TransactionSupport.ADDS_PARTITIONS;
        }
        return version >= KNOWS_ABORTABLE ? TransactionSupport.ABORTABLE : TransactionSupport.OLD;
    }

    static ApiMessage write(TxnOffsetCommit.Response response, short version) {
        List<TxnOffsetCommitResponseTopic> topics = new ArrayList<>(response.topics().size());
        for (OffsetCommit.TopicResult topic : response.topics()) {
            List<TxnOffsetCommitResponsePartition> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (OffsetCommit.PartitionResult partition : topic.partitions()) {
                partitions.add(
                        new TxnOffsetCommitResponsePartition()
                                .setPartitionIndex(partition.partition())
                                .setErrorCode(number(partition.error(), version)));
            }
            topics.add(
                    new TxnOffsetCommitResponseTopic()
                            .setName(KernelTypes.name(topic.topic()))
                            .setPartitions(partitions));
        }
        return new TxnOffsetCommitResponseData().setTopics(topics);
    }

    private static short number(ErrorCode error, short version) {
        // Clients of these versions stop for good where they are told of loading (KAFKA-7296).
        return error == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS && version < KNOWS_LOADING
                ? ErrorCode.COORDINATOR_NOT_AVAILABLE.number()
                : error.number();
    }
}
