package strata.sim.transactions;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.log.ProducerStamp;
import strata.kernel.request.Produce;
import strata.kernel.request.Response;
import strata.kernel.request.TransactionSupport;
import strata.kernel.transactions.ProducerStates;
import strata.sim.Breach;
import strata.sim.SimConnection;
import strata.sim.cluster.ClusterClient;
import strata.sim.cluster.Retry;

/**
 * Sends batches as Kafka's idempotent producer does (KIP-98): each partition's are numbered, at
 * most five of them are under way, and one that has no answer, or a bad one, is sent again with its
 * number, before any later one is.
 *
 * <p>In one thing it is more careful than Kafka's: before a partition has acknowledged anything of
 * its producer id, one batch at a time is under way there. A leader lets a producer that it does
 * not know begin with any number. So where the first batch is refused for the moment (another
 * broker leads, too few replicas are in sync) the second one could be appended first, and the first
 * one never (KAFKA-14359). Brokers that take part in transactions of today refuse that themselves.
 *
 * <p>Invariant: a batch is sent again unchanged; a number is given once in an epoch.
 */
final class Sender {
    private static final int TIMEOUT_MS = 3_000;
    private static final short ALL = -1;

    private final Party party;
    private final Outcome outcome;
    private final Map<TopicPartition, Lane> lanes = new LinkedHashMap<>();
    // Partitions that have acknowledged something of this producer id: each later leader knows it.
    private final Set<TopicPartition> known = new LinkedHashSet<>();
    private long producerId = -1;
    private short producerEpoch = -1;
    // What has no good answer is not sent again.
    private boolean dropping;

    /** What becomes of batches. */
    interface Outcome {
        /**
         * It stands in the log.
         *
         * @param firstSentUs when it was sent for the first time
         */
        void acknowledged(Batch batch, long firstSentUs);

        /** It never will, by what its leader says of its producer or transaction. */
        void refused(Batch batch, ErrorCode error);

        /** It was to be dropped, and is no longer under way; perhaps it stands in the log. */
        void dropped(Batch batch);
    }

    /** Values for one partition. */
    static final class Batch {
        final TopicPartition partition;
        final Deed.Sent sent;
        // -1 before it is sent.
        private int baseSequence = -1;
        private long firstSentUs;
        private boolean inFlight;
        // As it was sent last: nothing before it was without an acknowledgement.
        private boolean wasFirst;

        private Batch(TopicPartition partition, Deed.Sent sent) {
            this.partition = partition;
            this.sent = sent;
        }

        /** Whether it was ever sent. */
        boolean isNumbered() {
            return baseSequence >= 0;
        }
    }

    /** A partition. */
    private static final class Lane {
        // Not acknowledged yet, in their order.
        final List<Batch> batches = new ArrayList<>();
        int nextSequence;
        boolean resting;
    }

    Sender(Party party, Outcome outcome) {
        this.party = party;
        this.outcome = outcome;
    }

    long producerId() {
        return producerId;
    }

    short producerEpoch() {
        return producerEpoch;
    }

    /** What has no good answer is sent again. */
    void persist() {
        dropping = false;
    }

    /** From now on it sends in another epoch; nothing is under way. */
    void in(long newId, short newEpoch) {
        if (newId != producerId) {
            known.clear();
        }
        if (newId != producerId || newEpoch != producerEpoch) {
            producerId = newId;
            producerEpoch = newEpoch;
            lanes.clear();
        }
    }

    /** Whether everything has been acknowledged, refused or dropped. */
    boolean isIdle() {
        return waiting() == 0;
    }

    /** Sends values. */
    void send(TopicPartition partition, Deed.Sent values) {
        Lane lane = lanes.computeIfAbsent(partition, p -> new Lane());
        lane.batches.add(new Batch(partition, values));
        pump(partition, lane);
    }

    /**
     * Drops what is not under way right now, and the rest as soon as it is not.
     *
     * @return whether any number is given that nothing stands for
     */
    boolean drop() {
        dropping = true;
        boolean gaps = false;
        for (Lane lane : lanes.values()) {
            for (Batch batch : new ArrayList<>(lane.batches)) {
                if (!batch.inFlight) {
                    lane.batches.remove(batch);
                    gaps |= batch.isNumbered();
                }
            }
        }
        return gaps;
    }

    private void pump(TopicPartition partition, Lane lane) {
        if (lane.resting || lane.batches.isEmpty()) {
            return;
        }
        ClusterClient.Leader leader = party.client().leader(partition);
        if (leader == null) {
            rest(partition, lane);
            return;
        }
        int most = Math.min(lane.batches.size(), underWayMost(partition, lane));
        for (Batch batch : List.copyOf(lane.batches.subList(0, most))) {
            if (!batch.inFlight && !lane.resting) {
                send(batch, lane, leader);
            }
        }
    }

    private int underWayMost(TopicPartition partition, Lane lane) {
        boolean isVerified = party.isOfVersion2() && lane.batches.get(0).sent.deed.isTransaction();
        return isVerified || known.contains(partition) ? ProducerStates.BATCHES : 1;
    }

    /** Later, and with news of who leads. */
    private void rest(TopicPartition partition, Lane lane) {
        party.client().refresh();
        if (!lane.resting) {
            lane.resting = true;
            party.life()
                    .backOff(
                            () -> {
                                lane.resting = false;
                                pump(partition, lane);
                            });
        }
    }

    private void send(Batch batch, Lane lane, ClusterClient.Leader leader) {
        if (!batch.isNumbered()) {
            batch.baseSequence = lane.nextSequence;
            batch.firstSentUs = party.world().nowUs();
            lane.nextSequence += batch.sent.values.size();
        }
        batch.inFlight = true;
        batch.wasFirst = lane.batches.get(0).equals(batch);
        boolean isTransaction = batch.sent.deed.isTransaction();
        ByteBuffer bytes =
                party.records()
                        .encode(
                                batch.sent.values,
                                new ProducerStamp(
                                        producerId,
                                        producerEpoch,
                                        batch.baseSequence,
                                        isTransaction));
        Produce.PartitionData data = new Produce.PartitionData(batch.partition.partition(), bytes);
        Produce.TopicData topic =
                new Produce.TopicData(TopicRef.named(batch.partition.topic()), List.of(data));
        TransactionSupport support = party.support();
        party.client()
                .link(leader.node())
                .send(
                        new Produce.Request(
                                ALL,
                                TIMEOUT_MS,
                                isTransaction ? party.transactionalId() : null,
                                support,
                                List.of(topic)),
                        party.life().guarded(new Answered(batch, lane)));
    }

    /** What becomes of one request. */
    private final class Answered implements SimConnection.Reply {
        private final Batch batch;
        private final Lane lane;

        Answered(Batch batch, Lane lane) {
            this.batch = batch;
            this.lane = lane;
        }

        @Override
        public void answered(Response response) {
            batch.inFlight = false;
            Produce.PartitionResult result =
                    party.as(Produce.Response.class, response).topics().get(0).partitions().get(0);
            ErrorCode error = result.error();
            if (error == ErrorCode.NONE) {
                lane.batches.remove(batch);
                known.add(batch.partition);
                party.ledger().acknowledged(batch.sent, result.baseOffset());
                outcome.acknowledged(batch, batch.firstSentUs);
                pump(batch.partition, lane);
            } else if (error == ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER && batch.wasFirst) {
                throw party.world()
                        .breach(
                                Breach.of(
                                        "sequence-refused",
                                        "The batch after those that were acknowledged is in order",
                                        party.who()
                                                + " sends "
                                                + batch.sent.values.get(0)
                                                + " to "
                                                + batch.partition
                                                + " with sequence "
                                                + batch.baseSequence
                                                + " of epoch "
                                                + producerEpoch
                                                + ", after all before it were acknowledged",
                                        batch.sent.values.get(0)));
            } else if (isTriedAgain(error)) {
                again();
            } else if (isRefusal(error)) {
                lane.batches.remove(batch);
                outcome.refused(batch, error);
            } else {
                throw party.wrong("Produce to " + batch.partition, result);
            }
        }

        @Override
        public void lost(String why) {
            batch.inFlight = false;
            again();
        }

        private void again() {
            if (dropping) {
                lane.batches.remove(batch);
                outcome.dropped(batch);
            } else {
                rest(batch.partition, lane);
            }
        }
    }

    private static boolean isTriedAgain(ErrorCode error) {
        return switch (error) {
            case OUT_OF_ORDER_SEQUENCE_NUMBER,
                    CONCURRENT_TRANSACTIONS,
                    COORDINATOR_LOAD_IN_PROGRESS,
                    COORDINATOR_NOT_AVAILABLE,
                    NOT_COORDINATOR ->
                    true;
            default -> Retry.ofProduce(error) != Retry.NEVER;
        };
    }

    private static boolean isRefusal(ErrorCode error) {
        return switch (error) {
            case INVALID_PRODUCER_EPOCH,
                    PRODUCER_FENCED,
                    INVALID_PRODUCER_ID_MAPPING,
                    INVALID_TXN_STATE,
                    TRANSACTION_ABORTABLE ->
                    true;
            default -> false;
        };
    }

    /** The one batch that is left, and is not under way, is given up; null where there is none. */
    @Nullable
    Batch giveUp() {
        Batch last = null;
        for (Lane lane : lanes.values()) {
            for (Batch batch : lane.batches) {
                if (last != null || batch.inFlight) {
                    return null;
                }
                last = batch;
            }
        }
        lanes.values().forEach(lane -> lane.batches.clear());
        return last;
    }

    /** How many batches have not been acknowledged. */
    int waiting() {
        return lanes.values().stream().mapToInt(lane -> lane.batches.size()).sum();
    }
}
