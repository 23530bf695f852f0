package strata.sim.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.Produce;
import strata.kernel.request.Response;
import strata.sim.Breach;
import strata.sim.SeededRandom;
import strata.sim.SimConnection;
import strata.sim.client.Actor;
import strata.sim.client.Call;
import strata.sim.client.ClientLink;
import strata.sim.client.Fetching;
import strata.sim.client.Payload;
import strata.sim.client.RecordCodec;
import strata.sim.history.Attempt;
import strata.sim.history.History;

/**
 * Creates a topic, writes to it, reads it, deletes it, and so on under the same name: what was
 * created stays until it is deleted, what was deleted stays away, and a new topic begins empty.
 */
final class TopicChurn implements Actor {
    private static final String TOPIC = "shortlived";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final int TIMEOUT_MS = 5_000;
    private static final int MAX_BYTES = 1 << 20;

    private final ClientLink link;
    private final History history;
    private final RecordCodec codec;
    private final Fetching fetching;
    private final Map<String, String> configs;
    private final SeededRandom random;
    private long nextValue;
    private int writesLeft;
    private boolean finishing;
    private boolean idle = true;

    TopicChurn(ClientLink link, History history, RecordCodec codec, Map<String, String> configs) {
        this.link = link;
        this.history = history;
        this.codec = codec;
        this.fetching = new Fetching(link, history, codec);
        this.configs = configs;
        this.random = link.random().fork("churn");
    }

    @Override
    public void begin() {
        link.later(1, 200_000, this::create);
    }

    @Override
    public void finish() {
        finishing = true;
    }

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return idle ? null : link.label() + " is not through with its topic " + TOPIC;
    }

    private void create() {
        if (finishing) {
            return;
        }
        idle = false;
        Call.until(
                link,
                new CreateTopics.Request(
                        List.of(TopicMaker.newTopic(TOPIC, 1, configs)), TIMEOUT_MS, false),
                CreateTopics.Response.class,
                (response, attempts) -> {
                    ErrorCode error = response.topics().get(0).error();
                    boolean before = attempts > 1 && error == ErrorCode.TOPIC_ALREADY_EXISTS;
                    require(
                            error == ErrorCode.NONE || before,
                            "resurrected-topic",
                            "A deleted topic is gone for good",
                            TOPIC + " cannot be created anew: " + error);
                    link.world().story().tell("topic " + TOPIC + " is created");
                    writesLeft = random.nextInt(4);
                    write();
                });
    }

    private void write() {
        if (writesLeft-- <= 0) {
            readAll();
            return;
        }
        List<String> values = new ArrayList<>();
        List<byte[]> payloads = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            String value = link.label() + "-" + nextValue++;
            values.add(value);
            payloads.add(Payload.of(value, 1 + random.nextInt(300)));
        }
        Attempt attempt = history.sending(link.label(), PARTITION.toString(), values);
        Produce.PartitionData data = new Produce.PartitionData(0, codec.encode(payloads, random));
        Produce.Request request =
                new Produce.Request(
                        (short) -1,
                        TIMEOUT_MS,
                        null,
                        List.of(new Produce.TopicData(TopicRef.named(TOPIC), List.of(data))));
        link.send(request, new Written(attempt));
    }

    private void wrote(Attempt attempt, Produce.Response response) {
        Produce.PartitionResult result = response.topics().get(0).partitions().get(0);
        switch (result.error()) {
            case NONE -> history.acknowledged(attempt, result.baseOffset());
            case UNKNOWN_TOPIC_OR_PARTITION -> requireThere(result.error());
            default -> history.refused(attempt, result.error() + " " + result.errorMessage());
        }
        write();
    }

    private void read(long position, long begun) {
        fetching.fetch(
                PARTITION,
                position,
                new Fetching.Appetite(0, 1, MAX_BYTES),
                new Fetching.Outcome() {
                    @Override
                    public void read(long next, long logEnd) {
                        if (next > position) {
                            TopicChurn.this.read(next, begun);
                        } else {
                            String reader = link.label();
                            history.readToEnd(reader, PARTITION.toString(), begun, next);
                            link.later(1, 100_000, TopicChurn.this::delete);
                        }
                    }

                    @Override
                    public void failed(ErrorCode error) {
                        requireThere(error);
                    }

                    @Override
                    public void lost() {
                        link.later(5_000, 50_000, () -> readAll());
                    }
                });
    }

    private void readAll() {
        read(0L, history.readingBegins());
    }

    private void delete() {
        Call.until(
                link,
                new DeleteTopics.Request(List.of(TopicRef.named(TOPIC)), TIMEOUT_MS),
                DeleteTopics.Response.class,
                (response, attempts) -> {
                    ErrorCode error = response.topics().get(0).error();
                    boolean before = attempts > 1 && error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
                    if (!before) {
                        requireThere(error);
                    }
                    link.world().story().tell("topic " + TOPIC + " is deleted");
                    history.deleted(TOPIC);
                    idle = true;
                    link.later(1, 100_000, this::create);
                });
    }

    private void requireThere(ErrorCode error) {
        require(
                error == ErrorCode.NONE,
                "lost-topic",
                "A topic that was created is there until it is deleted",
                TOPIC + " was created, and now: " + error);
    }

    private void require(boolean holds, String invariant, String claim, String numbers) {
        if (!holds) {
            throw link.world().breach(Breach.of(invariant, claim, numbers, TOPIC));
        }
    }

    /** What becomes of one write. */
    private final class Written implements SimConnection.Reply {
        private final Attempt attempt;

        Written(Attempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public void answered(Response response) {
            if (response instanceof Produce.Response produced) {
                wrote(attempt, produced);
            } else {
                require(false, "wrong-answer", "An answer is of its request's kind", "" + response);
            }
        }

        @Override
        public void lost(String why) {
            history.lost(attempt, why);
            link.later(5_000, 50_000, TopicChurn.this::write);
        }
    }
}
