package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.Recovery;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/**
 * The partitions' directories and their open logs. As in Kafka, a directory is {@code
 * topic-partition}, with a file {@code partition.metadata} that names the topic's id; one that is
 * being deleted ends in {@code -delete}, one that belongs to no topic in {@code -stray}.
 */
final class PartitionStore {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionStore.class);
    private static final String ID_FILE = "partition.metadata";
    private static final String DELETE_SUFFIX = "-delete";
    private static final String STRAY_SUFFIX = "-stray";
    private static final int MAX_ID_FILE_BYTES = 256;
    // The longest name that the usual file systems take, in bytes; topic names are ASCII.
    private static final int MAX_NAME_LENGTH = 255;

    private final LogLayer layer;
    private final LogContext context;
    private final BrokerConfig config;
    private final RandomSource suffixes;
    private final Map<TopicId, List<Partition>> open = new LinkedHashMap<>();

    PartitionStore(LogLayer layer, LogContext context, BrokerConfig config, RandomSource suffixes) {
        this.layer = layer;
        this.context = context;
        this.config = config;
        this.suffixes = suffixes;
    }

    /** Removes what earlier deletions left, and sets aside directories that no topic owns. */
    void sweep(Collection<TopicState> topics) {
        Map<String, TopicId> owned = new LinkedHashMap<>();
        for (TopicState topic : topics) {
            topic.partitions()
                    .forEach(p -> owned.put(topic.name() + "-" + p.partition(), topic.id()));
        }
        Storage storage = context.storage();
        for (String name : storage.list("")) {
            if (name.endsWith(DELETE_SUFFIX)) {
                storage.delete(name);
            } else if (isPartitionDirectory(name)) {
                TopicId owner = owned.get(name);
                TopicId stored = storedTopicId(name);
                if (owner == null || (stored != null && !stored.equals(owner))) {
                    String stray = renamed(name, STRAY_SUFFIX);
                    storage.rename(name, stray);
                    LOG.warn("{} belongs to no topic: renamed to {}", name, stray);
                }
            }
        }
        storage.syncDirectory("");
    }

    /** Opens the logs of a topic's partitions that are not open yet. */
    void open(TopicState topic) {
        List<Partition> before = partitions(topic.id());
        if (before.size() == topic.partitions().size()) {
            return;
        }
        TopicSettings settings = TopicSettings.of(topic, config);
        List<Partition> partitions = new ArrayList<>(before);
        for (int i = before.size(); i < topic.partitions().size(); i++) {
            TopicPartition name = new TopicPartition(topic.name(), i);
            PartitionLog log = layer.open(context, LogSpec.of(name.toString()));
            Recovery recovery = log.recovery();
            if (recovery.cutBytes() > 0) {
                LOG.warn(
                        "{}: cut {} bytes off the end: {}",
                        name,
                        recovery.cutBytes(),
                        recovery.reason());
            }
            if (settings.flushesEveryAppend()) {
                // What survived is shown again, so it must not be lost any more.
                log.flush();
            }
            storeTopicId(name.toString(), topic.id());
            int leaderEpoch = topic.partitions().get(i).leaderEpoch();
            partitions.add(new Partition(name, log, settings, leaderEpoch));
        }
        open.put(topic.id(), Collections.unmodifiableList(partitions));
    }

    /** Gives a topic's partitions the settings that the topic has now. */
    void configure(TopicState topic) {
        TopicSettings settings = TopicSettings.of(topic, config);
        partitions(topic.id()).forEach(partition -> partition.configure(settings));
    }

    /** Closes a topic's logs and deletes their directories. */
    void delete(TopicId id) {
        Storage storage = context.storage();
        List<String> doomed = new ArrayList<>();
        for (Partition partition : partitions(id)) {
            partition.log().close();
            String name = partition.name().toString();
            String renamed = renamed(name, DELETE_SUFFIX);
            storage.rename(name, renamed);
            doomed.add(renamed);
        }
        open.remove(id);
        // The name must be free for good before a new topic may take it.
        storage.syncDirectory("");
        doomed.forEach(storage::delete);
    }

    /** A topic's partitions, by number; empty when it is not here. */
    List<Partition> partitions(TopicId id) {
        return open.getOrDefault(id, List.of());
    }

    /** All open partitions. */
    List<Partition> all() {
        List<Partition> all = new ArrayList<>();
        open.values().forEach(all::addAll);
        return all;
    }

    private static boolean isPartitionDirectory(String name) {
        int dash = name.lastIndexOf('-');
        if (dash < 1 || dash == name.length() - 1 || name.equals(MetadataLog.DIRECTORY)) {
            return false;
        }
        return name.chars().skip(dash + 1L).allMatch(c -> c >= '0' && c <= '9');
    }

    private void storeTopicId(String directory, TopicId id) {
        if (id.equals(storedTopicId(directory))) {
            return;
        }
        Storage storage = context.storage();
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

    private @Nullable TopicId storedTopicId(String directory) {
        String name = directory + "/" + ID_FILE;
        if (!context.storage().exists(name)) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(MAX_ID_FILE_BYTES);
        try (StorageFile file = context.storage().open(name)) {
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
