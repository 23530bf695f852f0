package strata.sim.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.Response;
import strata.sim.Breach;
import strata.sim.SimConnection;
import strata.sim.client.Actor;

/**
 * Creates the run's topics at its start, on as many replicas as wanted, and waits until each
 * partition has a leader; then the others know of them, too.
 */
public final class ClusterTopicMaker implements Actor {
    private static final int TIMEOUT_MS = 3_000;

    private final ClusterClient client;
    private final Map<String, Integer> wanted = new LinkedHashMap<>();
    // Of topics that are to be just there: by name, who has each partition.
    private final Map<String, List<CreateTopics.Assignment>> placed = new LinkedHashMap<>();
    private final short replicas;
    private final Map<String, String> configs;
    private final List<TopicPartition> known;
    private final List<TopicPartition> created = new ArrayList<>();
    private boolean isDone;
    private String last = "nothing yet";

    /**
     * @param wanted names and numbers of partitions
     * @param configs of each topic
     * @param known gets the partitions
     */
    public ClusterTopicMaker(
            ClusterClient client,
            Map<String, Integer> wanted,
            int replicas,
            Map<String, String> configs,
            List<TopicPartition> known) {
        this.client = client;
        this.wanted.putAll(wanted);
        this.replicas = (short) replicas;
        this.configs = configs;
        this.known = known;
    }

    /** The partitions of a topic are to be just there; the first node of each leads it. */
    public ClusterTopicMaker placing(String topic, List<CreateTopics.Assignment> where) {
        placed.put(topic, where);
        return this;
    }

    @Override
    public void begin() {
        client.later(1, 20_000, this::create);
    }

    @Override
    public void finish() {}

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return isDone ? null : client.label() + " waits for its topics: " + last;
    }

    private void create() {
        List<CreateTopics.NewTopic> topics = new ArrayList<>();
        List<CreateTopics.Config> entries = new ArrayList<>();
        configs.forEach((key, value) -> entries.add(new CreateTopics.Config(key, value)));
        wanted.forEach(
                (name, partitions) -> {
                    List<CreateTopics.Assignment> where = placed.getOrDefault(name, List.of());
                    topics.add(
                            where.isEmpty()
                                    ? new CreateTopics.NewTopic(
                                            name, partitions, replicas, where, entries)
                                    : new CreateTopics.NewTopic(
                                            name, -1, (short) -1, where, entries));
                });
        client.askAny(
                new CreateTopics.Request(topics, TIMEOUT_MS, false),
                new SimConnection.Reply() {
                    @Override
                    public void answered(Response response) {
                        created((CreateTopics.Response) response);
                    }

                    @Override
                    public void lost(String why) {
                        last = why;
                        client.backOff(ClusterTopicMaker.this::create);
                    }
                });
    }

    private void created(CreateTopics.Response response) {
        for (CreateTopics.TopicResult topic : response.topics()) {
            ErrorCode error = topic.error();
            last = topic.name() + ": " + error + " " + topic.errorMessage();
            if (error == ErrorCode.NONE || error == ErrorCode.TOPIC_ALREADY_EXISTS) {
                client.world().story().tell("topic " + topic.name() + " is created");
                int partitions = wanted.getOrDefault(topic.name(), 0);
                wanted.remove(topic.name());
                for (int i = 0; i < partitions; i++) {
                    created.add(new TopicPartition(topic.name(), i));
                }
            } else if (!Retry.isRetriedByAdmin(error)) {
                throw client.world()
                        .breach(
                                Breach.of(
                                        "topic-not-created",
                                        "A good topic is created, sooner or later",
                                        last));
            }
        }
        if (wanted.isEmpty()) {
            waitForLeaders();
        } else {
            client.backOff(this::create);
        }
    }

    private void waitForLeaders() {
        for (TopicPartition partition : created) {
            if (client.leader(partition) == null) {
                last = partition + " has no leader";
                client.refresh();
                client.later(2_000, 20_000, this::waitForLeaders);
                return;
            }
        }
        known.addAll(created);
        isDone = true;
    }
}
