package strata.groups.offsets;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.TopicsView;

/** Topics that a test makes and deletes. */
public final class PlantedTopics implements TopicsView {
    private final Map<String, Topic> topics = new TreeMap<>();
    private long version;

    private record Topic(TopicId id, int partitionCount) {}

    /** Makes a topic, or makes it anew, with an id that no topic has had. */
    public PlantedTopics with(String name, int partitionCount) {
        version++;
        topics.put(name, new Topic(new TopicId(7L, version), partitionCount));
        return this;
    }

    /** Deletes a topic. */
    public void delete(String name) {
        version++;
        topics.remove(name);
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public @Nullable TopicId idOf(String topic) {
        Topic found = topics.get(topic);
        return found == null ? null : found.id();
    }

    @Override
    public @Nullable String nameOf(TopicId id) {
        return topics.entrySet().stream()
                .filter(topic -> topic.getValue().id().equals(id))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    @Override
    public int partitionCount(String topic) {
        Topic found = topics.get(topic);
        return found == null ? 0 : found.partitionCount();
    }

    @Override
    public Collection<String> names() {
        return topics.keySet();
    }
}
