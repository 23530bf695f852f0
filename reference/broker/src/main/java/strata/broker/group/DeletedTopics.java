package strata.broker.group;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord;

/** Notices which topics are gone: the fact that tells it does not name them. */
final class DeletedTopics {
    private final Map<TopicId, String> names = new LinkedHashMap<>();
    private List<String> deleted = new ArrayList<>();

    /** A fact of the metadata is committed. */
    void committed(MetadataRecord fact) {
        switch (fact) {
            case MetadataRecord.TopicCreated created -> names.put(created.id(), created.name());
            case MetadataRecord.TopicDeleted gone -> {
                String name = names.remove(gone.id());
                if (name != null) {
                    deleted.add(name);
                }
            }
            default -> {}
        }
    }

    /** The image is another one altogether. */
    void replaced(MetadataImage image) {
        Map<TopicId, String> before = new LinkedHashMap<>(names);
        names.clear();
        for (TopicState topic : image.topics()) {
            names.put(topic.id(), topic.name());
        }
        before.forEach(
                (id, name) -> {
                    if (!names.containsKey(id)) {
                        deleted.add(name);
                    }
                });
    }

    /** Those that are gone since it was last asked; most often none. */
    List<String> take() {
        if (deleted.isEmpty()) {
            return List.of();
        }
        List<String> taken = deleted;
        deleted = new ArrayList<>();
        return taken;
    }
}
