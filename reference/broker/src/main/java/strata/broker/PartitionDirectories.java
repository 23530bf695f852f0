package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.broker.metadata.MetadataRuntime;
import strata.broker.metadata.TopicState;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/**
 * The partitions' directories. As in Kafka, a directory is {@code topic-partition}, with a file
 * {@code partition.metadata} that names the topic's id; one that is being deleted ends in {@code
 * -delete}, one that belongs to no topic in {@code -stray}.
 */
final class PartitionDirectories {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionDirectories.class);
    private static final String ID_FILE = "partition.metadata";
    private static final String DELETE_SUFFIX = "-delete";
    private static final String STRAY_SUFFIX = "-stray";
    private static final int MAX_ID_FILE_BYTES = 256;
    // The longest name that the usual file systems take, in bytes; topic names are ASCII.
    private static final int MAX_NAME_LENGTH = 255;

    private final Storage storage;
    private final RandomSource suffixes;

    /**
     * @param suffixes for names that nothing else has
     */
    PartitionDirectories(Storage storage, RandomSource suffixes) {
        this.storage = storage;
        this.suffixes = suffixes;
    }

    /**
     * The partitions' directories that are there.
     *
     * @param marked those of them that bear their topic's id
     */
    record Swept(Set<String> there, Set<String> marked) {}

    /**
     * Removes what earlier deletions left, and sets aside directories of partitions that are not
     * this broker's, or of none.
     */
    Swept sweep(Collection<TopicState> topics, NodeId self) {
        Map<String, TopicId> owned = new LinkedHashMap<>();
        for (TopicState topic : topics) {
            for (PartitionChanged state : topic.partitions()) {
                if (state.replicas().contains(self)) {
                    owned.put(topic.name() + "-" + state.partition(), topic.id());
                }
            }
        }
        Swept swept = new Swept(new LinkedHashSet<>(), new LinkedHashSet<>());
        boolean changed = false;
        for (String name : storage.list("")) {
            if (name.endsWith(DELETE_SUFFIX)) {
                storage.delete(name);
                changed = true;
            } else if (isPartitionDirectory(name)) {
                TopicId owner = owned.get(name);
                TopicId stored = storedTopicId(name);
                if (owner == null || (stored != null && !stored.equals(owner))) {
                    setAside(name);
                    changed = true;
                } else {
                    swept.there().add(name);
                    if (stored != null) {
                        swept.marked().add(name);
                    }
                }
            }
        }
        if (changed) {
            storage.syncDirectory("");
        }
        return swept;
    }

    private void setAside(String name) {
        String stray = renamed(name, STRAY_SUFFIX);
        storage.rename(name, stray);
        LOG.warn("{} belongs to no topic: renamed to {}", name, stray);
    }

    /**
     * Sets a directory aside if it is that of another topic of the same name; durably.
     *
     * @return whether it was
     */
    boolean setAsideOther(String directory, TopicId id) {
        TopicId stored = storedTopicId(directory);
        if (stored == null || stored.equals(id)) {
            return false;
        }
        setAside(directory);
        storage.syncDirectory("");
        return true;
    }

    /** Has a directory bear its topic's id. */
    void mark(String directory, TopicId id) {
        if (id.equals(storedTopicId(directory))) {
            return;
        }
        String name = directory + "/" + ID_FILE;
        String temporary = name + ".tmp";
        storage.delete(temporary);
        String text = "version: 0\ntopic_id: " + id;
        try (StorageFile file = storage.open(temporary)) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            file.flush();
        }
        storage.rename(temporary, name);
        storage.syncDirectory(directory);
    }

    /** Deletes directories; when this returns, no crash brings one back under its name. */
    void delete(Collection<TopicPartition> partitions) {
        List<String> doomed = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            String renamed = renamed(partition.toString(), DELETE_SUFFIX);
            storage.rename(partition.toString(), renamed);
            doomed.add(renamed);
        }
        storage.syncDirectory("");
        doomed.forEach(storage::delete);
    }

    private static boolean isPartitionDirectory(String name) {
        int dash = name.lastIndexOf('-');
        if (dash < 1 || dash == name.length() - 1 || name.equals(MetadataRuntime.DIRECTORY)) {
            return false;
        }
        return name.chars().skip(dash + 1L).allMatch(c -> c >= '0' && c <= '9');
    }

    private @Nullable TopicId storedTopicId(String directory) {
        String name = directory + "/" + ID_FILE;
        if (!storage.exists(name)) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(MAX_ID_FILE_BYTES);
        try (StorageFile file = storage.open(name)) {
            file.read(bytes, 0);
        }
        String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        return text.lines()
                .filter(line -> line.startsWith("topic_id:"))
                .map(line -> parsed(line.substring("topic_id:".length()).trim()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable TopicId parsed(String text) {
        try {
            return TopicId.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A new name, unique, that file systems take: of a long one the end is left out. */
    private String renamed(String name, String suffix) {
        String hex = Long.toHexString(suffixes.nextLong()) + Long.toHexString(suffixes.nextLong());
        String unique = "." + "0".repeat(32 - hex.length()) + hex + suffix;
        return name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH - unique.length()))
                + unique;
    }
}
