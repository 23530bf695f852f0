package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.storage.StorageFile;
import strata.log.Batches;
import strata.log.MemoryStorage;

/** The two indexes, in memory and in files, and which batches get an entry. */
final class IndexTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final StorageFile file = storage.open("index");

    @Test
    void anOffsetEntryIsEightBytesRelativeToTheBaseOffset() {
        OffsetIndex index = OffsetIndex.inMemory(1_000);
        index.add(1_009, 4_200);
        index.add(1_000 + 0x01020304, 0x0a0b0c0d);

        index.writeTo(file);

        assertThat(storage.bytes("index"))
                .isEqualTo(
                        ByteBuffer.allocate(16)
                                .putInt(9)
                                .putInt(4_200)
                                .putInt(0x01020304)
                                .putInt(0x0a0b0c0d)
                                .array());
    }

    @Test
    void aTimeEntryIsTwelveBytes() {
        TimeIndex index = TimeIndex.inMemory(1_000);
        index.addIfGreater(Batches.NOW_MS, 1_009);
        index.addIfGreater(Batches.NOW_MS + 1, 1_000 + 0x01020304);

        index.writeTo(file);

        assertThat(storage.bytes("index"))
                .isEqualTo(
                        ByteBuffer.allocate(24)
                                .putLong(Batches.NOW_MS)
                                .putInt(9)
                                .putLong(Batches.NOW_MS + 1)
                                .putInt(0x01020304)
                                .array());
    }

    @Test
    void writingLeavesNothingOfALongerIndex() {
        storage.setBytes("index", new byte[4_000]);

        OffsetIndex.inMemory(0).writeTo(file);

        assertThat(storage.bytes("index")).isEmpty();
    }

    @Test
    void aSearchFindsTheLastEntryAtOrBelowInMemoryAndInAFile() {
        Random random = new Random(3);
        for (int size = 0; size < 1_300; size = 2 * size + 1) {
            TreeMap<Long, Integer> byOffset = new TreeMap<>();
            TreeMap<Long, Integer> byPosition = new TreeMap<>();
            OffsetIndex memory = OffsetIndex.inMemory(50);
            long offset = 50;
            long position = 0;
            for (int slot = 0; slot < size; slot++) {
                offset += 1 + random.nextInt(5);
                position += 1 + random.nextInt(900);
                memory.add(offset, position);
                byOffset.put(offset, slot);
                byPosition.put(position, slot);
            }
            memory.writeTo(file);
            OffsetIndex inFile = OffsetIndex.inFile(50, file);
            assertThat(inFile.count()).isEqualTo(size);
            for (int i = 0; i < 400; i++) {
                long wanted = 45 + random.nextLong(offset - 35);
                int expected = slotAtMost(byOffset, wanted);
                assertThat(memory.lastAtMostOffset(wanted)).isEqualTo(expected);
                assertThat(inFile.lastAtMostOffset(wanted)).isEqualTo(expected);
                assertThat(inFile.copyInMemory().lastAtMostOffset(wanted)).isEqualTo(expected);
                long place = random.nextLong(position + 100);
                assertThat(memory.lastAtMostPosition(place))
                        .isEqualTo(slotAtMost(byPosition, place));
                assertThat(inFile.lastAtMostPosition(place))
                        .isEqualTo(slotAtMost(byPosition, place));
            }
        }
    }

    @Test
    void aSearchByTimeFindsTheLastEntryAtOrBefore() {
        TimeIndex memory = TimeIndex.inMemory(0);
        for (int i = 0; i < 1_000; i++) {
            memory.addIfGreater(100 + 10L * i, 5L * i);
        }
        memory.writeTo(file);
        for (TimeIndex index : new TimeIndex[] {memory, TimeIndex.inFile(0, file)}) {
            assertThat(index.lastAtMost(99)).isEqualTo(-1);
            assertThat(index.lastAtMost(100)).isZero();
            assertThat(index.lastAtMost(109)).isZero();
            assertThat(index.lastAtMost(5_105)).isEqualTo(500);
            assertThat(index.lastAtMost(Long.MAX_VALUE)).isEqualTo(999);
            assertThat(index.lastBelowOffset(0)).isEqualTo(-1);
            assertThat(index.lastBelowOffset(5)).isZero();
            assertThat(index.lastBelowOffset(2_501)).isEqualTo(500);
            assertThat(index.lastTimestampMs()).isEqualTo(10_090);
        }
    }

    @Test
    void aTimeIndexOnlyRises() {
        TimeIndex index = TimeIndex.inMemory(0);
        index.addIfGreater(-1, 1);
        index.addIfGreater(5, 2);
        index.addIfGreater(5, 3);
        index.addIfGreater(4, 4);
        index.addIfGreater(6, 5);

        assertThat(index.count()).isEqualTo(2);
        assertThat(index.timestampMs(0)).isEqualTo(5);
        assertThat(index.offset(0)).isEqualTo(2);
        assertThat(index.timestampMs(1)).isEqualTo(6);
        assertThat(index.offset(1)).isEqualTo(5);
    }

    @Test
    void cuttingAnIndexDropsTheEntriesAtAndAboveAnOffset() {
        for (long cut : new long[] {0, 9, 10, 11, 20, 25, 30, 31, 99}) {
            OffsetIndex offsets = OffsetIndex.inMemory(5);
            TimeIndex times = TimeIndex.inMemory(5);
            for (long offset : new long[] {10, 20, 30}) {
                offsets.add(offset, 100 * offset);
                times.addIfGreater(7 * offset, offset);
            }

            offsets.truncateTo(cut);
            times.truncateTo(cut);

            int left = cut <= 10 ? 0 : cut <= 20 ? 1 : cut <= 30 ? 2 : 3;
            assertThat(offsets.count()).as("cut at %s", cut).isEqualTo(left);
            assertThat(times.count()).as("cut at %s", cut).isEqualTo(left);
        }
    }

    @Test
    void anIndexIsFullWhenAnotherEntryWouldNotFitAndATimeIndexKeepsOneBack() {
        OffsetIndex offsets = OffsetIndex.inMemory(0);
        TimeIndex times = TimeIndex.inMemory(0);
        for (int i = 1; i <= 3; i++) {
            assertThat(offsets.isFull(31)).isFalse();
            offsets.add(i, i);
        }
        assertThat(offsets.isFull(31)).isTrue();
        assertThat(offsets.isFull(32)).isFalse();
        for (int i = 1; i <= 2; i++) {
            assertThat(times.isFull(36)).isFalse();
            times.addIfGreater(i, i);
        }
        assertThat(times.isFull(36)).isTrue();
    }

    @Test
    void aFileOfNoWholeNumberOfEntriesIsRefused() {
        storage.setBytes("index", new byte[20]);

        assertThatThrownBy(() -> OffsetIndex.inFile(0, file))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("index")
                .hasMessageContaining("20");
        assertThatThrownBy(() -> TimeIndex.inFile(0, file))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void aBatchGetsAnEntryWhenMoreThanTheIntervalLiesBeforeIt() {
        IndexBuilder builder = new IndexBuilder(0);
        ByteBuffer batch = Batches.of("x".repeat(29));
        int size = batch.remaining();
        BatchHeader header = BatchHeader.at(batch, 0);
        for (int i = 0; i < 10; i++) {
            header.setBaseOffset(i);
            builder.note(header, 3 * size);
        }

        // Batches 0 to 3 start at most three batches behind the start; 4 does not.
        assertThat(builder.offsets().count()).isEqualTo(2);
        assertThat(builder.offsets().offset(0)).isEqualTo(4);
        assertThat(builder.offsets().position(0)).isEqualTo(4 * size);
        assertThat(builder.offsets().offset(1)).isEqualTo(8);
        assertThat(builder.coveredPosition()).isEqualTo(10L * size);
        assertThat(builder.coveredOffset()).isEqualTo(10);
    }

    @Test
    void theTimeIndexKnowsTheFirstBatchOfTheGreatestTimestampSoFar() {
        IndexBuilder builder = new IndexBuilder(0);
        long[] timestampsMs = {10, 30, 20, 30, 25, 40, 40, 1};
        long offset = 0;
        for (long timestampMs : timestampsMs) {
            ByteBuffer batch = Batches.at(offset++, timestampMs, "v");
            builder.note(BatchHeader.at(batch, 0), 1);
        }
        builder.finish();

        TimeIndex times = builder.times();
        assertThat(times.count()).isEqualTo(2);
        assertThat(times.timestampMs(0)).isEqualTo(30);
        assertThat(times.offset(0)).isEqualTo(1);
        assertThat(times.timestampMs(1)).isEqualTo(40);
        assertThat(times.offset(1)).isEqualTo(5);
    }

    @Test
    void closingASegmentGivesItsGreatestTimestampAnEntry() {
        IndexBuilder builder = new IndexBuilder(0);
        builder.note(BatchHeader.at(Batches.at(0, 70, "v"), 0), 4_096);
        assertThat(builder.times().count()).isZero();

        builder.finish();
        builder.finish();

        assertThat(builder.times().count()).isEqualTo(1);
        assertThat(builder.times().timestampMs(0)).isEqualTo(70);
    }

    @Test
    void aSearchInAFileReadsAFewBlocksAndGoingOnReadsNext() {
        OffsetIndex memory = OffsetIndex.inMemory(0);
        for (int i = 1; i <= 200_000; i++) {
            memory.add(i, 4_000L * i);
        }
        memory.writeTo(file);
        OffsetIndex index = OffsetIndex.inFile(0, file);
        storage.forgetReads();

        assertThat(index.lastAtMostOffset(123_456)).isEqualTo(123_455);

        assertThat(storage.readCount()).isLessThanOrEqualTo(12);
        index.lastAtMostPosition(4_000_000L);
        storage.forgetReads();
        for (int i = 1; i <= 100; i++) {
            index.lastAtMostPosition(4_000_000L + i * 1_000_000L);
        }
        // 250 entries further each time, of which a block holds 512.
        assertThat(storage.readCount()).isLessThanOrEqualTo(2 * 100);
    }

    private static int slotAtMost(NavigableMap<Long, Integer> slots, long key) {
        var entry = slots.floorEntry(key);
        return entry == null ? -1 : entry.getValue();
    }
}
