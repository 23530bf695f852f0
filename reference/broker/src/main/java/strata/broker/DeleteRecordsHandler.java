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
import strata.kernel.segments.SegmentSettings;

/** Answers DeleteRecords. */
final class DeleteRecordsHandler {
    private final PartitionFinder finder;
    private final PartitionStore store;
    private final Progress progress;

    DeleteRecordsHandler(PartitionFinder finder, PartitionStore store, Progress progress) {
        this.finder = finder;
        this.store = store;
        this.progress = progress;
    }

    DeleteRecords.Response handle(DeleteRecords.Request request) {
        Map<String, Map<Integer, Verdict>> verdicts = new LinkedHashMap<>();
        Map<Partition, Long> deletions = new LinkedHashMap<>();
        wanted(request)
                .forEach(
                        (topic, offsets) -> {
                            Map<Integer, Verdict> ofTopic = new LinkedHashMap<>();
                            offsets.forEach(
                                    (number, offset) ->
                                            ofTopic.put(number, judge(topic, number, offset)));
                            verdicts.put(topic, ofTopic);
                        });
        for (Map<Integer, Verdict> ofTopic : verdicts.values()) {
            for (Verdict verdict : ofTopic.values()) {
                if (verdict.partition() != null) {
                    deletions.put(verdict.partition(), verdict.beforeOffset());
                }
            }
        }
        store.deleteRecordsBefore(deletions);
        deletions.keySet().forEach(progress::logStartMoved);
        return answer(verdicts);
    }

    /**
     * What is to be done with a partition.
     *
     * @param partition null when nothing is
     * @param error why not
     */
    private record Verdict(@Nullable Partition partition, long beforeOffset, ErrorCode error) {
        static Verdict refused(ErrorCode error) {
            return new Verdict(null, -1L, error);
        }
    }

    private static DeleteRecords.Response answer(Map<String, Map<Integer, Verdict>> verdicts) {
        List<DeleteRecords.TopicResult> topics = new ArrayList<>();
        verdicts.forEach(
                (topic, ofTopic) -> {
                    List<PartitionResult> results = new ArrayList<>();
                    ofTopic.forEach((number, verdict) -> results.add(answer(number, verdict)));
                    topics.add(new DeleteRecords.TopicResult(topic, results));
                });
        return new DeleteRecords.Response(topics);
    }

    private static PartitionResult answer(int number, Verdict verdict) {
        Partition partition = verdict.partition();
        return partition == null
                ? PartitionResult.failed(number, verdict.error())
                : new PartitionResult(number, partition.log().logStartOffset(), ErrorCode.NONE);
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

    private Verdict judge(String topic, int number, long beforeOffset) {
        PartitionFinder.Found found = finder.findLeader(TopicRef.named(topic), number);
        Partition partition = found.partition();
        if (partition == null) {
            return Verdict.refused(found.error());
        }
        if (partition.segments() == null) {
            return Verdict.refused(ErrorCode.UNSUPPORTED_VERSION);
        }
        if (TopicName.isInternal(topic)) {
            return Verdict.refused(ErrorCode.INVALID_TOPIC_EXCEPTION);
        }
        SegmentSettings segments = partition.settings().segments();
        if (segments.compaction().enabled() && !segments.retention().enabled()) {
            // Of a compacted topic the newest value of each key stays.
            return Verdict.refused(ErrorCode.POLICY_VIOLATION);
        }
        long highWatermark = partition.highWatermark();
        long offset = beforeOffset == DeleteRecords.HIGH_WATERMARK ? highWatermark : beforeOffset;
        if (offset < 0 || offset > highWatermark) {
            return Verdict.refused(ErrorCode.OFFSET_OUT_OF_RANGE);
        }
        return new Verdict(partition, offset, ErrorCode.NONE);
    }
}
