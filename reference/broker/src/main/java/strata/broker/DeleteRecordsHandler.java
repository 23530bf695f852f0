package strata.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.TopicRef;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.DeleteRecords.PartitionDeletion;
import strata.kernel.request.DeleteRecords.PartitionResult;
import strata.kernel.segments.SegmentSettings;

/** Answers DeleteRecords. */
final class DeleteRecordsHandler {
    private final PartitionFinder finder;
    private final PartitionStore store;

    DeleteRecordsHandler(PartitionFinder finder, PartitionStore store) {
        this.finder = finder;
        this.store = store;
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
        if (partition.segments() == null) {
            return PartitionResult.failed(number, ErrorCode.UNSUPPORTED_VERSION);
        }
        if (TopicName.isInternal(topic)) {
            return PartitionResult.failed(number, ErrorCode.INVALID_TOPIC_EXCEPTION);
        }
        SegmentSettings segments = partition.settings().segments();
        if (segments.compaction().enabled() && !segments.retention().enabled()) {
            // Of a compacted topic the newest value of each key stays.
            return PartitionResult.failed(number, ErrorCode.POLICY_VIOLATION);
        }
        long highWatermark = partition.highWatermark();
        long offset = beforeOffset == DeleteRecords.HIGH_WATERMARK ? highWatermark : beforeOffset;
        if (offset < 0 || offset > highWatermark) {
            return PartitionResult.failed(number, ErrorCode.OFFSET_OUT_OF_RANGE);
        }
        long logStart = store.deleteRecordsBefore(partition, offset);
        return new PartitionResult(number, logStart, ErrorCode.NONE);
    }
}
