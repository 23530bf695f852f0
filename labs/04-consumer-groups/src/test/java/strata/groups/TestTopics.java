package strata.groups;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.TopicsView;

/** Topics that a test makes, lets grow and deletes. */
public final class TestTopics implements TopicsView {
    private final SortedMap<String, TopicId> ids = new TreeMap<>();
    private final SortedMap<String, Integer> counts = new TreeMap<>();
    private long version = 1;
    private long lastId;

    /** Makes a topic; under the name of one that was deleted it has another id. */
    public TestTopics create(String topic, int partitionCount) {
        ids.put(topic, new TopicId(0x5eedL, ++lastId));
        counts.put(topic, partitionCount);
        version++;
        return this;
    }

    public void grow(String topic, int partitionCount) {
        counts.put(topic, partitionCount);
        version++;
    }

    public void delete(String topic) {
        ids.remove(topic);
        counts.remove(topic);
        version++;
    }

    /** The id of a topic that there is. */
    public TopicId id(String topic) {
        return Objects.requireNonNull(ids.get(topic));
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public @Nullable TopicId idOf(String topic) {
        return ids.get(topic);
    }

    @Override
    public @Nullable String nameOf(TopicId id) {
        for (String name : ids.keySet()) {
            if (id.equals(ids.get(name))) {
                return name;
            }
        }
        return null;
    }

    @Override
    public int partitionCount(String topic) {
        return counts.getOrDefault(topic, 0);
    }

    @Override
    public Collection<String> names() {
        return List.copyOf(ids.keySet());
    }
}
