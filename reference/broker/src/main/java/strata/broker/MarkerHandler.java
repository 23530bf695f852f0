package strata.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.Refusal;
import strata.kernel.RequestId;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.TimestampType;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.Acknowledgement;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.request.Response;
import strata.kernel.request.WriteTxnMarkers;
import strata.kernel.request.WriteTxnMarkers.Marker;
import strata.kernel.request.WriteTxnMarkers.PartitionResult;

/**
 * Writes the ends of transactions into the partitions that lead here (WriteTxnMarkers, KIP-98): one
 * control batch each, as of a producer with {@code acks=all}.
 */
final class MarkerHandler {
    private static final short ALL = -1;
    private static final int NO_SEQUENCE = -1;
    // request.timeout.ms of Kafka's brokers.
    private static final int TIMEOUT_MS = 30_000;
    private static final String COORDINATORS = "__transaction_state";

    private final NodeContext context;
    private final PartitionFinder finder;
    private final MetadataImage image;
    private final RecordFormat format;
    private final ProduceHandler.Afterwards afterwards;

    MarkerHandler(
            NodeContext context,
            PartitionFinder finder,
            MetadataImage image,
            RecordFormat format,
            ProduceHandler.Afterwards afterwards) {
        this.context = context;
        this.finder = finder;
        this.image = image;
        this.format = format;
        this.afterwards = afterwards;
    }

    /** What the markers of a request have done, and what it is answered. */
    private static final class Outcome implements AckWaiting.Waiting {
        private final RequestId id;
        private final List<WriteTxnMarkers.Result> results = new ArrayList<>();
        private final List<AckWaiting.Wait> waits = new ArrayList<>();
        private boolean awaitsFlush;

        Outcome(RequestId id) {
            this.id = id;
        }

        @Override
        public RequestId id() {
            return id;
        }

        @Override
        public void failed(AckWaiting.Wait wait, ErrorCode error) {
            List<PartitionResult> partitions = results.get(wait.topic()).partitions();
            TopicPartition partition = partitions.get(wait.index()).partition();
            partitions.set(wait.index(), new PartitionResult(partition, error));
        }

        @Override
        public void leadershipLost(AckWaiting.Wait wait) {
            failed(wait, ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }

        @Override
        public Response answer() {
            return new WriteTxnMarkers.Response(results);
        }
    }

    void handle(RequestId id, WriteTxnMarkers.Request request) {
        Outcome outcome = new Outcome(id);
        for (Marker marker : request.markers()) {
            List<PartitionResult> results = new ArrayList<>(marker.partitions().size());
            outcome.results.add(new WriteTxnMarkers.Result(marker.producerId(), results));
            for (TopicPartition partition : marker.partitions()) {
                ErrorCode error = write(marker, partition, outcome);
                results.add(new PartitionResult(partition, error));
            }
        }
        if (outcome.waits.isEmpty() && !outcome.awaitsFlush) {
            context.reply(id, outcome.answer());
        } else {
            afterwards
                    .acks()
                    .await(
                            outcome,
                            outcome.awaitsFlush ? afterwards.flushes() : null,
                            outcome.waits,
                            TIMEOUT_MS);
        }
    }

    private ErrorCode write(Marker marker, TopicPartition name, Outcome outcome) {
        PartitionFinder.Found found =
                finder.findLeader(TopicRef.named(name.topic()), name.partition());
        Partition partition = found.partition();
        LeaderReplica leader = partition == null ? null : partition.leader();
        if (partition == null || leader == null) {
            return found.error();
        }
        if (isOfTheFuture(marker.end().coordinatorEpoch())) {
            return ErrorCode.UNKNOWN_LEADER_EPOCH;
        }
        ErrorCode enough = leader.mayAppend(ALL);
        if (enough != ErrorCode.NONE) {
            return enough;
        }
        Refusal refusal =
                partition
                        .producers()
                        .refusalOf(
                                marker.producerId(),
                                marker.producerEpoch(),
                                marker.end(),
                                marker.version());
        if (refusal != null) {
            return refusal.error();
        }
        LeaderAppends appends = afterwards.appends();
        Appended appended =
                appends.appendMarker(partition, leader, batch(marker), marker.end().committed());
        outcome.awaitsFlush |= appends.flushIfDue(partition, appended);
        long endOffset = appended.lastOffset() + 1;
        if (leader.acknowledgement(endOffset) != Acknowledgement.DONE) {
            int number = outcome.results.size() - 1;
            int index = outcome.results.get(number).partitions().size();
            outcome.waits.add(new AckWaiting.Wait(partition, endOffset, number, index));
        }
        return ErrorCode.NONE;
    }

    /**
     * Whether no coordinator can lead in this epoch, as far as is known here: one that was believed
     * all the same would fence the real one for good. Which of them has sent a marker it does not
     * say, so any of them may have. Where the metadata is late its sender tries again.
     */
    private boolean isOfTheFuture(int coordinatorEpoch) {
        TopicState topic = image.topic(TopicRef.named(COORDINATORS));
        if (topic == null) {
            return false;
        }
        for (PartitionChanged coordinator : topic.partitions()) {
            if (coordinatorEpoch <= coordinator.leaderEpoch()) {
                return false;
            }
        }
        return true;
    }

    private ByteBuffer batch(Marker marker) {
        ProducerStamp stamp =
                new ProducerStamp(marker.producerId(), marker.producerEpoch(), NO_SEQUENCE, true);
        BatchSpec spec =
                new BatchSpec(0, CompressionType.NONE, TimestampType.CREATE_TIME, -1, stamp, true);
        return format.newBatch(spec, Compression.UNSUPPORTED)
                .add(context.clock().wallMs(), marker.end().key(), marker.end().value(), List.of())
                .build();
    }
}
