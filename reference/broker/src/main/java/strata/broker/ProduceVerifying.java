package strata.broker;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.broker.transaction.PartitionVerifier;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.TopicPartition;
import strata.kernel.log.BatchHeader;
import strata.kernel.request.Produce;
import strata.kernel.request.TransactionSupport;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.Verification;

/**
 * Has a coordinator asked before the first batch of a transaction is appended to a partition
 * (KIP-890). Meanwhile the request is kept, and so is what its connection produces after it: a
 * producer's batches are appended in the order in which they were sent.
 *
 * <p>Invariant: of a connection's requests that are kept the first is being asked about.
 */
final class ProduceVerifying {
    /** Answers a request. */
    interface Turn {
        /** It is its turn. */
        void carryOut(RequestId id, ClientInfo client, Produce.Request request, Verified verified);

        /** Nothing of it may be appended. */
        void refuse(RequestId id, Produce.Request request, ErrorCode error);
    }

    /** A request that waits, and who has sent it. */
    private record Sent(RequestId id, ClientInfo client, Produce.Request request) {
        /** With bytes that outlive the turn. */
        static Sent kept(RequestId id, ClientInfo client, Produce.Request request) {
            List<Produce.TopicData> topics = new ArrayList<>(request.topics().size());
            for (Produce.TopicData topic : request.topics()) {
                List<Produce.PartitionData> partitions =
                        topic.partitions().stream().map(Sent::copyOf).toList();
                topics.add(new Produce.TopicData(topic.topic(), partitions));
            }
            Produce.Request copy =
                    new Produce.Request(
                            request.acks(),
                            request.timeoutMs(),
                            request.transactionalId(),
                            request.support(),
                            topics);
            return new Sent(id, client, copy);
        }

        private static Produce.PartitionData copyOf(Produce.PartitionData data) {
            ByteBuffer sent = data.batches();
            ByteBuffer copy =
                    sent == null
                            ? null
                            : ByteBuffer.allocate(sent.remaining()).put(sent.duplicate()).flip();
            return new Produce.PartitionData(data.partition(), copy, data.refusal());
        }
    }

    /**
     * What is to be done before a request is carried out.
     *
     * @param refusal of the whole request; {@code NONE} where something is to be asked
     * @param question null with a refusal
     * @param tokens of the partitions that are asked about
     */
    private record Need(
            ErrorCode refusal,
            @Nullable PartitionVerifier.Question question,
            Map<TopicPartition, Verification> tokens) {
        static Need refusal(ErrorCode error) {
            return new Need(error, null, Verified.NOTHING.tokens());
        }
    }

    private final PartitionVerifier verifier;
    private final PartitionFinder finder;
    private final Turn turn;
    // What is kept, by connection; none of the queues is empty.
    private final Map<Long, ArrayDeque<Sent>> kept = new LinkedHashMap<>();

    ProduceVerifying(PartitionVerifier verifier, PartitionFinder finder, Turn turn) {
        this.verifier = verifier;
        this.finder = finder;
        this.turn = turn;
    }

    /**
     * A request has come.
     *
     * @return whether it is answered or kept here; else it is carried out at once
     */
    boolean takes(RequestId id, ClientInfo client, Produce.Request request) {
        ArrayDeque<Sent> before = kept.isEmpty() ? null : kept.get(id.connectionId());
        if (before != null) {
            before.add(Sent.kept(id, client, request));
            return true;
        }
        Need need = needOf(request);
        if (need == null) {
            return false;
        }
        PartitionVerifier.Question question = need.question();
        if (question == null) {
            turn.refuse(id, request, need.refusal());
            return true;
        }
        Sent first = Sent.kept(id, client, request);
        ArrayDeque<Sent> queue = new ArrayDeque<>();
        queue.add(first);
        kept.put(id.connectionId(), queue);
        verifier.verify(question, said -> answered(first, need, said));
        return true;
    }

    private void answered(Sent first, Need need, Map<TopicPartition, ErrorCode> said) {
        long connectionId = first.id().connectionId();
        ArrayDeque<Sent> queue = kept.get(connectionId);
        if (queue == null || !queue.element().id().equals(first.id())) {
            // Its sender is gone.
            return;
        }
        Need fresh = freshNeed(first.request(), need, said);
        PartitionVerifier.Question again = fresh == null ? null : fresh.question();
        if (fresh != null && again != null) {
            verifier.verify(again, more -> answered(first, fresh, more));
            return;
        }
        queue.remove();
        carryOut(first, verified(first.request().support(), need, said));
        while (!queue.isEmpty()) {
            Sent next = queue.element();
            Need nextNeed = needOf(next.request());
            PartitionVerifier.Question question = nextNeed == null ? null : nextNeed.question();
            if (nextNeed != null && question != null) {
                verifier.verify(question, more -> answered(next, nextNeed, more));
                return;
            }
            queue.remove();
            if (nextNeed == null) {
                carryOut(next, Verified.NOTHING);
            } else {
                turn.refuse(next.id(), next.request(), nextNeed.refusal());
            }
        }
        kept.remove(connectionId);
    }

    /**
     * What is to be asked again of a client of version 2: the marker of its transaction before came
     * while it was being asked about this one, and made the token worthless. The answer is of no
     * use, though it may well be right; a request of an earlier transaction has a lower epoch, and
     * is refused for that. Each time takes another marker, so it ends.
     *
     * @return null for nothing
     */
    private @Nullable Need freshNeed(
            Produce.Request request, Need need, Map<TopicPartition, ErrorCode> said) {
        if (request.support() != TransactionSupport.ADDS_PARTITIONS) {
            return null;
        }
        Need fresh = needOf(request);
        if (fresh == null) {
            return null;
        }
        boolean stale =
                need.tokens().entrySet().stream()
                        .anyMatch(
                                one -> {
                                    Verification now = fresh.tokens().get(one.getKey());
                                    return said.get(one.getKey()) == ErrorCode.NONE
                                            && now != null
                                            && now != one.getValue();
                                });
        return stale ? fresh : null;
    }

    private void carryOut(Sent sent, Verified verified) {
        turn.carryOut(sent.id(), sent.client(), sent.request(), verified);
    }

    private static Verified verified(
            TransactionSupport support, Need need, Map<TopicPartition, ErrorCode> said) {
        Map<TopicPartition, ErrorCode> errors = new LinkedHashMap<>();
        said.forEach(
                (partition, error) -> {
                    if (error != ErrorCode.NONE) {
                        errors.put(partition, PartitionVerifier.toldToProducer(error, support));
                    }
                });
        return new Verified(need.tokens(), errors);
    }

    /** Null where a request can be carried out at once, as nearly always. */
    private @Nullable Need needOf(Produce.Request request) {
        BatchHeader author = null;
        for (Produce.TopicData topic : request.topics()) {
            for (Produce.PartitionData data : topic.partitions()) {
                BatchHeader batch = transactional(data);
                if (batch == null) {
                    continue;
                }
                if (request.transactionalId() == null) {
                    return Need.refusal(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
                }
                if (author != null && !isOfSameProducer(author, batch)) {
                    return Need.refusal(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
                }
                author = batch;
            }
        }
        return author == null ? null : needOf(request, author);
    }

    /** The header of a transaction's batch; null for another one, and for none. */
    private static @Nullable BatchHeader transactional(Produce.PartitionData data) {
        ByteBuffer sent = data.batches();
        if (sent == null || sent.remaining() < BatchHeader.SIZE) {
            return null;
        }
        BatchHeader batch = BatchHeader.at(sent, sent.position());
        // What is no whole batch of today's format is refused for that.
        boolean framed =
                batch.magic() == BatchHeader.MAGIC
                        && batch.length() >= BatchHeader.SIZE - BatchHeader.LOG_OVERHEAD
                        && batch.length() <= sent.remaining() - BatchHeader.LOG_OVERHEAD;
        return framed && batch.isTransactional() ? batch : null;
    }

    private static boolean isOfSameProducer(BatchHeader one, BatchHeader other) {
        return one.producerId() == other.producerId()
                && one.producerEpoch() == other.producerEpoch();
    }

    private @Nullable Need needOf(Produce.Request request, BatchHeader author) {
        TransactionVersion version =
                request.support() == TransactionSupport.ADDS_PARTITIONS
                        ? TransactionVersion.V2
                        : TransactionVersion.V0;
        Map<TopicPartition, Verification> tokens = new LinkedHashMap<>();
        for (Produce.TopicData topic : request.topics()) {
            for (Produce.PartitionData data : topic.partitions()) {
                BatchHeader batch = transactional(data);
                Partition partition =
                        batch == null
                                ? null
                                : finder.findLeader(topic.topic(), data.partition()).partition();
                if (batch != null && batch.hasProducerId() && partition != null) {
                    Verification token =
                            partition
                                    .producers()
                                    .verification(
                                            batch.producerId(),
                                            batch.producerEpoch(),
                                            batch.baseSequence(),
                                            version);
                    if (token != null) {
                        tokens.put(partition.name(), token);
                    }
                }
            }
        }
        String transactionalId = request.transactionalId();
        if (tokens.isEmpty() || transactionalId == null) {
            return null;
        }
        PartitionVerifier.Question question =
                new PartitionVerifier.Question(
                        transactionalId,
                        author.producerId(),
                        author.producerEpoch(),
                        request.support(),
                        new ArrayList<>(tokens.keySet()));
        return new Need(ErrorCode.NONE, question, tokens);
    }

    /** What a connection that is gone has sent is not carried out any more. */
    void disconnected(long connectionId) {
        kept.remove(connectionId);
    }
}
