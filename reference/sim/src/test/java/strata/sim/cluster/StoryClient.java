package strata.sim.cluster;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.Produce;
import strata.kernel.request.Response;
import strata.sim.SimConnection;
import strata.sim.SimWorld;
import strata.sim.client.Actor;
import strata.sim.client.Fetching;
import strata.sim.client.Payload;
import strata.sim.client.RecordCodec;
import strata.sim.history.Attempt;
import strata.sim.history.History;
import strata.sim.record.Field;
import strata.sim.scenario.Stage;

/** A client of a story: does what it is told at the time it is told, once. */
final class StoryClient implements Actor {
    static final TopicPartition PARTITION = new TopicPartition("log", 0);

    private static final int TIMEOUT_MS = 3_000;
    // Longer than a story.
    private static final int PATIENCE_MS = 30_000;
    private static final long RETRY_US = 20_000;

    private final SimWorld world;
    private final History history;
    private final StoryCluster cluster;
    private final ClusterClient client;
    private final Names codec;
    private final String label;
    private final List<Deed> deeds = new ArrayList<>();

    private record Deed(long ms, Runnable what) {}

    StoryClient(Stage stage, StoryCluster cluster, String label) {
        this.world = stage.world();
        this.history = stage.history();
        this.label = label;
        this.client = new ClusterClient(stage, label, cluster.brokers());
        this.cluster = cluster;
        this.codec = new Names(cluster.codec());
        stage.actor(this);
    }

    /** Creates the topic, and asks again until it is there. */
    StoryClient creates(long ms, int minInSync, int... replicas) {
        cluster.createdWith(minInSync);
        CreateTopics.Config config =
                new CreateTopics.Config("min.insync.replicas", Integer.toString(minInSync));
        List<NodeId> ids = new ArrayList<>();
        for (int replica : replicas) {
            ids.add(new NodeId(replica));
        }
        CreateTopics.NewTopic topic =
                new CreateTopics.NewTopic(
                        PARTITION.topic(),
                        -1,
                        (short) -1,
                        List.of(new CreateTopics.Assignment(PARTITION.partition(), ids)),
                        List.of(config));
        CreateTopics.Request request = new CreateTopics.Request(List.of(topic), TIMEOUT_MS, false);
        return does(ms, () -> create(request));
    }

    private void create(CreateTopics.Request request) {
        client.askAny(
                request,
                new SimConnection.Reply() {
                    @Override
                    public void answered(Response response) {
                        ErrorCode error =
                                ((CreateTopics.Response) response).topics().get(0).error();
                        if (error == ErrorCode.NONE || error == ErrorCode.TOPIC_ALREADY_EXISTS) {
                            world.after(RETRY_US, client::refresh);
                        } else {
                            lost(error.toString());
                        }
                    }

                    @Override
                    public void lost(String why) {
                        world.after(RETRY_US, () -> create(request));
                    }
                });
    }

    /** Asks one node for topics, whatever becomes of it: the metadata log grows by one batch. */
    StoryClient asksForTopics(long ms, int node, String shown, List<CreateTopics.NewTopic> topics) {
        return does(
                ms,
                () -> {
                    int begun = world.recorder().invoked(label, "asks for " + shown, List.of());
                    int before = world.recorder().handling(begun);
                    client.link(new NodeId(node))
                            .send(
                                    new CreateTopics.Request(topics, PATIENCE_MS, false),
                                    new Told(begun));
                    world.recorder().handling(before);
                });
    }

    /** What becomes of a request for topics. */
    private final class Told implements SimConnection.Reply {
        private final int begun;

        Told(int begun) {
            this.begun = begun;
        }

        @Override
        public void answered(Response response) {
            ErrorCode error = ((CreateTopics.Response) response).topics().get(0).error();
            world.recorder().answered(begun, error.toString());
        }

        @Override
        public void lost(String why) {
            world.recorder().unknown(begun, why);
        }
    }

    /** Asks for the metadata: who leads now? */
    StoryClient looks(long ms) {
        return does(ms, client::refresh);
    }

    /** Sends values to whom it believes to lead. */
    StoryClient sends(long ms, int acks, String... values) {
        return does(ms, () -> send(acks, List.of(values)));
    }

    private void send(int acks, List<String> values) {
        ClusterClient.Leader leader = client.leader(PARTITION);
        if (leader == null) {
            client.refresh();
            world.after(RETRY_US, () -> send(acks, values));
            return;
        }
        String shown = String.join(" ", values);
        List<Field> fields = values.stream().map(value -> Field.of("value", value)).toList();
        int begun = world.recorder().invoked(label, "sends " + shown, fields);
        List<byte[]> payloads = new ArrayList<>();
        for (String value : values) {
            payloads.add(Payload.of(value, 8));
        }
        Attempt attempt = history.sending(label, PARTITION.toString(), values);
        if (acks != -1) {
            attempt.unpromised();
        }
        Produce.PartitionData data =
                new Produce.PartitionData(
                        PARTITION.partition(),
                        codec.encode(payloads, world.keyed("story").of(shown).at(0)));
        Produce.Request request =
                new Produce.Request(
                        (short) acks,
                        TIMEOUT_MS,
                        null,
                        List.of(
                                new Produce.TopicData(
                                        TopicRef.named(PARTITION.topic()), List.of(data))));
        // What comes of it has its beginning for a cause.
        int before = world.recorder().handling(begun);
        client.link(leader.node()).send(request, new Sent(begun, attempt));
        world.recorder().handling(before);
    }

    private final class Sent implements SimConnection.Reply {
        private final int begun;
        private final Attempt attempt;

        Sent(int begun, Attempt attempt) {
            this.begun = begun;
            this.attempt = attempt;
        }

        @Override
        public void answered(Response response) {
            Produce.PartitionResult result =
                    ((Produce.Response) response).topics().get(0).partitions().get(0);
            if (result.error() == ErrorCode.NONE) {
                world.recorder().answered(begun, "done");
                history.acknowledged(attempt, result.baseOffset());
            } else {
                world.recorder().answered(begun, result.error().toString());
                history.lost(attempt, result.error().toString());
            }
        }

        @Override
        public void lost(String why) {
            world.recorder().unknown(begun, why);
            history.lost(attempt, why);
        }
    }

    /** Reads once from whom it believes to lead. */
    StoryClient reads(long ms, long offset) {
        return does(ms, () -> read(offset));
    }

    private void read(long offset) {
        ClusterClient.Leader leader = client.leader(PARTITION);
        if (leader == null) {
            client.refresh();
            world.after(RETRY_US, () -> read(offset));
            return;
        }
        int begun = world.recorder().invoked(label, "reads from " + offset, List.of());
        codec.last = "nothing";
        int before = world.recorder().handling(begun);
        new Fetching(client.link(leader.node()), history, codec)
                .fetch(
                        PARTITION,
                        offset,
                        new Fetching.Appetite(0, 1, 1 << 16),
                        new Fetching.Outcome() {
                            @Override
                            public void read(long next, long logEnd) {
                                world.recorder().answered(begun, "gets " + codec.last);
                            }

                            @Override
                            public void failed(ErrorCode error) {
                                world.recorder().answered(begun, error.toString());
                            }

                            @Override
                            public void lost() {
                                world.recorder().unknown(begun, "no answer");
                            }
                        });
        world.recorder().handling(before);
    }

    private StoryClient does(long ms, Runnable what) {
        deeds.add(new Deed(ms, what));
        return this;
    }

    @Override
    public void begin() {
        deeds.forEach(deed -> world.after(1_000 * deed.ms, deed.what));
    }

    @Override
    public void finish() {}

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return null;
    }

    /** The bytes of records, and what the last answer held. */
    private static final class Names implements RecordCodec {
        private final RecordCodec codec;
        private String last = "nothing";

        Names(RecordCodec codec) {
            this.codec = codec;
        }

        @Override
        public java.nio.ByteBuffer encode(List<byte[]> values, strata.sim.SeededRandom random) {
            return codec.encode(values, random);
        }

        @Override
        public List<Decoded> decode(java.nio.ByteBuffer bytes) {
            List<Decoded> decoded = codec.decode(bytes);
            last = StoryCluster.names(decoded);
            return decoded;
        }

        @Override
        public int lastEpoch(java.nio.ByteBuffer bytes) {
            return codec.lastEpoch(bytes);
        }
    }
}
