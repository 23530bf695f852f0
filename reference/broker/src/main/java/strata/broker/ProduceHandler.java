package strata.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import strata.broker.transaction.PartitionVerifier;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.RequestId;
import strata.kernel.TopicRef;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.TimestampType;
import strata.kernel.replication.Acknowledgement;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.request.LeaderAndEpoch;
import strata.kernel.request.Produce;
import strata.kernel.request.Produce.PartitionData;
import strata.kernel.request.Produce.PartitionResult;
import strata.kernel.request.Response;
import strata.kernel.transactions.BatchOrigin;
import strata.kernel.transactions.Verdict;

/** Appends what producers send. */
final class ProduceHandler {
    /** What handling a request did, and what it is answered. */
    private static final class Outcome implements AckWaiting.Waiting {
        private final RequestId id;
        private final short acks;
        private final boolean internalToo;
        private final Verified verified;
        private final List<Produce.TopicResult> topics;
        private final Leadership leadership;
        private boolean failed;
        private boolean awaitsFlush;
        // What waits for other replicas; made with the first.
        private @Nullable List<AckWaiting.Wait> waits;
        // Where the present result will be.
        private int topic;
        private int index;

        Outcome(
                RequestId id,
                ClientInfo client,
                Produce.Request request,
                Verified verified,
                Leadership leadership) {
            this.id = id;
            this.acks = request.acks();
            this.internalToo = client.clientId().equals(ADMIN_CLIENT);
            this.verified = verified;
            this.topics = new ArrayList<>(request.topics().size());
            this.leadership = leadership;
        }

        void await(Partition partition, long endOffset) {
            if (waits == null) {
                waits = new ArrayList<>(1);
            }
            waits.add(new AckWaiting.Wait(partition, endOffset, topic, index));
        }

        @Override
        public RequestId id() {
            return id;
        }

        @Override
        public void failed(AckWaiting.Wait wait, ErrorCode error) {
            set(wait, PartitionResult.failed(wait.partition().name().partition(), error, null));
        }

        @Override
        public void leadershipLost(AckWaiting.Wait wait) {
            set(wait, leadership.notLeader(wait.partition()));
        }

        private void set(AckWaiting.Wait wait, PartitionResult result) {
            topics.get(wait.topic()).partitions().set(wait.index(), result);
        }

        @Override
        public Response answer() {
            return leadership.answer(topics);
        }
    }

    private static final short ALL = -1;
    // As with Kafka, this client alone may write to internal topics.
    private static final String ADMIN_CLIENT = "__admin_client";

    private final NodeContext context;
    private final PartitionFinder finder;
    private final ProduceChecks checks;
    // Null without layer 5.
    private final @Nullable ProduceVerifying verifying;
    private final FlushRounds flushes;
    private final AckWaiting acks;
    private final LeaderAppends appends;
    private final Leadership leadership;

    ProduceHandler(
            NodeContext context, PartitionFinder finder, Before before, Afterwards afterwards) {
        this.context = context;
        this.finder = finder;
        this.checks = before.checks();
        PartitionVerifier verifier = before.verifier();
        this.verifying =
                verifier == null ? null : new ProduceVerifying(verifier, finder, new Turns());
        this.flushes = afterwards.flushes();
        this.acks = afterwards.acks();
        this.appends = afterwards.appends();
        this.leadership = afterwards.leadership();
    }

    /**
     * Who is asked before something is appended.
     *
     * @param verifier asks the coordinators of transactions; null where there are none
     */
    record Before(ProduceChecks checks, @Nullable PartitionVerifier verifier) {}

    /** Who has to do with what was appended. */
    record Afterwards(
            FlushRounds flushes, AckWaiting acks, LeaderAppends appends, Leadership leadership) {}

    void handle(RequestId id, ClientInfo client, Produce.Request request) {
        if (verifying == null || !verifying.takes(id, client, request)) {
            carryOut(new Outcome(id, client, request, Verified.NOTHING, leadership), request);
        }
    }

    /** A connection is gone. */
    void disconnected(long connectionId) {
        if (verifying != null) {
            verifying.disconnected(connectionId);
        }
    }

    private final class Turns implements ProduceVerifying.Turn {
        @Override
        public void carryOut(
                RequestId id, ClientInfo client, Produce.Request request, Verified verified) {
            Outcome outcome = new Outcome(id, client, request, verified, leadership);
            ProduceHandler.this.carryOut(outcome, request);
        }

        @Override
        public void refuse(RequestId id, Produce.Request request, ErrorCode error) {
            context.reply(id, failed(request, error, "a transaction's batches: " + error));
        }
    }

    private void carryOut(Outcome outcome, Produce.Request request) {
        List<Produce.TopicResult> topics = outcome.topics;
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
                    outcome.id,
                    outcome.failed
                            ? new Response.CloseConnection("a produce with acks=0 failed")
                            : new Response.NoAnswer());
        } else if (outcome.waits != null || outcome.awaitsFlush) {
            acks.await(
                    outcome,
                    outcome.awaitsFlush ? flushes : null,
                    outcome.waits == null ? List.of() : outcome.waits,
                    request.timeoutMs());
        } else {
            context.reply(
                    outcome.id,
                    outcome.failed ? leadership.answer(topics) : new Produce.Response(topics));
        }
    }

    /** The answer of a broker that does not serve yet: another one may. */
    static Response notYet(Produce.Request request) {
        return failed(request, ErrorCode.NOT_LEADER_OR_FOLLOWER, "the broker is starting");
    }

    private static Response failed(Produce.Request request, ErrorCode error, String why) {
        if (request.acks() == 0) {
            return new Response.CloseConnection("a produce with acks=0 failed: " + why);
        }
        return new Produce.Response(
                request.topics().stream()
                        .map(
                                topic ->
                                        new Produce.TopicResult(
                                                topic.topic(),
                                                topic.partitions().stream()
                                                        .map(PartitionData::partition)
                                                        .map(
                                                                n ->
                                                                        PartitionResult.failed(
                                                                                n, error, why))
                                                        .toList()))
                        .toList());
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
        PartitionResult unverified = outcome.verified.failure(partition.name());
        if (unverified != null) {
            return unverified;
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
        Refusal refusal = batch == null ? framed.refusal() : checks.refusalOf(batch, partition);
        if (batch == null || refusal != null) {
            Refusal why = Objects.requireNonNull(refusal);
            return PartitionResult.failed(number, why.error(), why.why());
        }
        ErrorCode enough = leader.mayAppend(outcome.acks);
        if (enough != ErrorCode.NONE) {
            return PartitionResult.failed(
                    number, enough, "too few replicas are in sync: " + leader.isr().isr());
        }
        BatchHeader header = BatchHeader.at(batch, batch.position());
        Verdict verdict =
                header.hasProducerId() || header.isTransactional()
                        ? judge(partition, header, outcome)
                        : Verdict.APPEND;
        return switch (verdict) {
            case Verdict.Append any -> append(partition, leader, batch, outcome);
            case Verdict.Duplicate first -> again(partition, leader, first, outcome);
            case Verdict.Refused refused ->
                    PartitionResult.failed(
                            number, refused.refusal().error(), refused.refusal().why());
        };
    }

    private static Verdict judge(Partition partition, BatchHeader batch, Outcome outcome) {
        return partition
                .producers()
                .judge(batch, BatchOrigin.CLIENT, outcome.verified.token(partition.name()));
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
        awaitReplicas(partition, leader, appended.lastOffset() + 1, outcome);
        return done(
                partition,
                appended.firstOffset(),
                stamp == TimestampType.LOG_APPEND_TIME ? nowMs : -1L);
    }

    /**
     * What was appended before is answered when the first answer might have been: as far as it
     * tells, its records are as safe. The time is told whoever has stamped it, as Kafka does.
     */
    private PartitionResult again(
            Partition partition, LeaderReplica leader, Verdict.Duplicate first, Outcome outcome) {
        long endOffset = first.lastOffset() + 1;
        if (partition.flushesEveryAppend() && partition.log().recoveryPoint() < endOffset) {
            flushes.add(partition);
            outcome.awaitsFlush = true;
        }
        awaitReplicas(partition, leader, endOffset, outcome);
        return done(partition, first.firstOffset(), first.timestampMs());
    }

    private static void awaitReplicas(
            Partition partition, LeaderReplica leader, long endOffset, Outcome outcome) {
        if (outcome.acks == ALL && leader.acknowledgement(endOffset) != Acknowledgement.DONE) {
            outcome.await(partition, endOffset);
        }
    }

    private static PartitionResult done(Partition partition, long baseOffset, long appendTimeMs) {
        return new PartitionResult(
                partition.name().partition(),
                ErrorCode.NONE,
                baseOffset,
                appendTimeMs,
                partition.log().logStartOffset(),
                null);
    }
}
