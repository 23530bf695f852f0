package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.segments.CompactionRun.Progress;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.storage.FileSlice;

final class LogCompactionTest implements LogCompaction.Owner {
    private static final long NOW_MS = KeyedBatch.NOW_MS;
    private static final int ENOUGH = 1 << 20;

    private final PlainDisk disk = new PlainDisk();
    private final LogDirectory directory =
            TestSegments.directory(
                    disk, SegmentSettings.DEFAULT.with(SegmentSettings.Compaction.ON));
    private final DelayedFiles deleted = new DelayedFiles(directory);
    private final Segments segments = new Segments();
    private int swaps;
    private long cleanedOffset;

    @Override
    public void swapped() {
        swaps++;
    }

    @Override
    public void cleaned(long endOffset) {
        cleanedOffset = endOffset;
    }

    @Test
    void ofTwoRecordsOfAKeyTheLaterStays() {
        segment(0, KeyedBatch.at(0).put("a", "1").put("b", "2").build());
        segment(2, KeyedBatch.at(2).put("a", "3").build());
        active(3);

        Progress progress = run(compaction(3));

        assertThat(shown()).containsExactly("1 b=2", "2 a=3");
        assertThat(cleanedOffset).isEqualTo(3);
        assertThat(progress.done()).isTrue();
        assertThat(progress.recordsRead()).isEqualTo(3);
        assertThat(progress.recordsKept()).isEqualTo(2);
    }

    @Test
    void theActiveSegmentIsNeitherReadNorChanged() {
        segment(0, KeyedBatch.at(0).put("a", "1").build());
        LogSegment active = segment(1, KeyedBatch.at(1).put("a", "2").build());

        run(compaction(1));

        assertThat(shown()).containsExactly("0 a=1", "1 a=2");
        assertThat(segments.active()).isSameAs(active);
    }

    @Test
    void smallSegmentsBecomeOne() {
        for (int i = 0; i < 5; i++) {
            segment(i, KeyedBatch.at(i).put("key " + i, "v").build());
        }
        active(5);

        run(compaction(5));

        assertThat(segments.count()).isEqualTo(2);
        assertThat(segments.first().baseOffset()).isZero();
        assertThat(shown()).hasSize(5);
    }

    @Test
    void theSwapIsMadeInThreeActsEachDurableBeforeTheNext() {
        segment(0, KeyedBatch.at(0).put("a", "1").build());
        segment(1, KeyedBatch.at(1).put("b", "2").build());
        active(2);
        disk.told.clear();

        run(compaction(2));

        assertThat(disk.told)
                .containsExactly(
                        "rename 0.index.cleaned to 0.index.swap",
                        "rename 0.timeindex.cleaned to 0.timeindex.swap",
                        "rename 0.log.cleaned to 0.log.swap",
                        "sync",
                        "rename 0.index to 0.index.deleted",
                        "rename 0.timeindex to 0.timeindex.deleted",
                        "rename 0.log to 0.log.deleted",
                        "rename 1.index to 1.index.deleted",
                        "rename 1.timeindex to 1.timeindex.deleted",
                        "rename 1.log to 1.log.deleted",
                        "sync",
                        "rename 0.index.swap to 0.index",
                        "rename 0.timeindex.swap to 0.timeindex",
                        "rename 0.log.swap to 0.log",
                        "sync");
    }

    @Test
    void whereNoRecordOfAGroupIsLeftTheNextGroupJoinsItAndNoOffsetIsLost() {
        segment(0, KeyedBatch.at(0).put("a", "1").build());
        segment(1, KeyedBatch.at(1).put("b", null).put("c", "3").build());
        segment(3, KeyedBatch.at(3).put("c", "4").build());
        configure(100, 10 << 20);
        active(4);

        run(compaction(4));

        // Each segment is a group here; of the one in the middle the tombstone stays at first.
        assertThat(shown()).containsExactly("0 a=1", "1 b=null", "3 c=4");
        nextRun(5, KeyedBatch.at(4).put("a", "5").build());
        assertThat(shown()).containsExactly("3 c=4", "4 a=5");
        List<Long> lastOffsets = new ArrayList<>();
        for (LogSegment segment : segments.old()) {
            lastOffsets.add(segment.endOffset() - 1);
        }
        assertThat(lastOffsets).containsExactly(3L, 4L);
        assertThat(segments.first().baseOffset()).isZero();
    }

    @Test
    void aStepTakesOneBatchAtLeast() {
        for (int i = 0; i < 4; i++) {
            segment(i, KeyedBatch.at(i).put("key " + i, "v".repeat(1_000)).build());
        }
        active(4);
        LogCompaction compaction = compaction(4);

        for (long i = 1; i <= 4; i++) {
            assertThat(compaction.step(1)).isTrue();
            assertThat(compaction.progress().readBytes()).isEqualTo(i * batchSize());
        }
        for (long i = 1; i <= 4; i++) {
            assertThat(compaction.step(1)).isTrue();
            assertThat(compaction.progress().writtenBytes()).isEqualTo(i * batchSize());
        }
        assertThat(swaps).isZero();
        assertThat(compaction.step(1)).isTrue();
        assertThat(swaps).isEqualTo(1);
        assertThat(compaction.step(1)).isFalse();
        assertThat(compaction.step(1)).isFalse();
    }

    private long batchSize() {
        return KeyedBatch.at(0).put("key 0", "v".repeat(1_000)).build().limit();
    }

    @Test
    void keysThatDoNotFitAreLeftForTheNextCompaction() {
        for (int i = 0; i < 6; i++) {
            segment(2L * i, KeyedBatch.at(2L * i).put("k" + i, "old").put("x", "" + i).build());
        }
        segment(12, KeyedBatch.at(12).put("k0", "new").put("k5", "new").build());
        active(14);
        int threeKeys = 4 * KeyMap.ENTRY_BYTES;

        run(compaction(14, threeKeys));

        assertThat(cleanedOffset).isEqualTo(4);
        assertThat(shown()).hasSize(13).doesNotContain("1 x=0");
        for (int i = 0; i < 20 && cleanedOffset < 14; i++) {
            run(compaction(14, threeKeys));
        }
        assertThat(shown())
                .containsExactly(
                        "2 k1=old",
                        "4 k2=old",
                        "6 k3=old",
                        "8 k4=old",
                        "11 x=5",
                        "12 k0=new",
                        "13 k5=new");
    }

    @Test
    void anEndedCompactionLeavesNothingBehind() {
        segment(0, KeyedBatch.at(0).put("a", "1").put("a", "2").build());
        active(2);
        List<String> before = disk.list("t-0");
        for (int steps = 0; steps < 3; steps++) {
            LogCompaction compaction = compaction(2);
            for (int i = 0; i < steps; i++) {
                compaction.step(1);
            }

            compaction.abort();

            assertThat(disk.list("t-0")).isEqualTo(before);
            assertThat(compaction.step(1_000)).isFalse();
            assertThat(compaction.progress().done()).isFalse();
            assertThat(cleanedOffset).isZero();
            assertThat(shown()).containsExactly("0 a=1", "1 a=2");
        }
    }

    @Test
    void aBatchThatWentBadEndsItWithoutEffect() {
        segment(0, KeyedBatch.at(0).put("a", "1").build());
        segment(1, KeyedBatch.at(1).put("a", "2").build());
        active(2);
        String name = segments.get(1).fileName(SegmentFiles.LOG);
        byte[] bytes = disk.bytes(name);
        bytes[bytes.length - 2]++;
        disk.setBytes(name, bytes);
        List<String> before = disk.list("t-0");
        LogCompaction compaction = compaction(2);

        assertThatThrownBy(() -> compaction.step(ENOUGH))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(name + " is corrupt at byte 0");

        assertThat(disk.list("t-0")).isEqualTo(before);
        assertThat(compaction.step(ENOUGH)).isFalse();
        assertThat(compaction.progress().done()).isFalse();
    }

    @Test
    void aSliceThatIsHeldStaysReadableOverASwap() {
        ByteBuffer batch = KeyedBatch.at(0).put("a", "1").put("a", "2").build();
        LogSegment old = segment(0, batch);
        active(2);
        FileSlice slice = old.slice(0, batch.limit());

        run(compaction(2));
        deleted.removeDue(Long.MAX_VALUE);

        ByteBuffer read = ByteBuffer.allocate(slice.count());
        slice.read(read, 0);
        slice.release();
        assertThat(read.flip()).isEqualTo(batch);
    }

    @Test
    void theReplacedFilesGoAfterTheirDelay() {
        segment(0, KeyedBatch.at(0).put("a", "1").put("a", "2").build());
        active(2);
        run(compaction(2));

        assertThat(deleted.removeDue(NOW_MS + 59_999)).isEqualTo(NOW_MS + 60_000);
        assertThat(disk.list("t-0")).hasSize(6);
        assertThat(deleted.removeDue(NOW_MS + 60_000)).isEqualTo(-1);

        assertThat(disk.list("t-0"))
                .containsExactly(
                        "00000000000000000000.index",
                        "00000000000000000000.log",
                        "00000000000000000000.timeindex");
        assertThat(deleted.removeDue(NOW_MS + 60_000)).isEqualTo(-1);
    }

    @Test
    void aFileThatIsDeletedTwiceWithinItsDelayWaitsForTheSecond() {
        segment(0, KeyedBatch.at(0).put("a", "1").put("a", "2").build());
        active(2);
        run(compaction(2));
        nextRun(3, KeyedBatch.at(2).put("a", "3").build());

        assertThat(deleted.removeDue(NOW_MS + 60_000)).isEqualTo(NOW_MS + 60_001);
        assertThat(disk.list("t-0")).contains("00000000000000000000.log.deleted");
        assertThat(deleted.removeDue(NOW_MS + 60_001)).isEqualTo(-1);
        assertThat(disk.list("t-0")).hasSize(3);
    }

    @Test
    void noFileIsLeftOpenThatIsNotInUse() {
        for (int i = 0; i < 5; i++) {
            segment(i, KeyedBatch.at(i).put("key", "v").build());
        }
        active(5);
        run(compaction(5));

        segments.old().forEach(LogSegment::close);

        assertThat(disk.openFiles).isZero();
    }

    private LogSegment segment(long baseOffset, ByteBuffer... batches) {
        LogSegment segment = TestSegments.sealed(directory, baseOffset, List.of(batches));
        segments.add(segment);
        return segment;
    }

    private void active(long baseOffset) {
        segments.add(TestSegments.active(directory, baseOffset));
    }

    /** Puts another batch behind the last, in a segment of its own, and compacts again. */
    private void nextRun(long end, ByteBuffer batch) {
        segments.removeLast();
        segment(BatchHeader.at(batch, 0).baseOffset(), batch);
        active(end);
        long horizonMs = NOW_MS + 86_400_000L;
        LogCompaction compaction =
                new LogCompaction(
                        new LogCompaction.Target(directory, segments, deleted, this),
                        range(end),
                        0,
                        ENOUGH,
                        directory.settings().segmentBytes() == 100 ? horizonMs : NOW_MS + 1);
        run(compaction);
    }

    private void configure(int segmentBytes, int segmentIndexBytes) {
        directory.configure(
                new SegmentSettings(
                        segmentBytes,
                        1L << 40,
                        0,
                        segmentIndexBytes,
                        4096,
                        60_000,
                        SegmentSettings.Retention.NONE,
                        SegmentSettings.Compaction.ON));
    }

    private LogCompaction compaction(long endOffset) {
        return compaction(endOffset, ENOUGH);
    }

    private LogCompaction compaction(long endOffset, int mapBytes) {
        return new LogCompaction(
                new LogCompaction.Target(directory, segments, deleted, this),
                range(endOffset),
                0,
                mapBytes,
                NOW_MS);
    }

    private DirtyRange range(long endOffset) {
        return new DirtyRange(cleanedOffset, endOffset, 0, 0, false);
    }

    private static Progress run(LogCompaction compaction) {
        while (compaction.step(ENOUGH)) {
            assertThat(compaction.progress().done()).isFalse();
        }
        return compaction.progress();
    }

    private List<String> shown() {
        List<String> shown = new ArrayList<>();
        for (LogSegment segment : segments.all()) {
            if (segment.sizeInBytes() == 0) {
                continue;
            }
            BatchReader reader = new BatchReader(segment.logFile(), 0, segment.sizeInBytes());
            while (reader.hasNext()) {
                shown.addAll(KeyedBatch.shown(reader.next()));
            }
        }
        return shown;
    }
}
