package strata.segments;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.log.CorruptDataException;
import strata.kernel.storage.StorageFile;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;

@Step(value = "2.3", concept = "find and read", code = "SEG-203")
final class Hidden23ReadTest {
    private static final int FEW_BYTES = 40_000;

    @Claim(
            value =
                    "Any read gives the batches of one segment from its offset on, within its"
                            + " limits",
            points = 2,
            rules = {"R2.3-a", "R2.3-d", "R2.3-e", "R2.3-f", "R2.3-g", "R2.3-h", "R2.3-i"})
    void anyReadGivesTheBatchesOfOneSegment(Lesson lesson) {
        SplittableRandom random = lesson.random("reads");
        expectSegmentOfAnyOffset(lesson, random);

        for (int i = 0; i < 40; i++) {
            int segmentBytes = random.nextInt(400, 5_000);
            int interval = random.nextInt(800);
            int batches = random.nextInt(60);
            int gaps = random.nextBoolean() ? 0 : random.nextInt(1, 50);
            lesson.step(
                    "segments of %s bytes, interval %s: %s batches, gaps up to %s",
                    segmentBytes, interval, batches, gaps);
            HiddenTestReads reads = new HiddenTestReads(segmentBytes, interval);
            reads.append(random, batches, gaps);
            if (batches > 0 && random.nextInt(3) == 0) {
                // So far that the segment ends with a gap.
                long leap = random.nextLong(1L << 32, 1L << 40) / 1_000 * 1_000;
                reads.append(TestBatch.ofSize(reads.endOffset() + leap, 100));
                reads.append(random, batches, gaps);
            }
            for (int n = 0; n < 150; n++) {
                reads.readAnywhere(lesson, random);
            }
        }
    }

    private static void expectSegmentOfAnyOffset(Lesson lesson, SplittableRandom random) {
        LogDirectory directory =
                HiddenTestLog.directory(new TestDisk(), HiddenTestLog.settings(1_000, 100));
        Segments segments = new Segments();
        long base = random.nextInt(1, 50);
        for (int n = 0; n < 40; n++) {
            segments.add(LogSegment.empty(directory, base, SegmentFiles.NONE));
            base += random.nextInt(1, 20);
            lesson.step("%s segments; look for every offset's", n + 1);
            int expected = 0;
            for (long offset = 0; offset < base + 20; offset++) {
                if (expected + 1 <= n && segments.get(expected + 1).baseOffset() <= offset) {
                    expected++;
                }
                lesson.now("offset %s", offset);
                lesson.expect("the segment's number", expected, segments.numberOf(offset));
            }
        }
    }

    @Claim(
            value = "Limits are met to the byte and to the offset, at the end of a segment, too",
            rules = {"R2.3-e", "R2.3-h", "R2.3-i"})
    void limitsAreMetToTheByteAndTheOffset(Lesson lesson) {
        SplittableRandom random = lesson.random("limits");
        int size = random.nextInt(100, 130);
        lesson.step("12 batches of %s bytes, 5 in a segment; all limits from every offset", size);
        HiddenTestReads reads = new HiddenTestReads(5 * size, random.nextInt(3 * size));
        for (int i = 0; i < 12; i++) {
            TestBatch batch = TestBatch.at(reads.endOffset()).records(i % 3);
            reads.append(batch.putOfSize(batch.fits(size) ? size : size - 1).bytes());
        }
        long end = reads.endOffset();
        for (long offset = 0; offset <= end; offset++) {
            for (long bound = 0; bound <= end + 1; bound++) {
                reads.expectRead(lesson, offset, bound, Integer.MAX_VALUE, false);
                reads.expectRead(lesson, offset, bound, 0, true);
            }
            for (int batches = 0; batches < 6; batches++) {
                for (int maxBytes = batches * size - 1; maxBytes <= batches * size; maxBytes++) {
                    reads.expectRead(lesson, offset, end, maxBytes, false);
                    reads.expectRead(lesson, offset, Long.MAX_VALUE, maxBytes, true);
                }
            }
        }
    }

    @Claim(
            value = "Readers that go on in turn find each batch once, while the log grows",
            rules = {"R2.3-g", "R2.3-h", "R2.3-i"})
    void readersGoOnWhileTheLogGrows(Lesson lesson) {
        SplittableRandom random = lesson.random("readers");

        for (int readers : new int[] {1, 3, 20}) {
            lesson.step("%s readers of a log that grows and rolls", readers);
            HiddenTestReads reads = new HiddenTestReads(random.nextInt(500, 2_000), 300);
            long[] places = new long[readers];
            for (int i = 0; i < 400; i++) {
                if (random.nextInt(4) == 0) {
                    reads.append(random, random.nextInt(1, 4), random.nextInt(1, 5));
                }
                if (random.nextInt(40) == 0) {
                    reads.readAnywhere(lesson, random);
                }
                int reader = random.nextInt(readers);
                long bound =
                        random.nextBoolean()
                                ? Long.MAX_VALUE
                                : Math.max(0, reads.endOffset() - random.nextInt(10));
                int maxBytes = random.nextInt(1_500);
                boolean one = random.nextBoolean();
                places[reader] = reads.expectRead(lesson, places[reader], bound, maxBytes, one);
            }
        }
    }

    @Claim(
            value = "A read of a large log looks at few of its bytes",
            rules = {"R2.3-b", "R2.3-c", "R2.3-e", "R2.3-j"})
    void aReadOfALargeLogLooksAtFewBytes(Lesson lesson) {
        SplittableRandom random = lesson.random("large");
        HiddenTestReads reads = new HiddenTestReads(700_000, 4_096);
        lesson.step("3000 batches of 100 to 1000 bytes, an entry every 4096");
        for (int i = 0; i < 3_000; i++) {
            long offset = reads.endOffset() + random.nextInt(3);
            int size = random.nextInt(200, 1_000);
            reads.append(TestBatch.ofSize(offset, size));
        }
        for (long base : reads.oldSegments()) {
            reads.expectRead(lesson, base, Long.MAX_VALUE, 100, true);
        }
        for (int i = 0; i < 150; i++) {
            long offset = random.nextLong(reads.endOffset());
            long bound = offset + random.nextInt(1, 1_500);
            int maxBytes = random.nextInt(1_000, 600_000);
            reads.disk().forget();
            reads.log().read(offset, bound, maxBytes, true);
            long looked = reads.disk().bytesRead();
            lesson.now("read from %s, below %s, %s bytes", offset, bound, maxBytes);
            lesson.expectThat(
                    looked <= FEW_BYTES,
                    "bytes looked at",
                    "at most " + FEW_BYTES,
                    looked + " bytes");
        }
    }

    @Claim(
            value = "The search by position finds the right entry, and near the last one at once",
            rules = {"R2.3-b"})
    void theSearchByPositionFindsTheRightEntry(Lesson lesson) {
        SplittableRandom random = lesson.random("positions");
        TestDisk disk = new TestDisk();

        for (int size = 0; size < 60_000; size = 3 * size + random.nextInt(1, 4)) {
            int[] positions = new int[size];
            ByteBuffer bytes = ByteBuffer.allocate(8 * size);
            int last = random.nextInt(5_000);
            for (int slot = 0; slot < size; slot++) {
                positions[slot] = last;
                bytes.putInt(2 * slot).putInt(last);
                last += random.nextInt(1, 9_000);
            }
            disk.put(0, SegmentFiles.INDEX, bytes.array());
            lesson.step("an index of %s entries, searched for 300 positions", size);
            StorageFile file = disk.storage().open(TestDisk.fileName(0, SegmentFiles.INDEX));
            OffsetIndex index = OffsetIndex.inFile(0, file);
            for (int i = 0; i < 300; i++) {
                long position = random.nextLong(last + 1L);
                expectSlot(lesson, index, positions, position);
                disk.forget();
                long further = position + random.nextInt(9_000);
                expectSlot(lesson, index, positions, further);
                int entries = slotOf(positions, further) - slotOf(positions, position);
                int readsMost = entries <= 4 ? 2 : 5;
                lesson.expectThat(
                        disk.reads() <= readsMost,
                        "reads to go on near by, " + entries + " entries further",
                        "at most " + readsMost,
                        "" + disk.reads());
            }
        }
    }

    private static void expectSlot(
            Lesson lesson, OffsetIndex index, int[] positions, long position) {
        lesson.now("position %s", position);
        lesson.expect("the slot", slotOf(positions, position), index.lastAtMostPosition(position));
    }

    private static int slotOf(int[] positions, long position) {
        int found = Arrays.binarySearch(positions, (int) position);
        return found >= 0 ? found : -found - 2;
    }

    @Claim(
            value = "Whatever is done to an index file, a read gives the right batches",
            points = 2,
            rules = {"R2.3-c", "R2.3-d", "R2.3-e", "R2.3-g"})
    void aDamagedIndexCostsNoAnswer(Lesson lesson) {
        SplittableRandom random = lesson.random("damage");

        for (int i = 0; i < 120; i++) {
            HiddenTestReads reads =
                    new HiddenTestReads(random.nextInt(1_000, 8_000), random.nextInt(600));
            reads.append(random, random.nextInt(20, 60), random.nextInt(6));
            lesson.step("damage the index files of %s segments", reads.oldSegments().size());
            for (long base : reads.oldSegments()) {
                damage(reads.disk(), base, random);
            }
            for (int n = 0; n < 60; n++) {
                reads.readAnywhere(lesson, random);
            }
        }
        moveEntries(lesson, random);
        expectNoGapByDamage(lesson);
    }

    /** The batch 3-5 says that it is 3-3: a gap from 4 on, but its CRC knows better. */
    private static void expectNoGapByDamage(Lesson lesson) {
        for (int first : new int[] {2, 3}) {
            lesson.step("batches 0-2 3-5 6-8, %s of them in the first segment", first);
            TestDisk disk = new TestDisk();
            ByteBuffer damaged = TestBatch.at(3).records(3).bytes();
            damaged.putInt(23, 0);
            List<ByteBuffer> batches =
                    List.of(
                            TestBatch.at(0).records(3).bytes(),
                            damaged,
                            TestBatch.at(6).records(3).bytes());
            LogDirectory directory =
                    HiddenTestLog.directory(disk, HiddenTestLog.settings(1 << 20, 1 << 20));
            Segments segments = new Segments();
            disk.put(0, ".log", TestBatch.joined(batches.subList(0, first)).array());
            segments.add(LogSegment.existing(directory, 0, SegmentFiles.NONE));
            if (first == 2) {
                disk.put(6, ".log", TestBatch.joined(batches.subList(2, 3)).array());
                segments.add(LogSegment.existing(directory, 6, SegmentFiles.NONE));
            }
            segments.active().activate();
            LogReader reader = new LogReader(directory, segments);
            LogReader.Wanted wanted = new LogReader.Wanted(5, Long.MAX_VALUE, 1_000, true);
            lesson.expectThrown(
                    CorruptDataException.class,
                    "reading from offset 5, which a damaged batch hides",
                    () -> reader.read(wanted, 9));
        }
    }

    /** One wrong entry in each segment; and at once a read whose end is looked for near it. */
    private static void moveEntries(Lesson lesson, SplittableRandom random) {
        for (int i = 0; i < 24; i++) {
            HiddenTestReads reads =
                    new HiddenTestReads(random.nextInt(2_000, 6_000), random.nextInt(400));
            reads.append(random, random.nextInt(40, 80), random.nextInt(6));
            lesson.step("move an entry of each of %s indexes", reads.oldSegments().size());
            for (long base : reads.oldSegments()) {
                ByteBuffer index = ByteBuffer.wrap(reads.disk().bytes(base, SegmentFiles.INDEX));
                if (index.hasRemaining()) {
                    int entry = 8 * random.nextInt(index.capacity() / 8);
                    int position = index.getInt(entry + 4);
                    index.putInt(entry + 4, movedTo(reads.positions(base), position, random));
                    reads.disk().put(base, SegmentFiles.INDEX, index.array());
                    readNear(lesson, reads, base, index.slice(entry, 8), random);
                }
            }
            for (int n = 0; n < 10; n++) {
                reads.readAnywhere(lesson, random);
            }
        }
    }

    /** Into the middle of its batch, to where another one starts, or behind all of them. */
    private static int movedTo(List<Integer> positions, int position, SplittableRandom random) {
        int batch = positions.indexOf(position);
        int end = positions.get(positions.size() - 1);
        return switch (random.nextInt(4)) {
            case 0, 1 -> random.nextInt(position + 1, positions.get(batch + 1));
            case 2 -> positions.get(random.nextInt(positions.size() - 1));
            default -> end + random.nextInt(1_000);
        };
    }

    private static void readNear(
            Lesson lesson,
            HiddenTestReads reads,
            long base,
            ByteBuffer entry,
            SplittableRandom random) {
        long offset = base + entry.getInt(0);
        int position = entry.getInt(4);
        // By the first read alone the entry is still there: by size or by offset, just behind it.
        boolean bySize = random.nextBoolean();
        for (int n = 0; n < 6; n++) {
            int behind = n == 0 ? random.nextInt(3) : random.nextInt(-300, 600);
            long bound = bySize ? Long.MAX_VALUE : Math.max(base, offset + 1 + behind % 20);
            int maxBytes = bySize ? Math.max(0, position + behind) : Integer.MAX_VALUE;
            reads.expectRead(lesson, base, bound, maxBytes, random.nextBoolean());
            bySize = random.nextBoolean();
        }
    }

    private static void damage(TestDisk disk, long base, SplittableRandom random) {
        String suffix = random.nextInt(5) == 0 ? SegmentFiles.TIME_INDEX : SegmentFiles.INDEX;
        byte[] bytes = disk.bytes(base, suffix);
        switch (random.nextInt(6)) {
            case 0 -> disk.storage().delete(TestDisk.fileName(base, suffix));
            case 1 ->
                    disk.put(base, suffix, Arrays.copyOf(bytes, random.nextInt(1 + bytes.length)));
            case 2 -> disk.put(base, suffix, Arrays.copyOf(bytes, bytes.length + 8));
            case 3 -> disk.put(base, suffix, new byte[bytes.length]);
            case 4 -> {
                byte[] any = new byte[bytes.length];
                random.nextBytes(any);
                disk.put(base, suffix, any);
            }
            default -> {
                for (int n = List.of(0, 1, 9).get(random.nextInt(3)); n >= 0; n--) {
                    if (bytes.length > 0) {
                        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                }
                disk.put(base, suffix, bytes);
            }
        }
    }
}
