package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.storage.StorageException;

/** What open finds is written here by hand; the crashes that leave it are enumerated in sim. */
final class SwapRecoveryTest {
    private final PlainDisk disk = new PlainDisk();
    private final LogDirectory directory = TestSegments.directory(disk, SegmentSettings.DEFAULT);

    @Test
    void aDirectoryInOrderIsLeftAlone() {
        files("0.log", "0.index", "0.timeindex", "7.log", "7.index", "7.timeindex", "7.txnindex");

        assertThat(recovered()).hasSize(7);
        assertThat(disk.told).isEmpty();
    }

    @Test
    void deletedAndUnfinishedFilesAreRemoved() {
        files("0.log.deleted", "0.index.deleted", "0.log.cleaned", "0.index.cleaned", "0.log");

        assertThat(recovered()).containsExactly("0.log");
        assertThat(disk.told).endsWith("sync");
    }

    @Test
    void foreignFilesAreLeftAlone() {
        disk.setBytes("t-0/notes.deleted", new byte[3]);
        disk.setBytes("t-0/partition.metadata", new byte[3]);
        disk.setBytes("t-0/leader-epoch-checkpoint", new byte[3]);

        assertThat(recovered())
                .containsExactly("leader-epoch-checkpoint", "notes.deleted", "partition.metadata");
    }

    @Test
    void aSwapReplacesTheSegmentsInItsRangeAndNoOther() {
        files("0.log", "0.index", "5.log", "5.index", "9.log", "10.log", "10.index", "4.log");
        // From offset 5 to 9.
        swap(5, KeyedBatch.at(7).put("a", "1").put("b", "2").put("c", "3").build());
        files("5.index.swap", "5.timeindex.swap");

        assertThat(recovered())
                .containsExactly(
                        "0.index",
                        "0.log",
                        "4.log",
                        "5.index",
                        "5.log",
                        "5.timeindex",
                        "10.index",
                        "10.log");
        assertThat(KeyedBatch.shown(ByteBuffer.wrap(disk.bytes(name("5.log")))))
                .containsExactly("7 a=1", "8 b=2", "9 c=3");
    }

    @Test
    void anOldIndexDoesNotBecomeTheNewSegments() {
        files("5.index", "5.timeindex");
        swap(5, KeyedBatch.at(5).put("a", "1").build());

        assertThat(recovered()).containsExactly("5.log");
    }

    @Test
    void indexesThatWereRenamedBeforeTheirLogAreRemoved() {
        files("5.log", "5.index.swap", "5.timeindex.cleaned", "5.log.cleaned");

        assertThat(recovered()).containsExactly("5.log");
    }

    @Test
    void anIndexWithoutALogIsRemoved() {
        files("0.log", "0.index", "7.index", "8.timeindex");

        assertThat(recovered()).containsExactly("0.index", "0.log");
    }

    @Test
    void aSplitOfKafkasThatIsNotWholeIsUndone() {
        // Kafka had split segment 5 into 5 and 8; of 5 it had renamed nothing yet.
        files("5.log", "5.log.cleaned", "8.log.swap", "8.index.swap");

        assertThat(recovered()).containsExactly("5.log");
    }

    @Test
    void aSwapThatCannotBeReadChangesNothing() {
        files("5.log");
        ByteBuffer batch = KeyedBatch.at(5).put("a", "1").build();
        disk.setBytes(name("5.log.swap"), Arrays.copyOf(bytesOf(batch), batch.limit() - 1));
        List<String> before = disk.list("t-0");

        assertThatThrownBy(() -> SwapRecovery.run(directory))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("5.log.swap is corrupt at byte 0");
        assertThat(disk.list("t-0")).isEqualTo(before);
    }

    private void swap(long baseOffset, ByteBuffer batch) {
        disk.setBytes(name(baseOffset + ".log.swap"), bytesOf(batch));
    }

    private static byte[] bytesOf(ByteBuffer batch) {
        byte[] bytes = new byte[batch.remaining()];
        batch.duplicate().get(bytes);
        return bytes;
    }

    private void files(String... shortNames) {
        Arrays.stream(shortNames).forEach(file -> disk.setBytes(name(file), new byte[0]));
    }

    private static String name(String shortName) {
        int dot = shortName.indexOf('.');
        return "t-0/" + "0".repeat(20 - dot) + shortName;
    }

    /** What is there afterwards, which is also what it says is there; names without zeros. */
    private List<String> recovered() {
        List<String> names = SwapRecovery.run(directory);
        assertThat(names).isEqualTo(disk.list("t-0"));
        assertThat(SwapRecovery.run(directory)).isEqualTo(names);
        return names.stream().map(n -> n.replaceFirst("^0{1,19}", "")).toList();
    }
}
