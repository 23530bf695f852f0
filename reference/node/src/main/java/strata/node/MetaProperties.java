package strata.node;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.TopicId;

/**
 * Whose data a directory holds: its file {@code meta.properties}, in Apache Kafka's format version
 * 1. It keeps a node from serving the data of another.
 *
 * @param nodeId {@code node.id}
 * @param clusterId 22 characters of URL-safe base64
 * @param directoryId likewise, of this directory alone (KIP-858)
 */
record MetaProperties(int nodeId, String clusterId, String directoryId) {
    static final String FILE_NAME = "meta.properties";
    static final String TEMPORARY_NAME = "meta.properties.tmp";

    private static final Logger LOG = LoggerFactory.getLogger(MetaProperties.class);

    private static final String VERSION = "1";
    // What kafka-storage writes beside it: records of Kafka's own metadata.
    private static final String KAFKAS_BOOTSTRAP = "bootstrap.checkpoint";

    /**
     * Reads the file of a node's data directory, or writes it when it is missing.
     *
     * @param clusterId the cluster that the node is of; null to take whatever is stored, or, for a
     *     node that is alone, a new one
     * @throws StartException when the directory belongs to another node or cluster, or cannot be
     *     used; or when the node has companions and nobody says of which cluster it is
     */
    static MetaProperties openOrCreate(
            NodeConfig config, @Nullable String clusterId, RandomSource random) {
        Path directory = config.dataDirectory();
        boolean isNew = !Files.exists(directory.resolve(FILE_NAME));
        if (clusterId != null && !isClusterId(clusterId)) {
            throw StartException.usage(
                    clusterId
                            + " is not a cluster's id: 22 characters of URL-safe base64, as"
                            + " strata node --new-cluster-id makes one");
        }
        if (isNew && clusterId == null && config.membership().hasCompanions()) {
            throw StartException.usage(
                    "the data directory "
                            + directory
                            + " is new: of which cluster is this node? Say it with --cluster-id ID,"
                            + " the same for all its nodes (a new ID: strata node"
                            + " --new-cluster-id)");
        }
        if (Files.exists(directory.resolve(KAFKAS_BOOTSTRAP))) {
            LOG.warn(
                    "{} is Apache Kafka's own and is passed over: no metadata is taken from it",
                    directory.resolve(KAFKAS_BOOTSTRAP));
        }
        return openOrCreate(directory, config.nodeId(), clusterId, random);
    }

    /** A new cluster's id. */
    static String newClusterId(RandomSource random) {
        String id = TopicId.random(random).toString();
        // On a command line it would be taken for an option.
        return id.startsWith("-") ? newClusterId(random) : id;
    }

    /**
     * The cluster that a data directory is of; null for one that is new.
     *
     * @throws StartException when it cannot be told
     */
    static @Nullable String clusterIdOf(Path directory) {
        Path file = directory.resolve(FILE_NAME);
        try {
            return Files.exists(file) ? read(file).clusterId() : null;
        } catch (IOException e) {
            throw StartException.environment(StorageFaults.of(e, "use", file).getMessage(), e);
        }
    }

    private static boolean isClusterId(String text) {
        return text.matches("[A-Za-z0-9_-]{21}[AQgw]");
    }

    /**
     * Reads the file, or writes it when it is missing.
     *
     * @param clusterId the cluster that the node is of; null to take whatever is stored, or a new
     *     one
     * @throws StartException when the directory belongs to another node or cluster, or cannot be
     *     used
     */
    static MetaProperties openOrCreate(
            Path directory, int nodeId, @Nullable String clusterId, RandomSource random) {
        Path file = directory.resolve(FILE_NAME);
        try {
            if (Files.exists(file)) {
                MetaProperties stored = read(file);
                stored.requireOwner(file, nodeId, clusterId);
                return stored;
            }
            String cluster = clusterId != null ? clusterId : newClusterId(random);
            String id = TopicId.random(random).toString();
            MetaProperties created = new MetaProperties(nodeId, cluster, id);
            created.write(directory);
            return created;
        } catch (IOException e) {
            throw StartException.environment(StorageFaults.of(e, "use", file).getMessage(), e);
        }
    }

    private static MetaProperties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw damaged(file, "it is not a properties file");
        }
        String version = properties.getProperty("version");
        if (!VERSION.equals(version)) {
            throw damaged(file, "version is " + version + ", and only " + VERSION + " is known");
        }
        try {
            return new MetaProperties(
                    Integer.parseInt(required(file, properties, "node.id")),
                    required(file, properties, "cluster.id"),
                    required(file, properties, "directory.id"));
        } catch (NumberFormatException e) {
            throw damaged(file, "node.id is not a number");
        }
    }

    private static String required(Path file, Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null || value.isBlank()) {
            throw damaged(file, key + " is missing");
        }
        return value.trim();
    }

    private static StartException damaged(Path file, String why) {
        return StartException.environment(
                "cannot read " + file + ": " + why + "; restore it, or choose another log.dirs");
    }

    private void requireOwner(Path file, int wantedNodeId, @Nullable String wantedClusterId) {
        if (nodeId != wantedNodeId) {
            throw StartException.environment(
                    String.format(
                            "the data directory %s belongs to node %d, but node.id is %d;"
                                    + " correct node.id, or choose another log.dirs",
                            file.getParent(), nodeId, wantedNodeId));
        }
        if (wantedClusterId != null && !wantedClusterId.equals(clusterId)) {
            throw StartException.environment(
                    String.format(
                            "the data directory %s belongs to cluster %s, not to %s;"
                                    + " choose another log.dirs",
                            file.getParent(), clusterId, wantedClusterId));
        }
    }

    // First aside, then renamed: a crash leaves the whole file, or none.
    private void write(Path directory) throws IOException {
        String text =
                String.join(
                        "\n",
                        "version=" + VERSION,
                        "node.id=" + nodeId,
                        "cluster.id=" + clusterId,
                        "directory.id=" + directoryId,
                        "");
        Path temporary = directory.resolve(TEMPORARY_NAME);
        try (FileChannel channel =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                temporary,
                directory.resolve(FILE_NAME),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        DiskStorage.forceDirectory(directory);
    }
}
