package strata.broker.group;

import java.util.Collection;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.TopicsView;

/** The topics of the committed metadata. */
record ImageTopics(MetadataImage image) implements TopicsView {
    @Override
    public long version() {
        return image.topicsVersion();
    }

    @Override
    public @Nullable TopicId idOf(String topic) {
        TopicState known = image.topic(topic);
        return known == null ? null : known.id();
    }

    @Override
    public @Nullable String nameOf(TopicId id) {
        TopicState known = image.topic(id);
        return known == null ? null : known.name();
    }

    @Override
    public int partitionCount(String topic) {
        TopicState known = image.topic(topic);
        return known == null ? 0 : known.partitions().size();
    }

    @Override
    public Collection<String> names() {
        return image.topicNames();
    }
}
