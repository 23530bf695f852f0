package strata.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashPoint.Moment;

final class SimDiskTest {
    private final SimDisk disk = new SimDisk(new SeededRandom(1));
    private Storage storage = disk.mount();

    @BeforeEach
    void aDurableFile() {
        write("d/f", "durable", 0);
        storage.open("d/f").flush();
        storage.syncDirectory("d");
        storage.syncDirectory("");
    }

    @Test
    void aKilledProcessLosesNothingItWrote() {
        write("d/f", "+cached", 7);

        crash(CrashMode.KEEP_ALL, 1);

        assertThat(text("d/f")).isEqualTo("durable+cached");
    }

    @Test
    void theMemoryOfUnflushedBytesIsAnotherOneOnlyAfterALossOfPower() {
        String before = storage.memoryId();
        assertThat(before).isNotEmpty();

        crash(CrashMode.KEEP_ALL, 1);
        assertThat(storage.memoryId()).isEqualTo(before);
        crash(CrashMode.TEAR_TAIL, 1);
        String after = storage.memoryId();
        crash(CrashMode.LOSE_UNFLUSHED, 1);

        assertThat(after).isNotEqualTo(before);
        assertThat(storage.memoryId()).isNotEqualTo(before).isNotEqualTo(after);
    }

    @Test
    void whatAKilledProcessLeftUnflushedIsStillLostWithThePower() {
        write("d/f", "+cached", 7);
        crash(CrashMode.KEEP_ALL, 1);

        crash(CrashMode.LOSE_UNFLUSHED, 1);

        assertThat(text("d/f")).isEqualTo("durable");
    }

    @Test
    void aLossOfPowerTakesWhatWasNotFlushed() {
        write("d/f", "+cached", 7);

        crash(CrashMode.LOSE_UNFLUSHED, 1);

        assertThat(text("d/f")).isEqualTo("durable");
    }

    @ParameterizedTest
    @EnumSource(CrashMode.class)
    void whatWasFlushedSurvivesEveryCrash(CrashMode mode) {
        for (int seed = 0; seed < 100; seed++) {
            write("d/f", "+tail", 7);

            crash(mode, seed);

            assertThat(text("d/f")).startsWith("durable");
            storage.open("d/f").truncate(7);
            storage.open("d/f").flush();
        }
    }

    @Test
    void aFlushedFileWhoseNameWasNotSyncedVanishes() {
        write("d/new", "bytes", 0);
        storage.open("d/new").flush();

        crash(CrashMode.LOSE_UNFLUSHED, 1);

        assertThat(storage.list("d")).containsExactly("f");
    }

    @Test
    void aDeletedFileIsBackUntilItsDirectoryIsSynced() {
        storage.delete("d/f");

        crash(CrashMode.LOSE_UNFLUSHED, 1);

        assertThat(text("d/f")).isEqualTo("durable");
        storage.delete("d/f");
        storage.syncDirectory("d");
        crash(CrashMode.LOSE_UNFLUSHED, 1);
        assertThat(storage.exists("d/f")).isFalse();
    }

    @Test
    void aRenamingIsDoneOrNotNeverHalf() {
        TreeSet<String> seen = new TreeSet<>();
        for (int seed = 0; seed < 50; seed++) {
            SimDisk other = new SimDisk(new SeededRandom(1));
            Storage before = other.mount();
            before.open("a/f");
            before.open("b/g");
            before.syncDirectory("a");
            before.syncDirectory("b");
            before.syncDirectory("");
            before.rename("a/f", "b/f");

            other.crash(CrashMode.TEAR_TAIL, new SeededRandom(seed));

            Storage after = other.mount();
            seen.add(after.list("a") + " " + after.list("b"));
        }
        assertThat(seen).containsExactly("[] [f, g]", "[f] [g]");
    }

    @Test
    void aTornTailMayBeCutHoledOrFullOfZeros() {
        boolean cut = false;
        boolean zeros = false;
        boolean holed = false;
        String tail = "x".repeat(3000);
        for (int seed = 0; seed < 200; seed++) {
            write("d/f", tail, 7);
            crash(CrashMode.TEAR_TAIL, seed);
            String left = text("d/f").substring(7);
            cut |=
                    !left.isEmpty()
                            && left.length() < 3000
                            && left.equals("x".repeat(left.length()));
            zeros |= left.endsWith("\0");
            holed |= left.contains("\0x");
            storage.open("d/f").truncate(7);
            storage.open("d/f").flush();
        }
        assertThat(cut).as("cut short").isTrue();
        assertThat(zeros).as("ends in zeros").isTrue();
        assertThat(holed).as("a hole in the middle").isTrue();
    }

    @Test
    void aWriteBehindAnUnflushedCutMayStandAmongTheOldBytes() {
        boolean mixed = false;
        for (int seed = 0; seed < 200; seed++) {
            SimDisk other = new SimDisk(new SeededRandom(1));
            StorageFile file = other.mount().open("f");
            file.write(ByteBuffer.wrap("o".repeat(2048).getBytes(StandardCharsets.US_ASCII)), 0);
            file.flush();
            other.crash(CrashMode.KEEP_ALL, new SeededRandom(1));
            StorageFile again = other.mount().open("f");
            again.truncate(0);
            again.write(ByteBuffer.wrap("n".repeat(512).getBytes(StandardCharsets.US_ASCII)), 0);
            other.mount().syncDirectory("");
            other.crash(CrashMode.TEAR_TAIL, new SeededRandom(seed));
            String left = new String(other.contentOf("f"), StandardCharsets.US_ASCII);
            mixed |= left.startsWith("n") && left.endsWith("o");
        }
        assertThat(mixed).isTrue();
    }

    @Test
    void aProcessDiesAtItsCrashPointAndStaysDead() {
        StorageFile file = storage.open("d/f");
        disk.crashAt(new CrashPoint(disk.operations() + 2, Moment.BEFORE));
        file.write(ByteBuffer.wrap(new byte[] {'1'}), 7);

        assertThatThrownBy(() -> file.write(ByteBuffer.wrap(new byte[] {'2'}), 8))
                .isInstanceOf(SimCrash.class);

        assertThatThrownBy(file::flush).isInstanceOf(SimCrash.class);
        assertThatThrownBy(() -> storage.list("")).isInstanceOf(SimCrash.class);
        crash(CrashMode.KEEP_ALL, 1);
        assertThat(text("d/f")).isEqualTo("durable1");
    }

    @Test
    void aWriteThatIsCutOffIsThereInPart() {
        disk.crashInWrite(disk.operations() + 1, 3);

        assertThatThrownBy(() -> write("d/f", "+cached", 7)).isInstanceOf(SimCrash.class);

        crash(CrashMode.KEEP_ALL, 1);
        assertThat(text("d/f")).isEqualTo("durable+ca");
    }

    @Test
    void aFullDiskAndAFailingOneSaySo() {
        disk.setFull(true);
        assertThatThrownBy(() -> write("d/f", "more", 7))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FULL));
        disk.setFull(false);
        disk.failReads(1);
        assertThatThrownBy(() -> text("d/f"))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.IO));
        assertThat(disk.takeFaultHit()).isTrue();
        assertThat(text("d/f")).startsWith("durable");
    }

    @Test
    void aFlippedBitChangesOneByteForGood() {
        disk.flipBit(8 * 2 + 1);

        crash(CrashMode.LOSE_UNFLUSHED, 1);

        assertThat(text("d/f")).isEqualTo("dupable");
    }

    @Test
    void aSliceOutlivesItsFilesName() {
        FileSlice slice = storage.open("d/f").slice(1, 3);
        storage.delete("d/f");
        ByteBuffer into = ByteBuffer.allocate(9);

        slice.read(into, 0);

        assertThat(new String(into.array(), 0, into.position(), StandardCharsets.US_ASCII))
                .isEqualTo("ura");
        assertThat(disk.slicesHeld()).isEqualTo(1);
        slice.release();
        assertThat(disk.slicesHeld()).isZero();
    }

    private void write(String name, String text, long position) {
        storage.open(name)
                .write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), position);
    }

    private String text(String name) {
        StorageFile file = storage.open(name);
        ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
        file.read(bytes, 0);
        return new String(bytes.array(), StandardCharsets.US_ASCII);
    }

    private void crash(CrashMode mode, int seed) {
        disk.crash(mode, new SeededRandom(seed));
        storage = disk.mount();
    }
}
