package strata.groups;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.TopicsView;

/** Topics that a test makes, deletes, makes again, and lets grow. */
public final class HiddenTestTopics implements TopicsView {
    private final TreeMap<String, TopicId> ids = new TreeMap<>();
    private final TreeMap<String, Integer> counts = new TreeMap<>();
    private final SplittableRandom random;
    private long version;

    public HiddenTestTopics(SplittableRandom random) {
        this.random = random;
        this.version = random.nextInt(1_000);
    }

    /** A topic of this name, with an id that none had before. */
    public TopicId create(String topic, int partitionCount) {
        TopicId id = TopicId.random(new HiddenTestChance(random));
        ids.put(topic, id);
        counts.put(topic, partitionCount);
        version++;
        return id;
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

    /** Something has changed that concerns no topic of a test. */
    public void touch() {
        version++;
    }

    /** The id of a topic that there is. */
    public TopicId id(String topic) {
        return Objects.requireNonNull(ids.get(topic));
    }

    /** One of the topics that there are. */
    public String any() {
        return new ArrayList<>(ids.keySet()).get(random.nextInt(ids.size()));
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
