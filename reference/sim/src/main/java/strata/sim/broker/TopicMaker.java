package strata.sim.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.CreateTopics;
import strata.sim.Breach;
import strata.sim.client.Actor;
import strata.sim.client.Call;
import strata.sim.client.ClientLink;

/**
 * Creates the run's topics at its start; once it is told that they exist, so do the others know.
 */
final class TopicMaker implements Actor {
    private static final int TIMEOUT_MS = 5_000;

    private final ClientLink link;
    private final Map<String, Integer> wanted;
    private final Map<String, String> configs;
    private final List<TopicPartition> known;
    private boolean done;

    /**
     * @param wanted names and numbers of partitions
     * @param configs of each topic
     * @param known gets the partitions
     */
    TopicMaker(
            ClientLink link,
            Map<String, Integer> wanted,
            Map<String, String> configs,
            List<TopicPartition> known) {
        this.link = link;
        this.wanted = wanted;
        this.configs = configs;
        this.known = known;
    }

    @Override
    public void begin() {
        link.later(1, 20_000, this::create);
    }

    @Override
    public void finish() {}

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return done ? null : link.label() + " waits for its topics";
    }

    private void create() {
        List<CreateTopics.NewTopic> topics = new ArrayList<>();
        wanted.forEach((name, partitions) -> topics.add(newTopic(name, partitions, configs)));
        Call.until(
                link,
                new CreateTopics.Request(topics, TIMEOUT_MS, false),
                CreateTopics.Response.class,
                this::created);
    }

    private void created(CreateTopics.Response response, int attempts) {
        for (CreateTopics.TopicResult topic : response.topics()) {
            boolean before = attempts > 1 && topic.error() == ErrorCode.TOPIC_ALREADY_EXISTS;
            if (topic.error() != ErrorCode.NONE && !before) {
                throw link.world()
                        .breach(
                                Breach.of(
                                        "topic-not-created",
                                        "A good topic is created",
                                        topic.name() + ": " + topic.error()));
            }
            link.world().story().tell("topic " + topic.name() + " is created");
        }
        wanted.forEach(
                (name, partitions) -> {
                    for (int i = 0; i < partitions; i++) {
                        known.add(new TopicPartition(name, i));
                    }
                });
        done = true;
    }

    static CreateTopics.NewTopic newTopic(
            String name, int partitions, Map<String, String> configs) {
        List<CreateTopics.Config> entries = new ArrayList<>();
        configs.forEach((key, value) -> entries.add(new CreateTopics.Config(key, value)));
        return new CreateTopics.NewTopic(name, partitions, (short) 1, List.of(), entries);
    }
}
