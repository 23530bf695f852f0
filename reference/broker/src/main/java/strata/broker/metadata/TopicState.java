package strata.broker.metadata;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;

/** A topic in the metadata: its partitions' states and the configuration keys that it has set. */
public final class TopicState {
    private final String name;
    private final TopicId id;
    // Invariant: partitions.get(i).partition() == i.
    private final List<PartitionChanged> partitions = new ArrayList<>();
    private final Map<String, String> configs = new TreeMap<>();

    public TopicState(String name, TopicId id) {
        this.name = name;
        this.id = id;
    }

    public String name() {
        return name;
    }

    public TopicId id() {
        return id;
    }

    /** By partition, from 0. */
    public List<PartitionChanged> partitions() {
        return Collections.unmodifiableList(partitions);
    }

    /** The keys that were set, sorted. */
    public Map<String, String> configs() {
        return Collections.unmodifiableMap(configs);
    }

    public void set(PartitionChanged state) {
        int partition = state.partition();
        Check.that(partition <= partitions.size(), "partition %s skips one", partition);
        if (partition == partitions.size()) {
            partitions.add(state);
        } else {
            partitions.set(partition, state);
        }
    }

    public void set(String key, @Nullable String value) {
        if (value == null) {
            configs.remove(key);
        } else {
            configs.put(key, value);
        }
    }
}
