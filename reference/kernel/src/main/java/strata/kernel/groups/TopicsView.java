package strata.kernel.groups;

import java.util.Collection;
import strata.kernel.Nullable;
import strata.kernel.TopicId;

/** The topics that there are: committed metadata, as one broker knows it. */
public interface TopicsView {
    /** Rises whenever anything else here may have changed. */
    long version();

    /** The id of a topic; null when there is none of this name. */
    @Nullable
    TopicId idOf(String topic);

    /** The name of a topic; null when there is none of this id. */
    @Nullable
    String nameOf(TopicId id);

    /** How many partitions a topic has; 0 when there is no such topic. */
    int partitionCount(String topic);

    /** The names of all topics, internal ones too, in their order. */
    Collection<String> names();
}
