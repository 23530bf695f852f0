package strata.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.broker.metadata.MetadataImage;
import strata.broker.replica.SessionPartition;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.TopicRef;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.DeleteRecords.PartitionDeletion;
import strata.kernel.request.DeleteRecords.PartitionResult;
import strata.kernel.segments.SegmentSettings;

/**
 * Answers DeleteRecords (KIP-107): the leader deletes at once, and answers once its followers have
 * deleted, too. Else another leader could show the records again.
 */
final class DeleteRecordsHandler {
    /** The time of a deletion is up. */
    record DeletionTimer(RequestId id) implements Timer {}

    private final NodeContext context;
    private final PartitionFinder finder;
    private final PartitionStore store;
    private final Progress progress;
    private final MetadataImage image;
    // Deletions that some follower has not made yet.
    private final Map<RequestId, Map<String, Map<Integer, Verdict>>> waiting =
            new LinkedHashMap<>();

    DeleteRecordsHandler(
            NodeContext context,
            PartitionFinder finder,
            PartitionStore store,
            Progress progress,
            MetadataImage image) {
        this.context = context;
        this.finder = finder;
        this.store = store;
        this.progress = progress;
        this.image = image;
    }

    void handle(RequestId id, DeleteRecords.Request request) {
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
        if (isOver(verdicts)) {
            context.reply(id, answer(verdicts));
        } else {
            waiting.put(id, verdicts);
            context.setTimer(new DeletionTimer(id), Math.max(0, request.timeoutMs()));
        }
    }

    /** Followers have fetched, or roles have changed: what waits may be over. */
    void lookAgain() {
        if (waiting.isEmpty()) {
            return;
        }
        List<RequestId> over = new ArrayList<>();
        waiting.forEach(
                (id, verdicts) -> {
                    if (isOver(verdicts)) {
                        over.add(id);
                    }
                });
        over.forEach(this::end);
    }

    void timerFired(DeletionTimer timer) {
        end(timer.id());
    }

    private void end(RequestId id) {
        Map<String, Map<Integer, Verdict>> verdicts = waiting.remove(id);
        if (verdicts != null) {
            context.cancelTimer(new DeletionTimer(id));
            context.reply(id, answer(verdicts));
        }
    }

    void disconnected(long connectionId) {
        waiting.keySet().removeIf(id -> id.connectionId() == connectionId);
    }

    private boolean isOver(Map<String, Map<Integer, Verdict>> verdicts) {
        for (Map<Integer, Verdict> ofTopic : verdicts.values()) {
            for (Verdict verdict : ofTopic.values()) {
                Partition partition = verdict.partition();
                if (partition != null
                        && partition.leader() != null
                        && lowWatermark(partition) < verdict.beforeOffset()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The least log start of the replicas whose brokers live; -1 where one is not known yet. */
    private long lowWatermark(Partition partition) {
        long least = partition.log().logStartOffset();
        PartitionChanged state = partition.state();
        for (NodeId replica : state == null ? List.<NodeId>of() : state.replicas()) {
            BrokerRegistered broker = image.broker(replica);
            boolean follows = !replica.equals(context.self());
            if (follows && broker != null && !broker.fenced()) {
                least = Math.min(least, logStartOf(replica, partition));
            }
        }
        return least;
    }

    private static long logStartOf(NodeId follower, Partition partition) {
        long latest = -1;
        for (SessionPartition reader : partition.readers()) {
            if (reader.session().replicaId() == follower.number()) {
                latest = Math.max(latest, reader.asked().logStartOffset());
            }
        }
        return latest;
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

    private DeleteRecords.Response answer(Map<String, Map<Integer, Verdict>> verdicts) {
        List<DeleteRecords.TopicResult> topics = new ArrayList<>();
        verdicts.forEach(
                (topic, ofTopic) -> {
                    List<PartitionResult> results = new ArrayList<>();
                    ofTopic.forEach((number, verdict) -> results.add(answer(number, verdict)));
                    topics.add(new DeleteRecords.TopicResult(topic, results));
                });
        return new DeleteRecords.Response(topics);
    }

    private PartitionResult answer(int number, Verdict verdict) {
        Partition partition = verdict.partition();
        if (partition == null) {
            return PartitionResult.failed(number, verdict.error());
        }
        if (partition.leader() == null) {
            return PartitionResult.failed(number, ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }
        long lowWatermark = lowWatermark(partition);
        return lowWatermark < verdict.beforeOffset()
                ? PartitionResult.failed(number, ErrorCode.REQUEST_TIMED_OUT)
                : new PartitionResult(number, lowWatermark, ErrorCode.NONE);
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
