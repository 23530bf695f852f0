package strata.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.NodeEndpointCollection;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponseCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.TopicRef;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CompressionType;
import strata.kernel.request.LeaderAndEpoch;
import strata.kernel.request.Metadata;
import strata.kernel.request.Produce;
import strata.kernel.request.TransactionSupport;

/**
 * Produce, versions 3 to 13. From 7 on zstd may come (KIP-110), from 8 on an answer tells why
 * (KIP-467), from 10 on it says who leads, and where (KIP-951), from 11 on the client knows more of
 * transactions (KIP-890), from 13 on topics are identified (KIP-516).
 */
final class ProduceCodec {
    private static final short FIRST_WITH_ZSTD = 7;
    private static final short FIRST_WITH_LEADERS = 10;
    private static final short KNOWS_ABORTABLE = 11;
    private static final short ADDS_PARTITIONS = 12;
    private static final short FIRST_WITH_TOPIC_IDS = 13;

    private ProduceCodec() {}

    static Produce.Request read(FrameReader from, short version) {
        // As ProduceRequestData has it. That class cannot be used itself: it hashes its topics, and
        // Unhashed tells what a client can make of that.
        boolean flexible = ServedVersions.PRODUCE.isFlexible(version);
        String transactionalId = from.readNullableString(flexible);
        short acks = from.readShort();
        int timeoutMs = from.readInt();
        int count = from.readCollectionSize(flexible);
        List<Produce.TopicData> topics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            topics.add(topic(new TopicProduceData(from, version), version));
        }
        from.skipTaggedFields(flexible);
        return new Produce.Request(acks, timeoutMs, transactionalId, support(version), topics);
    }

    private static TransactionSupport support(short version) {
        if (version >= ADDS_PARTITIONS) {
            return TransactionSupport.ADDS_PARTITIONS;
        }
        return version >= KNOWS_ABORTABLE ? TransactionSupport.ABORTABLE : TransactionSupport.OLD;
    }

    private static Produce.TopicData topic(TopicProduceData topic, short version) {
        List<Produce.PartitionData> partitions = new ArrayList<>(topic.partitionData().size());
        for (PartitionProduceData partition : topic.partitionData()) {
            ByteBuffer batches = batches(partition);
            partitions.add(
                    new Produce.PartitionData(
                            partition.index(), batches, refusal(batches, version)));
        }
        TopicRef ref =
                version >= FIRST_WITH_TOPIC_IDS
                        ? TopicRef.identified(KernelTypes.topicId(topic.topicId()))
                        : TopicRef.named(topic.name());
        return new Produce.TopicData(ref, partitions);
    }

    private static @Nullable ByteBuffer batches(PartitionProduceData partition) {
        // What was read from bytes is a MemoryRecords, as readRecords says.
        MemoryRecords records = (MemoryRecords) partition.records();
        return records == null ? null : records.buffer();
    }

    private static @Nullable Refusal refusal(@Nullable ByteBuffer batches, short version) {
        if (version >= FIRST_WITH_ZSTD
                || batches == null
                || batches.remaining() < BatchHeader.SIZE
                || BatchHeader.at(batches, batches.position()).magic() != BatchHeader.MAGIC
                || BatchHeader.at(batches, batches.position()).compression()
                        != CompressionType.ZSTD) {
            return null;
        }
        return new Refusal(
                ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
                "zstd may come from Produce version 7 on, not in " + version);
    }

    static ApiMessage write(Produce.Response response, short version) {
        TopicProduceResponseCollection topics =
                new TopicProduceResponseCollection(Unhashed.capacity(response.topics().size()));
        for (Produce.TopicResult topic : response.topics()) {
            List<PartitionProduceResponse> partitions = new ArrayList<>(topic.partitions().size());
            for (Produce.PartitionResult partition : topic.partitions()) {
                partitions.add(write(partition, version));
            }
            TopicProduceResponse result =
                    new TopicProduceResponse().setPartitionResponses(partitions);
            String name = "";
            if (version >= FIRST_WITH_TOPIC_IDS) {
                result.setTopicId(KernelTypes.uuid(topic.topic()));
            } else {
                name = KernelTypes.name(topic.topic());
            }
            Unhashed.add(topics, result, TopicProduceResponse::setName, name);
        }
        ProduceResponseData data = new ProduceResponseData().setResponses(topics);
        if (version >= FIRST_WITH_LEADERS && !response.endpoints().isEmpty()) {
            data.setNodeEndpoints(endpoints(response.endpoints()));
        }
        return data;
    }

    private static PartitionProduceResponse write(
            Produce.PartitionResult partition, short version) {
        PartitionProduceResponse data =
                new PartitionProduceResponse()
                        .setIndex(partition.partition())
                        .setErrorCode(partition.error().number())
                        .setBaseOffset(partition.baseOffset())
                        .setLogAppendTimeMs(partition.logAppendTimeMs())
                        .setLogStartOffset(partition.logStartOffset())
                        .setErrorMessage(KernelTypes.message(partition.errorMessage()));
        LeaderAndEpoch leader = partition.currentLeader();
        if (leader != null && version >= FIRST_WITH_LEADERS) {
            data.setCurrentLeader(
                    new ProduceResponseData.LeaderIdAndEpoch()
                            .setLeaderId(KernelTypes.number(leader.leader()))
                            .setLeaderEpoch(leader.epoch()));
        }
        return data;
    }

    private static NodeEndpointCollection endpoints(List<Metadata.Broker> brokers) {
        NodeEndpointCollection endpoints =
                new NodeEndpointCollection(Unhashed.capacity(brokers.size()));
        for (Metadata.Broker broker : brokers) {
            endpoints.add(
                    new ProduceResponseData.NodeEndpoint()
                            .setNodeId(broker.id().number())
                            .setHost(broker.host())
                            .setPort(broker.port())
                            .setRack(broker.rack()));
        }
        return endpoints;
    }
}
