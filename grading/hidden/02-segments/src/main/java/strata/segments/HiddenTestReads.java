package strata.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.storage.FileSlice;
import strata.lessons.Lesson;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;

/** A log, what of it is where, and reads that are held against it. */
final class HiddenTestReads {
    private static final int ALL = Integer.MAX_VALUE;

    private record Stored(long baseOffset, long lastOffset, ByteBuffer bytes) {
        int size() {
            return bytes.remaining();
        }
    }

    private final TestDisk disk = new TestDisk();
    private final SegmentedLog log;
    private final int segmentBytes;
    // The batches of each segment.
    private final List<List<Stored>> segments = new ArrayList<>();
    private long endOffset;

    HiddenTestReads(int segmentBytes, int intervalBytes) {
        this.segmentBytes = segmentBytes;
        log = HiddenTestLog.open(disk, HiddenTestLog.settings(segmentBytes, intervalBytes));
        segments.add(new ArrayList<>());
    }

    TestDisk disk() {
        return disk;
    }

    SegmentedLog log() {
        return log;
    }

    long endOffset() {
        return endOffset;
    }

    /** Appends a batch, which has its offset. */
    void append(ByteBuffer batch) {
        List<Stored> active = segments.get(segments.size() - 1);
        int size = active.stream().mapToInt(Stored::size).sum();
        BatchHeader header = BatchHeader.at(batch, 0);
        boolean leaps = header.lastOffset() - endOffset > Integer.MAX_VALUE;
        if (leaps || (size > 0 && size + batch.remaining() > segmentBytes)) {
            active = new ArrayList<>();
            segments.add(active);
        }
        active.add(new Stored(header.baseOffset(), header.lastOffset(), TestBatch.joined(batch)));
        endOffset = header.nextOffset();
        log.appendAsFollower(batch);
    }

    /** Appends batches of 80 to 400 bytes, with gaps of at most so many offsets between some. */
    void append(SplittableRandom random, int count, int gapMost) {
        for (int i = 0; i < count; i++) {
            long gap = gapMost > 0 && random.nextInt(3) == 0 ? random.nextInt(gapMost) : 0;
            TestBatch batch = TestBatch.at(endOffset + gap).records(random.nextInt(5));
            int size = random.nextInt(130, 400);
            append(batch.putOfSize(batch.fits(size) ? size : size + 1).bytes());
        }
    }

    /** The base offsets of the segments that are not appended to any more. */
    List<Long> oldSegments() {
        List<SegmentedLog.Segment> all = log.segments();
        return all.subList(0, all.size() - 1).stream()
                .map(SegmentedLog.Segment::baseOffset)
                .toList();
    }

    /** Where the batches of an old segment start in its file, and behind the last its size. */
    List<Integer> positions(long baseOffset) {
        List<Integer> positions = new ArrayList<>(List.of(0));
        for (Stored stored : segments.get(oldSegments().indexOf(baseOffset))) {
            positions.add(positions.get(positions.size() - 1) + stored.size());
        }
        return positions;
    }

    /** Reads, somewhere. */
    void readAnywhere(Lesson lesson, SplittableRandom random) {
        long offset = random.nextLong(1 + (random.nextBoolean() ? endOffset : endOffset % 1_000));
        long bound =
                switch (random.nextInt(3)) {
                    case 0 -> Long.MAX_VALUE;
                    case 1 -> endOffset;
                    default -> offset + random.nextInt(40);
                };
        int maxBytes = random.nextInt(3) == 0 ? ALL : random.nextInt(-1, 3_000);
        expectRead(lesson, offset, bound, maxBytes, random.nextBoolean());
    }

    /**
     * Reads, and holds what comes against what should.
     *
     * @return the offset to read on from; the same where nothing came
     */
    long expectRead(Lesson lesson, long offset, long bound, int maxBytes, boolean one) {
        lesson.now(
                "read from %s, below %s, %s bytes, at least one batch %s",
                offset, bound, maxBytes, one);
        List<Stored> right = read(offset, bound, maxBytes, one);
        String got = TestBatch.offsets(checked(lesson, offset, bound, maxBytes, one));
        StringBuilder expected = new StringBuilder();
        for (Stored stored : right) {
            expected.append(expected.isEmpty() ? "" : " ");
            expected.append(stored.baseOffset()).append('-').append(stored.lastOffset());
        }
        lesson.expect("the batches", expected.isEmpty() ? "null" : expected.toString(), got);
        lesson.expect("slices held, once it is released", 0, disk.disk().slicesHeld());
        return right.isEmpty() ? offset : right.get(right.size() - 1).lastOffset() + 1;
    }

    private @Nullable FileSlice checked(
            Lesson lesson, long offset, long bound, int maxBytes, boolean one) {
        FileSlice slice = log.read(offset, bound, maxBytes, one);
        if (slice != null) {
            ByteBuffer bytes = ByteBuffer.allocate(slice.count());
            slice.read(bytes, 0);
            List<ByteBuffer> right = new ArrayList<>();
            read(offset, bound, maxBytes, one).forEach(stored -> right.add(stored.bytes()));
            lesson.expectBytes("the bytes", TestBatch.joined(right), bytes.flip());
        }
        return slice;
    }

    private List<Stored> read(long offset, long bound, int maxBytes, boolean one) {
        for (List<Stored> segment : segments) {
            List<Stored> right = new ArrayList<>();
            boolean found = false;
            long size = 0;
            for (Stored stored : segment) {
                if (stored.lastOffset() < offset) {
                    continue;
                }
                boolean first = !found;
                found = true;
                size += stored.size();
                boolean fits = size <= maxBytes || (one && first);
                if (stored.lastOffset() >= bound || !fits) {
                    break;
                }
                right.add(stored);
                if (size > maxBytes) {
                    break;
                }
            }
            if (found) {
                return right;
            }
        }
        return List.of();
    }
}
