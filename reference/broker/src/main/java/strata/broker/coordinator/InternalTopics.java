package strata.broker.coordinator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.broker.controller.Forwarding;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.request.CreateTopics;

/** Internal topics: each is made when somebody needs it first. */
public final class InternalTopics {
    // As long as a client waits for an answer, by default.
    private static final int CREATE_TIMEOUT_MS = 30_000;

    private final MetadataImage image;
    private final Forwarding forwarding;
    // Who waits, by the names of the topics that are being made.
    private final Map<String, List<Runnable>> waiting = new LinkedHashMap<>();

    public InternalTopics(MetadataImage image, Forwarding forwarding) {
        this.image = image;
        this.forwarding = forwarding;
    }

    /** Whether a topic is not there, as far as is known here. */
    public boolean isMissing(InternalTopic topic) {
        return image.topic(topic.name()) == null;
    }

    /**
     * Has a topic made.
     *
     * @param then is run once the controller has answered; the topic may be missing still, where it
     *     has refused, or as this node has not heard of it yet
     */
    public void make(InternalTopic topic, Runnable then) {
        List<Runnable> first = waiting.get(topic.name());
        if (first != null) {
            first.add(then);
            return;
        }
        List<Runnable> all = new ArrayList<>();
        all.add(then);
        waiting.put(topic.name(), all);
        forwarding.ask(
                new CreateTopics.Request(List.of(topic.creation(image)), CREATE_TIMEOUT_MS, false),
                CREATE_TIMEOUT_MS,
                any -> made(topic));
    }

    private void made(InternalTopic topic) {
        List<Runnable> all = waiting.remove(topic.name());
        if (all != null) {
            all.forEach(Runnable::run);
        }
    }

    /** The broker that coordinates an id; null where there is none that serves clients now. */
    public @Nullable BrokerRegistered coordinatorOf(InternalTopic topic, String id) {
        TopicState made = image.topic(topic.name());
        NodeId leader =
                made == null ? null : made.partitions().get(topic.partitionOf(id, image)).leader();
        BrokerRegistered broker = leader == null ? null : image.broker(leader);
        return broker == null || broker.fenced() ? null : broker;
    }

    /** The partition of an id. */
    public int partitionOf(InternalTopic topic, String id) {
        return topic.partitionOf(id, image);
    }
}
