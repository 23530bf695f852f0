package strata.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.DeleteRecords.PartitionDeletion;
import strata.kernel.request.DeleteRecords.PartitionResult;

/** Answers DeleteRecords. */
final class DeleteRecordsHandler {
    /** Deletes records, on layers that can. */
    interface Deletion {
        /** Whether the layers that are present can. */
        boolean isServed();

        /**
         * Raises a partition's log start offset, for good, where it is below.
         *
         * @param offset not above the high watermark
         */
        void deleteRecordsBefore(Partition partition, long offset);
    }

    private final MetadataImage image;
    private final BrokerConfig config;
    private final PartitionFinder finder;
    private final Deletion deletion;

    DeleteRecordsHandler(
            MetadataImage image, BrokerConfig config, PartitionFinder finder, Deletion deletion) {
        this.image = image;
        this.config = config;
        this.finder = finder;
        this.deletion = deletion;
    }

    DeleteRecords.Response handle(DeleteRecords.Request request) {
        List<DeleteRecords.TopicResult> topics = new ArrayList<>();
        wanted(request)
                .forEach(
                        (topic, offsets) -> {
                            List<PartitionResult> results = new ArrayList<>();
                            offsets.forEach(
                                    (partition, offset) ->
                                            results.add(delete(topic, partition, offset)));
                            topics.add(new DeleteRecords.TopicResult(topic, results));
                        });
        return new DeleteRecords.Response(topics);
    }

    /** By topic and partition the offset: as in Kafka, of a partition named twice the last. */
    private static Map<String, Map<Integer, Long>> wanted(DeleteRecords.Request request) {
        Map<String, Map<Integer, Long>> wanted = new LinkedHashMap<>();
        for (DeleteRecords.TopicDeletion topic : request.topics()) {
            for (PartitionDeletion partition : topic.partitions()) {
                wanted.computeIfAbsent(topic.topic(), any -> new LinkedHashMap<>())
                        .put(partition.partition(), partition.beforeOffset());
            }
        }
        return wanted;
    }

    private PartitionResult delete(String topic, int number, long beforeOffset) {
        PartitionFinder.Found found = finder.find(TopicRef.named(topic), number);
        Partition partition = found.partition();
        if (partition == null) {
            return PartitionResult.failed(number, found.error());
        }
        if (!deletion.isServed()) {
            return PartitionResult.failed(number, ErrorCode.UNSUPPORTED_VERSION);
        }
        if (TopicName.isInternal(topic)) {
            return PartitionResult.failed(number, ErrorCode.INVALID_TOPIC_EXCEPTION);
        }
        if (isOnlyCompacted(image.topic(topic))) {
            return PartitionResult.failed(number, ErrorCode.POLICY_VIOLATION);
        }
        long highWatermark = partition.highWatermark();
        long offset =
                beforeOffset == DeleteRecords.HIGH_WATERMARK ? highWatermark : beforeOffset;
        if (offset < 0 || offset > highWatermark) {
            return PartitionResult.failed(number, ErrorCode.OFFSET_OUT_OF_RANGE);
        }
        deletion.deleteRecordsBefore(partition, offset);
        return new PartitionResult(number, partition.log().logStartOffset(), ErrorCode.NONE);
    }

    private boolean isOnlyCompacted(@Nullable TopicState topic) {
        if (topic == null) {
            return false;
        }
        List<String> policies =
                ConfigKey.elements(
                        TopicConfigs.effective(topic.configs(), config, "cleanup.policy").value());
        return policies.contains("compact") && !policies.contains("delete");
    }
}
