package strata.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
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
import strata.kernel.request.Produce;

/**
 * Produce, versions 3 to 13. From 7 on zstd may come (KIP-110), from 8 on an answer tells why
 * (KIP-467), from 13 on topics are identified (KIP-516).
 */
final class ProduceCodec {
    private static final short FIRST_WITH_ZSTD = 7;
    private static final short FIRST_WITH_TOPIC_IDS = 13;

    private ProduceCodec() {}

    static Produce.Request read(FrameReader from, short version) {
        ProduceRequestData data = new ProduceRequestData(from, version);
        List<Produce.TopicData> topics = new ArrayList<>(data.topicData().size());
        for (TopicProduceData topic : data.topicData()) {
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
            topics.add(new Produce.TopicData(ref, partitions));
        }
        return new Produce.Request(data.acks(), data.timeoutMs(), data.transactionalId(), topics);
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
                new TopicProduceResponseCollection(response.topics().size());
        for (Produce.TopicResult topic : response.topics()) {
            List<PartitionProduceResponse> partitions = new ArrayList<>(topic.partitions().size());
            for (Produce.PartitionResult partition : topic.partitions()) {
                partitions.add(
                        new PartitionProduceResponse()
                                .setIndex(partition.partition())
                                .setErrorCode(partition.error().number())
                                .setBaseOffset(partition.baseOffset())
                                .setLogAppendTimeMs(partition.logAppendTimeMs())
                                .setLogStartOffset(partition.logStartOffset())
                                .setErrorMessage(partition.errorMessage()));
            }
            TopicProduceResponse result =
                    new TopicProduceResponse().setPartitionResponses(partitions);
            if (version >= FIRST_WITH_TOPIC_IDS) {
                result.setTopicId(KernelTypes.uuid(topic.topic()));
            } else {
                result.setName(KernelTypes.name(topic.topic()));
            }
            topics.add(result);
        }
        return new ProduceResponseData().setResponses(topics);
    }
}
