package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageException;
import strata.log.AppendLogLayer;
import strata.log.Batches;
import strata.log.MemoryStorage;

/**
 * A bit is flipped, at each place of each file of a log that was closed properly. What is read then
 * is right, or refused: it is never wrong.
 */
final class BitFlipTest {
    private final LogWorld world = new LogWorld();
    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private long end;
    private byte[] all = {};
    private final TreeMap<Long, String> byTime = new TreeMap<>();
    private String greatest = "";
    private int refusals;

    @Test
    void withAFlippedBitInAnIndexEveryReadIsRight() {
        write();
        flipAll("index", 3);

        assertThat(refusals).isZero();
    }

    @Test
    void withAFlippedBitInALogFileEveryReadIsRightOrRefused() {
        write();
        flipAll(".log", 1);

        assertThat(refusals).isPositive();
    }

    /** A search by time may be the first to see that the offset index is wrong, too. */
    @Test
    void withBothIndexesOfASegmentDamagedEverySearchByTimeIsRight() {
        write();
        String offsets = "t-0/00000000000000000000.index";
        String times = "t-0/00000000000000000000.timeindex";
        for (int at = 0; at < bytesOf(offsets).length; at += OffsetIndex.ENTRY_BYTES) {
            for (int left = 0; left < bytesOf(times).length; left += TimeIndex.ENTRY_BYTES) {
                byte[] wrong = bytesOf(offsets).clone();
                wrong[at + 7] ^= 1;
                world.storage.setBytes(offsets, wrong);
                world.storage.setBytes(times, Arrays.copyOf(bytesOf(times), left));
                String damage = "entry at " + at + " wrong, time index of " + left + " bytes";
                for (long timestampMs : byTime.keySet()) {
                    checkFirst(reopened(), timestampMs, damage, true);
                }
                checkGreatest(reopened(), damage, true);

                world.storage.names().forEach(world.storage::delete);
                files.forEach(world.storage::setBytes);
            }
        }

        assertThat(refusals).isZero();
    }

    private SegmentedLog reopened() {
        return world.open(new Known(0, end, 0, true));
    }

    private void flipAll(String suffix, int bitsPerByte) {
        Random random = new Random(9);
        for (String name : List.copyOf(files.keySet())) {
            for (int at = 0; name.endsWith(suffix) && at < bytesOf(name).length; at++) {
                for (int i = 0; i < bitsPerByte; i++) {
                    int bit = random.nextInt(8);
                    byte[] bytes = bytesOf(name).clone();
                    bytes[at] ^= (byte) (1 << bit);
                    world.storage.setBytes(name, bytes);

                    checkReads("bit " + bit + " of byte " + at + " of " + name, !isBare(name, at));

                    world.storage.names().forEach(world.storage::delete);
                    files.forEach(world.storage::setBytes);
                }
            }
        }
    }

    /** Base offset and leader epoch of a batch are under no CRC: nobody can know them wrong. */
    private boolean isBare(String name, int at) {
        if (!name.endsWith(".log")) {
            return false;
        }
        BatchHeader header = BatchHeader.at(ByteBuffer.wrap(bytesOf(name)), 0);
        while (header.position() + header.sizeInBytes() <= at) {
            header.moveTo(header.position() + header.sizeInBytes());
        }
        int inBatch = at - header.position();
        return inBatch < 8 || (inBatch >= 12 && inBatch < 16);
    }

    private void checkReads(String flipped, boolean exactly) {
        SegmentedLog log;
        try {
            log = reopened();
        } catch (StorageException e) {
            refusals++;
            return;
        }
        for (long offset = 0; offset < end; offset += 3) {
            try {
                readAt(log, offset, flipped, exactly);
            } catch (CorruptDataException e) {
                refusals++;
            }
        }
        for (long timestampMs : byTime.keySet()) {
            checkFirst(log, timestampMs, flipped, exactly);
        }
        checkGreatest(log, flipped, exactly);
    }

    private void checkFirst(SegmentedLog log, long timestampMs, String flipped, boolean exactly) {
        try {
            String found = text(log.offsetForTimestamp(timestampMs, end));
            if (exactly) {
                assertThat(found).as(flipped).isEqualTo(byTime.get(timestampMs));
            }
        } catch (CorruptDataException e) {
            refusals++;
        }
    }

    private void checkGreatest(SegmentedLog log, String flipped, boolean exactly) {
        try {
            String found = text(log.offsetOfMaxTimestamp(end));
            if (exactly) {
                assertThat(found).as(flipped).isEqualTo(greatest);
            }
        } catch (CorruptDataException e) {
            refusals++;
        }
    }

    private void readAt(SegmentedLog log, long offset, String flipped, boolean exactly) {
        FileSlice slice = log.read(offset, end, 600, true);
        if (slice == null) {
            assertThat(exactly).as(flipped).isFalse();
            return;
        }
        byte[] bytes = MemoryStorage.take(slice);
        // The reader checks the CRC of what it gets, as every consumer does.
        boolean good =
                new AppendLogLayer()
                                .recordFormat()
                                .check(ByteBuffer.wrap(bytes), Compression.UNSUPPORTED)
                        == null;
        if (!good) {
            refusals++;
        } else if (exactly) {
            BatchHeader first = BatchHeader.at(ByteBuffer.wrap(bytes), 0);
            assertThat(first.baseOffset()).as(flipped).isLessThanOrEqualTo(offset);
            assertThat(first.lastOffset()).as(flipped).isGreaterThanOrEqualTo(offset);
            assertThat(new String(all, StandardCharsets.ISO_8859_1))
                    .as(flipped)
                    .contains(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    /** Two segments of some twenty batches, with timestamps in any order. */
    private void write() {
        Random random = new Random(5);
        world.settings = LogWorld.withIndexInterval(150);
        SegmentedLog log = world.open(Known.NOTHING);
        for (int i = 0; i < 24; i++) {
            if (i == 14) {
                log.roll(world.nowMs);
            }
            long timestampMs = world.nowMs + 10L * i + random.nextInt(60);
            log.appendAsFollower(Batches.at(log.logEndOffset(), timestampMs, "a" + i, "b", "c"));
        }
        log.flush();
        end = log.logEndOffset();
        all = SegmentLogTest.readAll(log, 0);
        for (long timestampMs = world.nowMs - 5;
                timestampMs < world.nowMs + 310;
                timestampMs += 7) {
            byTime.put(timestampMs, text(log.offsetForTimestamp(timestampMs, end)));
        }
        greatest = text(log.offsetOfMaxTimestamp(end));
        log.close();
        for (String name : world.storage.names()) {
            files.put(name, world.storage.bytes(name));
        }
        assertThat(files).hasSize(6);
        assertThat(bytesOf("t-0/00000000000000000000.index").length).isGreaterThan(30);
        assertThat(bytesOf("t-0/00000000000000000000.timeindex").length).isGreaterThan(30);
    }

    private byte[] bytesOf(String name) {
        return Objects.requireNonNull(files.get(name));
    }

    private static String text(@Nullable TimestampedOffset found) {
        return String.valueOf(found);
    }
}
