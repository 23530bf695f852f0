package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;

/** More files than descriptors. */
class DescriptorsTest {
    private static final int LIMIT = 16;

    @TempDir private Path root;

    private DiskStorage storage;

    @BeforeEach
    void open() {
        storage = new DiskStorage(root, new DiskSettings(LIMIT, 5));
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void manyFilesAreWrittenAndReadThroughFewDescriptors() {
        List<StorageFile> files = openMany(1_000);
        Random random = new Random(8123);
        int[] sizes = new int[files.size()];

        for (int step = 0; step < 20_000; step++) {
            int index = random.nextInt(files.size());
            StorageFile file = files.get(index);
            if (random.nextInt(20) == 0) {
                file.write(bytes(textOf(index, sizes[index])), sizes[index]);
                sizes[index] += 8;
            } else {
                assertThat(file.size()).isEqualTo(sizes[index]);
                assertThat(text(file)).isEqualTo(contentOf(index, sizes[index]));
            }
            assertThat(storage.descriptors().openCount()).isLessThanOrEqualTo(LIMIT);
        }
    }

    @Test
    void handlesOfOneFileShareADescriptor() {
        StorageFile first = storage.open("a/0.log");
        StorageFile second = storage.open("a/../a/0.log");

        first.write(bytes("abc"), 0);

        assertThat(storage.descriptors().openCount()).isEqualTo(1);
        assertThat(second.size()).isEqualTo(3);
        first.close();
        assertThat(text(second)).isEqualTo("abc");
        second.close();
        assertThat(storage.descriptors().openCount()).isZero();
    }

    @Test
    void whatWasUsedLatelyStaysOpen() {
        DiskFile used = (DiskFile) storage.open("used");
        DiskFile left = (DiskFile) storage.open("left");

        for (StorageFile other : openMany(100)) {
            assertThat(other.size()).isZero();
            used.read(ByteBuffer.allocate(1), 0);
            assertThat(used.inode().isOpen()).isTrue();
        }

        assertThat(left.inode().isOpen()).isFalse();
    }

    @Test
    void aFileIsFlushedBeforeItIsClosedForAnother() {
        DiskFile written = (DiskFile) storage.open("written");
        written.write(bytes("abc"), 0);
        openMany(2 * LIMIT);
        assertThat(written.inode().isOpen()).as("others could be closed").isTrue();

        for (StorageFile other : openMany(2 * LIMIT)) {
            other.write(bytes("def"), 0);
        }

        assertThat(written.inode().isOpen()).isFalse();
        assertThat(written.inode().isUnflushed()).isFalse();
    }

    @Test
    void aFileThatWasClosedForAnotherIsFlushedThroughANewDescriptor() {
        DiskFile file = (DiskFile) storage.open("file");
        openMany(2 * LIMIT);
        assertThat(file.inode().isOpen()).isFalse();

        file.flush();

        assertThat(file.inode().isOpen()).isTrue();
    }

    @Test
    void aFlushMakesAWriteHarmlessToClose() {
        DiskFile file = (DiskFile) storage.open("file");

        file.write(bytes("abc"), 0);
        assertThat(file.inode().isUnflushed()).isTrue();
        file.flush();
        assertThat(file.inode().isUnflushed()).isFalse();
        file.truncate(1);

        assertThat(file.inode().isUnflushed()).isTrue();
    }

    @Test
    void aFileInUseIsNotClosedForAnother() {
        List<DiskFile> inUse = new ArrayList<>();
        for (StorageFile file : openMany(2 * LIMIT)) {
            DiskFile disk = (DiskFile) file;
            disk.inode().take();
            inUse.add(disk);
        }

        assertThat(inUse).allMatch(file -> file.inode().isOpen());
        inUse.forEach(file -> file.inode().putBack());
        storage.open("one more");

        assertThat(storage.descriptors().openCount()).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void handlesAndSlicesFollowTheirFileThroughRenames() {
        StorageFile file = storage.open("topic-0/0.log");
        file.write(bytes("abc"), 0);
        FileSlice slice = file.slice(1, 2);

        storage.rename("topic-0/0.log", "topic-0/0.log.deleted");
        storage.rename("topic-0", "topic-0.1234-delete");
        openMany(2 * LIMIT, "written");

        assertThat(((DiskFile) file).inode().isOpen()).isFalse();
        assertThat(text(slice)).isEqualTo("bc");
        assertThat(text(file)).isEqualTo("abc");
        file.write(bytes("d"), 3);
        assertThat(root.resolve("topic-0.1234-delete/0.log.deleted")).hasContent("abcd");
        assertThat(text(storage.open("topic-0.1234-delete/0.log.deleted"))).isEqualTo("abcd");
    }

    @Test
    void aNameThatIsFreeAgainIsOfANewFile() {
        StorageFile old = storage.open("topic-0/0.log");
        old.write(bytes("old"), 0);
        storage.rename("topic-0", "moved");

        StorageFile fresh = storage.open("topic-0/0.log");
        fresh.write(bytes("new"), 0);
        openMany(2 * LIMIT, "written");

        assertThat(text(old)).isEqualTo("old");
        assertThat(text(fresh)).isEqualTo("new");
    }

    @Test
    void namesThatBeginAlikeAreNotBelowEachOther() {
        StorageFile one = storage.open("topic-1/0.log");
        StorageFile eleven = storage.open("topic-11/0.log");
        one.write(bytes("one"), 0);
        eleven.write(bytes("eleven"), 0);

        storage.rename("topic-1", "moved");
        storage.delete("moved");
        openMany(2 * LIMIT, "written");

        assertThat(text(one)).isEqualTo("one");
        assertThat(text(eleven)).isEqualTo("eleven");
        assertThat(root.resolve("topic-11/0.log")).hasContent("eleven");
    }

    @Test
    void whoHoldsAReplacedFileStillReadsTheOldOne() {
        StorageFile replaced = storage.open("0.log");
        replaced.write(bytes("old"), 0);
        StorageFile cleaned = storage.open("0.log.swap");
        cleaned.write(bytes("new"), 0);

        storage.rename("0.log.swap", "0.log");
        openMany(2 * LIMIT, "written");

        assertThat(text(replaced)).isEqualTo("old");
        assertThat(text(cleaned)).isEqualTo("new");
        assertThat(text(storage.open("0.log"))).isEqualTo("new");
    }

    @Test
    void slicesOfADeletedFileStayReadableThoughItWasClosedForAnother() {
        StorageFile file = storage.open("topic-0/0.log");
        file.write(bytes("0123456789"), 0);
        FileSlice slice = file.slice(2, 3);
        file.close();
        openMany(2 * LIMIT, "written");
        assertThat(((DiskSlice) slice).inode().isOpen()).isFalse();

        storage.delete("topic-0");
        openMany(2 * LIMIT, "written again");

        assertThat(text(slice)).isEqualTo("234");
        slice.release();
        assertThat(((DiskSlice) slice).inode().isOpen()).isFalse();
    }

    @Test
    void aFileThatSomebodyElseTookAwayIsAFaultNotABug() throws IOException {
        StorageFile file = storage.open("0.log");
        openMany(2 * LIMIT);
        Files.delete(root.resolve("0.log"));

        storage.delete("0.log");

        assertThat(
                        org.assertj.core.api.Assertions.catchThrowableOfType(
                                strata.kernel.storage.StorageException.class, () -> text(file)))
                .hasMessageContaining("no such file");
    }

    private List<StorageFile> openMany(int count) {
        List<StorageFile> files = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            files.add(storage.open("many-" + index / 10 + "/" + index));
        }
        return files;
    }

    private void openMany(int count, String content) {
        for (StorageFile file : openMany(count)) {
            file.write(bytes(content), 0);
        }
    }

    private static String textOf(int index, int position) {
        return String.format(java.util.Locale.ROOT, "%04d%04d", index, position % 10_000);
    }

    private static String contentOf(int index, int size) {
        StringBuilder content = new StringBuilder();
        for (int position = 0; position < size; position += 8) {
            content.append(textOf(index, position));
        }
        return content.toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(StorageFile file) {
        ByteBuffer buffer = ByteBuffer.allocate(10_000);
        file.read(buffer, 0);
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    private static String text(FileSlice slice) {
        ByteBuffer buffer = ByteBuffer.allocate(slice.count());
        slice.read(buffer, 0);
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }
}
