package strata.sim.client;

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
import strata.sim.history.Attempt;
import strata.sim.history.History;

/**
 * Sends values nobody sent before, and those again of which nobody knows what became. At the end it
 * sends one more to each partition until it is acknowledged: the node must serve again.
 */
public final class Producer implements Actor {
    private static final int TIMEOUT_MS = 5_000;

    private final ClientLink link;
    private final History history;
    private final RecordCodec codec;
    private final ProducerPlan plan;
    private final List<TopicPartition> partitions;
    // What must be sent again, oldest first.
    private final ArrayDeque<Sent> again = new ArrayDeque<>();
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

    public Producer(
            ClientLink link,
            History history,
            RecordCodec codec,
            ProducerPlan plan,
            List<TopicPartition> partitions) {
        this.link = link;
        this.history = history;
        this.codec = codec;
        this.plan = plan;
        this.partitions = partitions;
    }

    @Override
    public void begin() {
        link.operations().begin(1, plan.gapUsMax(), this::produce);
    }

    @Override
    public void finish() {
        int last = 0;
        for (TopicPartition partition : partitions) {
            SeededRandom chance = link.operations().chance(- ++last);
            List<String> value = List.of(link.label() + "-last-" + last);
            again.add(new Sent(partition, value, true, chance));
        }
        sendRest();
    }

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        if (!again.isEmpty()) {
            return link.label() + " must still send " + again.peek().values.get(0);
        }
        return inFlight > 0 ? link.label() + " waits for " + inFlight + " answers" : null;
    }

    /** One operation: what must be sent again, or new values; nothing while it has to wait. */
    private void produce(long number, SeededRandom chance) {
        if (partitions.isEmpty() || !link.canReach()) {
            return;
        }
        int most = chance.chance(60) ? 1 : plan.inFlightMax();
        for (int i = 0; i < most && inFlight < plan.inFlightMax(); i++) {
            Sent next = again.poll();
            send(next == null ? newValues(link.label() + "-" + number + "." + i, chance) : next);
        }
    }

    /** The run ends: what must arrive is sent until it has. */
    private void sendRest() {
        while (link.canReach() && inFlight < plan.inFlightMax() && !again.isEmpty()) {
            send(again.remove());
        }
        if (inFlight > 0 || !again.isEmpty()) {
            link.later(1_000, 20_000, this::sendRest);
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
        List<byte[]> payloads = new ArrayList<>(sent.values.size());
        for (String value : sent.values) {
            payloads.add(Payload.of(value, 1 + sent.chance.nextInt(plan.sizeInBytesMax())));
        }
        Attempt attempt = history.sending(link.label(), sent.partition.toString(), sent.values);
        // Whoever never learns of the answer sends with acks=0; what must arrive is sent with 1.
        int acks = sent.mustArrive ? 1 : plan.acks();
        Produce.Request request =
                new Produce.Request(
                        (short) acks,
                        TIMEOUT_MS,
                        null,
                        List.of(
                                new Produce.TopicData(
                                        TopicRef.named(sent.partition.topic()),
                                        List.of(
                                                new Produce.PartitionData(
                                                        sent.partition.partition(),
                                                        codec.encode(payloads, sent.chance))))));
        inFlight++;
        link.send(request, new Outcome(sent, attempt));
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
            inFlight--;
            if (response instanceof Response.NoAnswer) {
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
                history.acknowledged(attempt, result.baseOffset());
            } else {
                history.refused(attempt, result.error() + " " + result.errorMessage());
                if (sent.mustArrive) {
                    again.add(sent);
                }
            }
        }

        @Override
        public void lost(String why) {
            inFlight--;
            history.lost(attempt, why);
            if (sent.mustArrive || (plan.acks() != 0 && sent.chance.chance(60))) {
                again.add(sent);
            }
        }

        private BreachFound wrongAnswer(String what) {
            throw link.world()
                    .breach(
                            Breach.of(
                                    "wrong-answer",
                                    "An answer is of the kind of its request",
                                    "produce to " + sent.partition + " was " + what));
        }
    }
}
