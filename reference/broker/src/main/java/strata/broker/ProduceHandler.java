package strata.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.RequestId;
import strata.kernel.TopicRef;
import strata.kernel.log.AppendGuard;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchFault;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.RecordIterator;
import strata.kernel.log.TimestampType;
import strata.kernel.replication.Acknowledgement;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.request.LeaderAndEpoch;
import strata.kernel.request.Produce;
import strata.kernel.request.Produce.PartitionData;
import strata.kernel.request.Produce.PartitionResult;
import strata.kernel.request.Response;

/** Appends what producers send. */
final class ProduceHandler {
    /** What handling a request did. */
    private static final class Outcome {
        private final short acks;
        private final boolean internalToo;
        private boolean failed;
        private boolean awaitsFlush;
        // What waits for other replicas; made with the first.
        private @Nullable List<AckWaiting.Wait> waits;
        // Where the present result will be.
        private int topic;
        private int index;

        Outcome(short acks, boolean internalToo) {
            this.acks = acks;
            this.internalToo = internalToo;
        }

        void await(Partition partition, long endOffset) {
            if (waits == null) {
                waits = new ArrayList<>(1);
            }
            waits.add(new AckWaiting.Wait(partition, endOffset, topic, index));
        }
    }

    private static final short ALL = -1;
    // As with Kafka, this client alone may write to internal topics.
    private static final String ADMIN_CLIENT = "__admin_client";

    private final NodeContext context;
    private final PartitionFinder finder;
    private final RecordFormat format;
    private final Compression compression;
    private final AppendGuard guard;
    private final FlushRounds flushes;
    private final AckWaiting acks;
    private final LeaderAppends appends;
    private final Leadership leadership;

    ProduceHandler(
            NodeContext context, PartitionFinder finder, BatchRules rules, Afterwards afterwards) {
        this.context = context;
        this.finder = finder;
        this.format = rules.format();
        this.compression = rules.compression();
        this.guard = rules.guard();
        this.flushes = afterwards.flushes();
        this.acks = afterwards.acks();
        this.appends = afterwards.appends();
        this.leadership = afterwards.leadership();
    }

    /**
     * How batches are judged.
     *
     * @param guard the seam of the producer state
     */
    record BatchRules(RecordFormat format, Compression compression, AppendGuard guard) {}

    /** Who has to do with what was appended. */
    record Afterwards(
            FlushRounds flushes, AckWaiting acks, LeaderAppends appends, Leadership leadership) {}

    void handle(RequestId id, ClientInfo client, Produce.Request request) {
        Outcome outcome = new Outcome(request.acks(), client.clientId().equals(ADMIN_CLIENT));
        List<Produce.TopicResult> topics = new ArrayList<>(request.topics().size());
        for (Produce.TopicData topic : request.topics()) {
            List<PartitionResult> results = new ArrayList<>(topic.partitions().size());
            for (PartitionData data : topic.partitions()) {
                outcome.topic = topics.size();
                outcome.index = results.size();
                PartitionResult result = append(topic.topic(), data, outcome);
                outcome.failed |= result.error() != ErrorCode.NONE;
                results.add(result);
            }
            topics.add(new Produce.TopicResult(topic.topic(), results));
        }
        if (request.acks() == 0) {
            context.reply(
                    id,
                    outcome.failed
                            ? new Response.CloseConnection("a produce with acks=0 failed")
                            : new Response.NoAnswer());
        } else if (outcome.waits != null || outcome.awaitsFlush) {
            await(id, topics, outcome, request.timeoutMs());
        } else {
            context.reply(
                    id, outcome.failed ? leadership.answer(topics) : new Produce.Response(topics));
        }
    }

    /** The answer of a broker that does not serve yet: another one may. */
    static Response notYet(Produce.Request request) {
        if (request.acks() == 0) {
            return new Response.CloseConnection("a produce before the replicas were open");
        }
        return new Produce.Response(
                request.topics().stream()
                        .map(
                                topic ->
                                        new Produce.TopicResult(
                                                topic.topic(),
                                                topic.partitions().stream()
                                                        .map(ProduceHandler::notYet)
                                                        .toList()))
                        .toList());
    }

    private static PartitionResult notYet(PartitionData data) {
        return PartitionResult.failed(
                data.partition(), ErrorCode.NOT_LEADER_OR_FOLLOWER, "the broker is starting");
    }

    private void await(
            RequestId id, List<Produce.TopicResult> topics, Outcome outcome, int timeoutMs) {
        List<AckWaiting.Wait> waits = outcome.waits;
        // What is only to be flushed here takes as long as the disk does.
        long patienceMs = waits == null ? Long.MAX_VALUE : timeoutMs;
        AckWaiting.Pending pending = acks.begin(id, topics, patienceMs);
        if (outcome.awaitsFlush) {
            acks.await(pending, flushes);
        }
        if (waits != null) {
            waits.forEach(wait -> acks.await(pending, wait));
            // What can be said at once is said now.
            waits.forEach(wait -> acks.progressed(wait.partition()));
        }
    }

    private PartitionResult append(TopicRef topic, PartitionData data, Outcome outcome) {
        int number = data.partition();
        if (outcome.acks < ALL || outcome.acks > 1) {
            return PartitionResult.failed(
                    number,
                    ErrorCode.INVALID_REQUIRED_ACKS,
                    "acks is " + outcome.acks + ", but can be 0, 1 or -1 (all)");
        }
        PartitionFinder.Found found = finder.findLeader(topic, number);
        Partition partition = found.partition();
        LeaderReplica leader = partition == null ? null : partition.leader();
        if (partition == null || leader == null) {
            return notHere(topic, number, found.error());
        }
        if (!outcome.internalToo && TopicName.isInternal(partition.name().topic())) {
            return PartitionResult.failed(
                    number,
                    ErrorCode.INVALID_TOPIC_EXCEPTION,
                    "Cannot append to internal topic " + partition.name().topic());
        }
        if (data.refusal() != null) {
            return PartitionResult.failed(number, data.refusal().error(), data.refusal().why());
        }
        ByteBuffer sent = data.batches();
        if (sent == null) {
            return PartitionResult.failed(
                    number, ErrorCode.INVALID_RECORD, "a partition without a record batch");
        }
        TopicSettings settings = partition.settings();
        ProduceFraming.Framed framed = ProduceFraming.frame(sent, settings.maxMessageBytes());
        ByteBuffer batch = framed.batch();
        Refusal refusal = batch == null ? framed.refusal() : refusalOf(batch, partition);
        if (batch == null || refusal != null) {
            Refusal why = Objects.requireNonNull(refusal);
            return PartitionResult.failed(number, why.error(), why.why());
        }
        ErrorCode enough = leader.mayAppend(outcome.acks);
        if (enough != ErrorCode.NONE) {
            return PartitionResult.failed(
                    number, enough, "too few replicas are in sync: " + leader.isr().isr());
        }
        return append(partition, leader, batch, outcome);
    }

    private PartitionResult notHere(TopicRef topic, int number, ErrorCode error) {
        PartitionResult failed = PartitionResult.failed(number, error, null);
        LeaderAndEpoch elsewhere =
                error == ErrorCode.NOT_LEADER_OR_FOLLOWER ? leadership.leader(topic, number) : null;
        return elsewhere == null ? failed : failed.withLeader(elsewhere);
    }

    private PartitionResult append(
            Partition partition, LeaderReplica leader, ByteBuffer batch, Outcome outcome) {
        long nowMs = context.clock().wallMs();
        TimestampType stamp = partition.settings().timestampType();
        Appended appended = appends.append(partition, leader, batch, nowMs);
        outcome.awaitsFlush |= appends.flushIfDue(partition, appended);
        long endOffset = appended.lastOffset() + 1;
        if (outcome.acks == ALL && leader.acknowledgement(endOffset) != Acknowledgement.DONE) {
            outcome.await(partition, endOffset);
        }
        return new PartitionResult(
                partition.name().partition(),
                ErrorCode.NONE,
                appended.firstOffset(),
                stamp == TimestampType.LOG_APPEND_TIME ? nowMs : -1L,
                partition.log().logStartOffset(),
                null);
    }

    /** Why a batch is not appended; null when it is. */
    private @Nullable Refusal refusalOf(ByteBuffer bytes, Partition partition) {
        TopicSettings settings = partition.settings();
        BatchFault fault = format.check(bytes, compression);
        if (fault != null) {
            return new Refusal(fault.error(), fault.why());
        }
        BatchHeader batch = BatchHeader.at(bytes, bytes.position());
        if (batch.isControl()) {
            return new Refusal(
                    ErrorCode.INVALID_RECORD, "clients are not allowed to write control records");
        }
        Refusal time = timeRefusal(batch, settings);
        if (time != null) {
            return time;
        }
        if (settings.needsKeys() && lacksAKey(bytes)) {
            return new Refusal(
                    ErrorCode.INVALID_RECORD,
                    "a record without a key cannot be in "
                            + partition.name()
                            + ", which is compacted (cleanup.policy)");
        }
        return guard.refusalOf(batch);
    }

    private boolean lacksAKey(ByteBuffer batch) {
        try (RecordIterator records = format.records(batch, compression)) {
            while (records.hasNext()) {
                if (records.next().key() == null) {
                    return true;
                }
            }
            return false;
        }
    }

    private @Nullable Refusal timeRefusal(BatchHeader batch, TopicSettings settings) {
        if (batch.timestampType() == TimestampType.LOG_APPEND_TIME) {
            return new Refusal(
                    ErrorCode.INVALID_TIMESTAMP,
                    "a producer may not mark its batch as stamped by the broker");
        }
        if (settings.timestampType() == TimestampType.LOG_APPEND_TIME) {
            return null;
        }
        long nowMs = context.clock().wallMs();
        if (batch.maxTimestampMs() - nowMs > settings.timestampAfterMaxMs()) {
            return new Refusal(
                    ErrorCode.INVALID_TIMESTAMP,
                    "timestamp "
                            + batch.maxTimestampMs()
                            + " lies more than "
                            + settings.timestampAfterMaxMs()
                            + " ms after the broker's "
                            + nowMs);
        }
        long baseMs = batch.baseTimestampMs();
        if (baseMs >= 0 && nowMs - baseMs > settings.timestampBeforeMaxMs()) {
            return new Refusal(
                    ErrorCode.INVALID_TIMESTAMP,
                    "timestamp "
                            + baseMs
                            + " lies more than "
                            + settings.timestampBeforeMaxMs()
                            + " ms before the broker's "
                            + nowMs);
        }
        return null;
    }
}
