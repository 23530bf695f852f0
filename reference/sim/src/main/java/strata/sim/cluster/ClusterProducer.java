package strata.sim.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.request.Produce;
import strata.kernel.request.Response;
import strata.sim.Breach;
import strata.sim.BreachFound;
import strata.sim.SeededRandom;
import strata.sim.SimConnection;
import strata.sim.client.Actor;
import strata.sim.client.Payload;
import strata.sim.client.ProducerPlan;
import strata.sim.client.RecordCodec;
import strata.sim.history.Attempt;
import strata.sim.history.History;

/**
 * Sends values nobody sent before to the leaders of partitions, and those again that were refused
 * or of which nobody knows what became. At the end it sends one more to each partition with {@code
 * acks=all} until it is acknowledged: the cluster must serve again.
 */
public final class ClusterProducer implements Actor {
    private static final int TIMEOUT_MS = 3_000;
    private static final short ALL = -1;

    private final ClusterClient client;
    private final History history;
    private final RecordCodec codec;
    private final ProducerPlan plan;
    private final List<TopicPartition> partitions;
    // What must be sent again, oldest first.
    private final ArrayDeque<Sent> again = new ArrayDeque<>();
    private boolean isToFinish;
    private int inFlight;

    /**
     * Values on their way, or to be sent again.
     *
     * @param chance of the operation that first sent them
     */
    private record Sent(
            TopicPartition partition,
            List<String> values,
            boolean mustArrive,
            SeededRandom chance) {}

    public ClusterProducer(
            ClusterClient client,
            History history,
            RecordCodec codec,
            ProducerPlan plan,
            List<TopicPartition> partitions) {
        this.client = client;
        this.history = history;
        this.codec = codec;
        this.plan = plan;
        this.partitions = partitions;
    }

    @Override
    public void begin() {
        client.operations().begin(1, plan.gapUsMax(), this::produce);
    }

    @Override
    public void finish() {
        isToFinish = true;
        sendLast();
    }

    /** One more value to each partition, once there are partitions. */
    private void sendLast() {
        if (partitions.isEmpty()) {
            client.later(5_000, 40_000, this::sendLast);
            return;
        }
        isToFinish = false;
        int last = 0;
        for (TopicPartition partition : partitions) {
            SeededRandom chance = client.operations().chance(- ++last);
            List<String> value = List.of(client.label() + "-last-" + last);
            again.add(new Sent(partition, value, true, chance));
        }
        sendRest();
    }

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        if (isToFinish) {
            return client.label() + " waits for its topics";
        }
        if (!again.isEmpty()) {
            Sent next = again.element();
            return client.label()
                    + " must still send "
                    + next.values.get(0)
                    + " to "
                    + next.partition
                    + " (leader: "
                    + client.leader(next.partition)
                    + ")";
        }
        return inFlight > 0 ? client.label() + " waits for " + inFlight + " answers" : null;
    }

    /** One operation: what must be sent again, or new values; nothing while it has to wait. */
    private void produce(long number, SeededRandom chance) {
        if (partitions.isEmpty()) {
            return;
        }
        int most = chance.chance(60) ? 1 : plan.inFlightMax();
        for (int i = 0; i < most && inFlight < plan.inFlightMax(); i++) {
            Sent next = again.poll();
            send(next == null ? newValues(client.label() + "-" + number + "." + i, chance) : next);
        }
    }

    /** The run ends: what must arrive is sent until it has. */
    private void sendRest() {
        while (inFlight < plan.inFlightMax() && !again.isEmpty()) {
            send(again.remove());
        }
        if (inFlight > 0 || !again.isEmpty()) {
            client.later(5_000, 40_000, this::sendRest);
        }
    }

    private Sent newValues(String name, SeededRandom chance) {
        // Mostly few, sometimes many.
        int most = chance.chance(70) ? Math.min(3, plan.recordsMax()) : plan.recordsMax();
        int count = 1 + chance.nextInt(most);
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(name + "." + i);
        }
        return new Sent(chance.oneOf(partitions), values, false, chance);
    }

    private void send(Sent sent) {
        ClusterClient.Leader leader = client.leader(sent.partition);
        if (leader == null) {
            client.refresh();
            inFlight++;
            client.backOff(
                    () -> {
                        inFlight--;
                        again.addFirst(sent);
                    });
            return;
        }
        List<byte[]> payloads = new ArrayList<>(sent.values.size());
        for (String value : sent.values) {
            payloads.add(Payload.of(value, 1 + sent.chance.nextInt(plan.sizeInBytesMax())));
        }
        short acks = sent.mustArrive ? ALL : (short) plan.acks();
        Attempt attempt = history.sending(client.label(), sent.partition.toString(), sent.values);
        if (acks != ALL) {
            attempt.unpromised();
        }
        Produce.PartitionData data =
                new Produce.PartitionData(
                        sent.partition.partition(), codec.encode(payloads, sent.chance));
        Produce.TopicData topic =
                new Produce.TopicData(TopicRef.named(sent.partition.topic()), List.of(data));
        inFlight++;
        client.link(leader.node())
                .send(
                        new Produce.Request(acks, TIMEOUT_MS, null, List.of(topic)),
                        new Outcome(sent, attempt));
    }

    /** What becomes of one request. */
    private final class Outcome implements SimConnection.Reply {
        private final Sent sent;
        private final Attempt attempt;

        Outcome(Sent sent, Attempt attempt) {
            this.sent = sent;
            this.attempt = attempt;
        }

        @Override
        public void answered(Response response) {
            if (response instanceof Response.NoAnswer) {
                inFlight--;
                return;
            }
            if (!(response instanceof Produce.Response produced)) {
                throw wrongAnswer("answered with " + response);
            }
            Produce.PartitionResult result = produced.topics().get(0).partitions().get(0);
            if (result.partition() != sent.partition.partition()) {
                throw wrongAnswer("answered for partition " + result.partition());
            }
            if (result.error() == ErrorCode.NONE) {
                inFlight--;
                history.acknowledged(attempt, result.baseOffset());
                return;
            }
            switch (Retry.ofProduce(result.error())) {
                case NOT_DONE -> history.refused(attempt, result.error().toString());
                case UNKNOWN -> history.lost(attempt, result.error().toString());
                case NEVER -> throw wrongAnswer(result.error() + " " + result.errorMessage());
            }
            client.refresh();
            afterFailure();
        }

        @Override
        public void lost(String why) {
            history.lost(attempt, why);
            client.refresh();
            afterFailure();
        }

        /** Once more after a pause, unless it is given up. */
        private void afterFailure() {
            boolean goesOn = sent.mustArrive || (plan.acks() != 0 && sent.chance.chance(80));
            client.backOff(
                    () -> {
                        inFlight--;
                        if (goesOn) {
                            again.add(sent);
                        }
                    });
        }

        private BreachFound wrongAnswer(String what) {
            throw client.world()
                    .breach(
                            Breach.of(
                                    "wrong-answer",
                                    "A good request is served, or refused for a known reason",
                                    "produce to " + sent.partition + ": " + what,
                                    sent.partition.toString()));
        }
    }
}
