package strata.segments;

import java.nio.ByteBuffer;
import strata.kernel.log.CorruptDataException;
import strata.kernel.storage.StorageFile;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;

@Step(value = "2.2", concept = "the sparse index", code = "SEG-202")
final class SparseIndexTest {
    private static final long BASE = 5_000_000_000L;
    private static final long FARTHEST = BASE + Integer.MAX_VALUE;
    private static final long TIME_MS = TestBatch.NOW_MS;

    private final TestDisk disk = new TestDisk();

    @Claim(
            value =
                    "An entry is 8 bytes, of the time index 12, and only what belongs behind the"
                            + " last one is added",
            rules = {"R2.2-a", "R2.2-b", "R2.2-c", "R2.2-d"})
    void anEntryHasItsBytesAndItsPlace(Lesson lesson) {
        lesson.step("an offset index of base offset %s: add two batches", BASE);
        OffsetIndex offsets = OffsetIndex.inMemory(BASE);
        offsets.add(BASE + 9, 4_200);
        offsets.add(FARTHEST, 8_400);
        byte[] expected = TestIndex.offsets(BASE, BASE + 9, 4_200, FARTHEST, 8_400);
        TestIndex.expectOffsets(lesson, "the index", BASE, expected, bytes(offsets));

        lesson.step(
                "add what cannot be: no offset above the last, or one that 4 bytes cannot hold");
        expectCorrupt(lesson, "the last offset again", () -> offsets.add(FARTHEST, 9_000));
        expectCorrupt(lesson, "an offset too far", () -> offsets.add(FARTHEST + 1, 9_000));
        OffsetIndex empty = OffsetIndex.inMemory(BASE);
        expectCorrupt(lesson, "an offset below the base", () -> empty.add(BASE - 1, 9_000));
        TestIndex.expectOffsets(lesson, "the index", BASE, expected, bytes(offsets));
        TestIndex.expectOffsets(lesson, "the other", BASE, new byte[0], bytes(empty));

        lesson.step("a time index of the same segment: add two times, and two that do not rise");
        TimeIndex times = TimeIndex.inMemory(BASE);
        times.addIfGreater(-1, BASE);
        times.addIfGreater(TIME_MS, BASE + 9);
        times.addIfGreater(TIME_MS, BASE + 20);
        times.addIfGreater(TIME_MS - 1, BASE + 30);
        times.addIfGreater(TIME_MS + 1, FARTHEST);
        expected = TestIndex.times(BASE, TIME_MS, BASE + 9, TIME_MS + 1, FARTHEST);
        TestIndex.expectTimes(lesson, "the index", BASE, expected, bytes(times));

        lesson.step("add times that do rise, with offsets that cannot be");
        long later = TIME_MS + 2;
        expectCorrupt(lesson, "the last offset", () -> times.addIfGreater(later, FARTHEST));
        expectCorrupt(lesson, "one too far", () -> times.addIfGreater(later, FARTHEST + 1));
        TimeIndex none = TimeIndex.inMemory(BASE);
        expectCorrupt(lesson, "one below the base", () -> none.addIfGreater(later, BASE - 1));
        TestIndex.expectTimes(lesson, "the index", BASE, expected, bytes(times));
    }

    @Claim(
            value = "A search finds the last entry at or below an offset, and looks at few of them",
            rules = {"R2.2-e", "R2.2-f"})
    void aSearchFindsTheLastEntryAtOrBelow(Lesson lesson) {
        lesson.step("indexes of 0 to 9 entries, of offsets 10, 20, 30, ...");
        for (int count = 0; count < 10; count++) {
            OffsetIndex index = OffsetIndex.inMemory(0);
            for (int slot = 0; slot < count; slot++) {
                index.add(10L * (slot + 1), 1_000L * (slot + 1));
            }
            for (int offset = 0; offset <= 10 * count + 11; offset++) {
                int expected = Math.min(offset / 10, count) - 1;
                lesson.now("%s entries, offset %s", count, offset);
                lesson.expect("the slot", expected, index.lastAtMostOffset(offset));
            }
        }

        int count = 100_000;
        lesson.step("an index of %s entries, in its file: 8 bytes each, read in blocks", count);
        ByteBuffer entries = ByteBuffer.allocate(8 * count);
        for (int slot = 0; slot < count; slot++) {
            entries.putInt(3 * slot).putInt(100 * slot);
        }
        disk.put(BASE, SegmentFiles.INDEX, entries.array());
        for (int offset : new int[] {0, 1, 77_777, 150_000, 299_996, 299_997, 2_000_000_000}) {
            OffsetIndex index = OffsetIndex.inFile(BASE, file());
            disk.forget();
            lesson.now("offset %s + %s", BASE, offset);
            int expected = Math.min(offset / 3, count - 1);
            lesson.expect("the slot", expected, index.lastAtMostOffset(BASE + offset));
            lesson.expectThat(
                    disk.reads() <= 18,
                    "how often the file is read",
                    "at most 18 times",
                    disk.reads() + " times");
        }
    }

    private static void expectCorrupt(Lesson lesson, String what, Runnable adding) {
        lesson.expectThrown(CorruptDataException.class, "adding " + what, adding::run);
    }

    private byte[] bytes(OffsetIndex index) {
        index.writeTo(file());
        return disk.bytes(BASE, SegmentFiles.INDEX);
    }

    private byte[] bytes(TimeIndex index) {
        index.writeTo(file());
        return disk.bytes(BASE, SegmentFiles.INDEX);
    }

    private StorageFile file() {
        return disk.storage().open(TestDisk.fileName(BASE, SegmentFiles.INDEX));
    }
}
