package strata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.kernel.Nullable;

/** Who may use a data directory. */
class DataDirectoryTest {
    @TempDir private Path directory;

    @Test
    void aDirectoryIsMadeWhenItIsMissing() {
        Path missing = directory.resolve("a/b");

        try (DirectoryLock lock = DirectoryLock.take(missing)) {
            assertThat(lock).isNotNull();
            assertThat(missing).isDirectory();
        }
    }

    @Test
    void aDirectoryServesOneNodeAtATime() {
        try (DirectoryLock lock = DirectoryLock.take(directory)) {
            assertThat(lock).isNotNull();

            StartException refused = refused(() -> DirectoryLock.take(directory));

            assertThat(refused.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(refused)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("in use by another node");
        }
        try (DirectoryLock again = DirectoryLock.take(directory)) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void aFileIsNoDirectory() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        StartException refused = refused(() -> DirectoryLock.take(file));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(refused).hasMessageContaining(file.toString());
    }

    @Test
    void theFirstStartSaysWhoseDirectoryItIs() throws IOException {
        MetaProperties created = open(3, null);

        Properties stored = new Properties();
        try (var reader = Files.newBufferedReader(directory.resolve("meta.properties"))) {
            stored.load(reader);
        }
        assertThat(stored)
                .containsEntry("version", "1")
                .containsEntry("node.id", "3")
                .containsEntry("cluster.id", created.clusterId())
                .containsEntry("directory.id", created.directoryId())
                .hasSize(4);
        assertThat(created.clusterId()).hasSize(22).isNotEqualTo(created.directoryId());
        assertThat(open(3, null)).isEqualTo(created);
        assertThat(open(3, created.clusterId())).isEqualTo(created);
        assertThat(directory.resolve("meta.properties.tmp")).doesNotExist();
    }

    @Test
    void aClusterThatIsNamedIsTaken() {
        assertThat(open(3, "AAAAAAAAAAAAAAAAAAAAAA").clusterId())
                .isEqualTo("AAAAAAAAAAAAAAAAAAAAAA");
    }

    @Test
    void anotherNodesDirectoryIsNotServed() {
        open(3, null);

        StartException refused = refused(() -> open(4, null));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(refused).hasMessageContaining("belongs to node 3, but node.id is 4");
    }

    @Test
    void anotherClustersDirectoryIsNotServed() {
        open(3, "AAAAAAAAAAAAAAAAAAAAAA");

        StartException refused = refused(() -> open(3, "BBBBBBBBBBBBBBBBBBBBBB"));

        assertThat(refused).hasMessageContaining("belongs to cluster AAAAAAAAAAAAAAAAAAAAAA");
    }

    @Test
    void aDamagedFileIsNotReplaced() throws IOException {
        Path file = directory.resolve("meta.properties");
        for (String damaged :
                new String[] {
                    "",
                    "version=0\nnode.id=3\n",
                    "version=1\nnode.id=3\n",
                    "version=1\nnode.id=three\ncluster.id=a\ndirectory.id=b\n",
                    "version=\\u00zz"
                }) {
            Files.writeString(file, damaged);

            StartException refused = refused(() -> open(3, null));

            assertThat(refused.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(refused).hasMessageContaining("cannot read " + file);
            assertThat(file).hasContent(damaged);
        }
    }

    @Test
    void aNodeWithCompanionsIsToldItsClusterAtItsFirstStart() {
        StartException refused = refused(() -> openCompanion(null));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("--cluster-id ID")
                .hasMessageContaining("strata node --new-cluster-id");
        assertThat(directory.resolve("meta.properties")).doesNotExist();

        String id = NodeProcess.newClusterId();
        assertThat(openCompanion(id).clusterId()).isEqualTo(id);
        assertThat(openCompanion(null).clusterId()).as("from then on it knows").isEqualTo(id);
    }

    @Test
    void whatIsNoClustersIdIsRefused() {
        for (String wrong : new String[] {"", "mine", "AAAAAAAAAAAAAAAAAAAAAB", "A".repeat(23)}) {
            StartException refused = refused(() -> openCompanion(wrong));

            assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(refused).hasMessageContaining("is not a cluster's id");
        }
    }

    /** As kafka-storage.sh of Apache Kafka 4.3.1 leaves it. */
    @Test
    void aDirectoryThatKafkaFormattedIsTaken() throws IOException {
        Files.writeString(
                directory.resolve("meta.properties"),
                """
                #
                #Sun Nov 22 18:40:00 UTC 2026
                cluster.id=4L6g3nShT-eMCtK--X86sw
                directory.id=uLbYnJbEQjWgBqGlFgVXgA
                node.id=3
                version=1
                """);
        Files.writeString(directory.resolve("bootstrap.checkpoint"), "Kafka's own");

        MetaProperties found = openCompanion(null);

        assertThat(found)
                .isEqualTo(
                        new MetaProperties(3, "4L6g3nShT-eMCtK--X86sw", "uLbYnJbEQjWgBqGlFgVXgA"));
        assertThat(directory.resolve("bootstrap.checkpoint")).hasContent("Kafka's own");
    }

    private MetaProperties openCompanion(@Nullable String clusterId) {
        NodeConfig config =
                NodeConfig.of(
                        Map.of(
                                "node.id", "3",
                                "log.dirs", directory.toString(),
                                "listeners", "PLAINTEXT://localhost:9094",
                                "controller.quorum.voters", "1@a:9094,2@b:9094,3@localhost:9094"));
        return MetaProperties.openOrCreate(config, clusterId, SeededRandom.fresh());
    }

    private MetaProperties open(int nodeId, @Nullable String clusterId) {
        return MetaProperties.openOrCreate(directory, nodeId, clusterId, SeededRandom.fresh());
    }

    private static StartException refused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StartException.class, call);
    }
}
