package strata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private MetaProperties open(int nodeId, @Nullable String clusterId) {
        return MetaProperties.openOrCreate(directory, nodeId, clusterId, SeededRandom.fresh());
    }

    private static StartException refused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StartException.class, call);
    }
}
