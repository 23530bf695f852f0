package strata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import strata.kernel.Check.CheckFailed;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageException.Kind;
import strata.kernel.storage.StorageFile;

class DiskStorageTest {
    @TempDir private Path root;

    private DiskStorage storage;

    @BeforeEach
    void open() {
        storage = new DiskStorage(root, new DiskSettings(100, 5));
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void whatIsWrittenIsReadAtItsPosition() {
        StorageFile file = storage.open("topic-0/0.log");

        file.write(bytes("hello, world"), 0);
        file.write(bytes("W"), 7);

        assertThat(file.size()).isEqualTo(12);
        assertThat(text(file, 0, 12)).isEqualTo("hello, World");
        assertThat(text(file, 7, 100)).isEqualTo("World");
        assertThat(file.read(ByteBuffer.allocate(1), 12)).isZero();
        assertThat(file.read(ByteBuffer.allocate(1), 99)).isZero();
    }

    @Test
    void aWriteIsSeenByOthersAtOnce() throws IOException {
        StorageFile file = storage.open("0.log");

        file.write(bytes("hello"), 0);

        assertThat(root.resolve("0.log")).hasContent("hello");
        assertThat(text(storage.open("0.log"), 0, 5)).isEqualTo("hello");
    }

    @Test
    void largeBuffersOfEitherKindGoThroughWhole() {
        byte[] content = new byte[1 << 20];
        new Random(1).nextBytes(content);
        StorageFile file = storage.open("large");

        file.write(ByteBuffer.wrap(content), 0);
        file.write(ByteBuffer.allocateDirect(content.length).put(content).flip(), content.length);

        ByteBuffer read = ByteBuffer.allocate(2 * content.length);
        assertThat(file.read(read, 0)).isEqualTo(2 * content.length);
        assertThat(read.flip().slice(0, content.length)).isEqualTo(ByteBuffer.wrap(content));
        assertThat(read.slice(content.length, content.length)).isEqualTo(ByteBuffer.wrap(content));
        ByteBuffer direct = ByteBuffer.allocateDirect(content.length);
        assertThat(file.read(direct, content.length)).isEqualTo(content.length);
        assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(content));
    }

    @Test
    void aWriteLeavesNoGap() {
        StorageFile file = storage.open("0.log");
        file.write(bytes("abc"), 0);

        assertThatThrownBy(() -> file.write(bytes("x"), 4))
                .isInstanceOf(CheckFailed.class)
                .hasMessageContaining("position 4 of a file of 3 bytes");
    }

    @Test
    void anotherHandlesGrowthIsSeen() {
        StorageFile first = storage.open("0.log");
        StorageFile second = storage.open("0.log");
        first.write(bytes("abc"), 0);

        second.write(bytes("def"), 3);
        FileSlice slice = first.slice(1, 5);

        assertThat(text(slice)).isEqualTo("bcdef");
    }

    @Test
    void slicesReadTheirPartAndNoMore() {
        StorageFile file = storage.open("0.log");
        file.write(bytes("0123456789"), 0);

        FileSlice slice = file.slice(2, 5);

        assertThat(slice.position()).isEqualTo(2);
        assertThat(slice.count()).isEqualTo(5);
        ByteBuffer all = ByteBuffer.allocate(100);
        assertThat(slice.read(all, 0)).isEqualTo(5);
        assertThat(all.limit()).isEqualTo(100);
        ByteBuffer two = ByteBuffer.allocate(2);
        assertThat(slice.read(two, 4)).isEqualTo(1);
        assertThat(slice.read(ByteBuffer.allocate(2), 5)).isZero();
    }

    @Test
    void aSliceMustLieWithinItsFile() {
        StorageFile file = storage.open("0.log");
        file.write(bytes("0123456789"), 0);

        assertThatThrownBy(() -> file.slice(8, 3)).isInstanceOf(CheckFailed.class);
        assertThatThrownBy(() -> file.slice(-1, 3)).isInstanceOf(CheckFailed.class);
    }

    @Test
    void aSliceOutlivesTheCloseAndTheDeletionOfItsFile() {
        DiskFile file = (DiskFile) storage.open("topic-0/0.log");
        file.write(bytes("0123456789"), 0);
        FileSlice slice = file.slice(0, 10);
        FileSlice again = file.slice(5, 5);

        file.close();
        storage.delete("topic-0");

        assertThat(text(slice)).isEqualTo("0123456789");
        slice.release();
        assertThat(file.inode().isOpen()).isTrue();
        assertThat(text(again)).isEqualTo("56789");
        again.release();
        assertThat(file.inode().isOpen()).isFalse();
    }

    @Test
    void aSliceHeldTwiceIsReleasedTwiceAndNotOftener() {
        DiskFile file = (DiskFile) storage.open("0.log");
        file.write(bytes("x"), 0);
        FileSlice slice = file.slice(0, 1);
        file.close();

        slice.retain().release();
        assertThat(file.inode().isOpen()).isTrue();
        slice.release();

        assertThat(file.inode().isOpen()).isFalse();
        assertThatThrownBy(slice::release).isInstanceOf(CheckFailed.class);
        assertThatThrownBy(slice::retain).isInstanceOf(CheckFailed.class);
    }

    @Test
    void aClosedFileIsNotUsedAgain() {
        StorageFile file = storage.open("0.log");
        file.close();

        assertThatThrownBy(() -> file.write(bytes("x"), 0)).isInstanceOf(CheckFailed.class);
        assertThatThrownBy(() -> file.slice(0, 0)).isInstanceOf(CheckFailed.class);
        assertThatThrownBy(file::close).isInstanceOf(CheckFailed.class);
    }

    @Test
    void whenTheStorageClosesNoFileStaysOpen() {
        DiskFile left = (DiskFile) storage.open("left");
        left.write(bytes("x"), 0);
        FileSlice slice = left.slice(0, 1);
        DiskFile closed = (DiskFile) storage.open("closed");
        closed.close();

        storage.close();

        assertThat(left.inode().isOpen()).isFalse();
        // Whoever still holds a part may let go of it in any order.
        slice.release();
        left.close();
        assertThat(closed.inode().isOpen()).isFalse();
    }

    @Test
    void truncateCutsTheEnd() {
        StorageFile file = storage.open("0.log");
        file.write(bytes("0123456789"), 0);

        file.truncate(4);
        file.write(bytes("x"), 4);

        assertThat(text(file, 0, 100)).isEqualTo("0123x");
        assertThatThrownBy(() -> file.write(bytes("y"), 6)).isInstanceOf(CheckFailed.class);
    }

    @Test
    void listIsSortedAndEmptyForWhatIsMissing() {
        storage.open("b-0/0.log").flush();
        storage.open("a-0/1.log").flush();
        storage.open("a-0/0.log").flush();

        assertThat(storage.list("")).containsExactly("a-0", "b-0");
        assertThat(storage.list("a-0")).containsExactly("0.log", "1.log");
        assertThat(storage.list("c-0")).isEmpty();
    }

    @Test
    void filesOfTheDirectoryItselfAreNotShown() {
        try (DirectoryLock lock = DirectoryLock.take(root)) {
            MetaProperties.openOrCreate(root, 1, null, new SeededRandom(1));

            assertThat(lock).isNotNull();
            assertThat(storage.list("")).isEmpty();
        }
    }

    @Test
    void renameReplacesAndDeleteRemovesAll() {
        storage.open("a").write(bytes("new"), 0);
        storage.open("b").write(bytes("old"), 0);
        storage.open("dir/x/y").flush();

        storage.rename("a", "b");
        storage.rename("dir", "moved");
        storage.syncDirectory("");
        storage.delete("nothing");

        assertThat(storage.exists("a")).isFalse();
        assertThat(root.resolve("b")).hasContent("new");
        assertThat(storage.list("moved")).containsExactly("x");
        storage.delete("moved");
        assertThat(storage.exists("moved")).isFalse();
        assertThat(storage.exists("b")).isTrue();
    }

    @Test
    void namesDoNotLeaveTheDirectory() {
        assertThatThrownBy(() -> storage.open("../elsewhere")).isInstanceOf(CheckFailed.class);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDeviceIsToldAsSuch() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("full"), Path.of("/dev/full"));
        StorageFile full = storage.open("full");

        StorageException fault =
                catchThrowableOfType(StorageException.class, () -> full.write(bytes("x"), 0));

        assertThat(fault.kind()).isEqualTo(Kind.FULL);
        assertThat(fault).hasMessageContaining(link.toString());
        // JUnit warns of links that lead out of its directory.
        Files.delete(link);
    }

    @Test
    void whatTheSystemForbidsIsToldAsSuch() throws IOException {
        Files.createFile(root.resolve("file"));
        Files.createDirectory(root.resolve("directory"));

        assertThat(kindOf(() -> storage.open("file/below"))).isEqualTo(Kind.ACCESS);
        assertThat(kindOf(() -> storage.open("directory"))).isEqualTo(Kind.ACCESS);
        assertThat(kindOf(() -> storage.rename("missing", "b"))).isEqualTo(Kind.ACCESS);
        assertThat(kindOf(() -> storage.list("file"))).isEqualTo(Kind.ACCESS);
    }

    private static Kind kindOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StorageException.class, call).kind();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(StorageFile file, long position, int countMax) {
        ByteBuffer buffer = ByteBuffer.allocate(countMax);
        file.read(buffer, position);
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    private static String text(FileSlice slice) {
        ByteBuffer buffer = ByteBuffer.allocate(slice.count());
        slice.read(buffer, 0);
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }
}
