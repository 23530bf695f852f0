package strata.groups.offsets;

import java.util.LinkedHashMap;
import java.util.Map;
import strata.kernel.Nullable;
import strata.kernel.TopicId;

/** The topics of which there are offsets: one object each, however many groups read the topic. */
final class SharedTopics {
    private final Map<String, Topic> byName = new LinkedHashMap<>();

    /** A topic. */
    static final class Topic {
        private final String name;

        /** Of the offset that was added last: offsets of it share the object. */
        private TopicId lastId = TopicId.ZERO;

        /** How many offsets of it there are; at 0 nobody refers to it. */
        private int offsetCount;

        Topic(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }
    }

    /** The topic of a name, if there are offsets of it; null for none. */
    @Nullable
    Topic find(String name) {
        return byName.get(name);
    }

    /** The topic of a name, to which an offset is about to be {@link #added}. */
    Topic of(String name) {
        Topic topic = byName.get(name);
        if (topic == null) {
            topic = new Topic(name);
            byName.put(name, topic);
        }
        return topic;
    }

    /** An id that equals the one given, and is shared where that is possible. */
    TopicId shared(Topic topic, TopicId id) {
        if (!topic.lastId.equals(id)) {
            topic.lastId = id;
        }
        return topic.lastId;
    }

    /** There is an offset more of a topic. */
    void added(Topic topic) {
        topic.offsetCount++;
    }

    /** There is an offset less of a topic. */
    void removed(Topic topic) {
        topic.offsetCount--;
        if (topic.offsetCount == 0) {
            byName.remove(topic.name);
        }
    }
}
