package strata.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.Nullable;
import strata.kernel.log.RecordHeader;

/** Draws batches, and buffers to put them in, at random. */
final class HiddenTestDraw {
    /** 2026-01-01. */
    static final long NOW_MS = 1_767_225_600_000L;

    private static final String[] NAMES = {"", "h", "trace-id", "größe", "鍵", "a\u0000b", "🚀"};

    private final SplittableRandom random;

    HiddenTestDraw(SplittableRandom random) {
        this.random = random;
    }

    SplittableRandom random() {
        return random;
    }

    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** A long of any size: each number of bits is as likely as another. */
    long anyLong() {
        return random.nextLong() >> random.nextInt(64);
    }

    /** A batch of 1 to 8 records, with all that a record can have. */
    HiddenTestBatch batch(long baseOffset) {
        HiddenTestBatch batch = HiddenTestBatch.at(baseOffset);
        long timestampMs = NOW_MS + upTo(100_000_000);
        for (int left = between(1, 8); left > 0; left--) {
            batch.add(timestampMs, field(20), field(300), headers());
            timestampMs += between(-5_000, 10_000);
        }
        return batch;
    }

    /** A batch of some plain records, of about a size. */
    HiddenTestBatch batchOfSize(long baseOffset, int records, int valueBytes) {
        HiddenTestBatch batch = HiddenTestBatch.at(baseOffset);
        for (int i = 0; i < records; i++) {
            batch.add(NOW_MS + i, null, bytes(valueBytes), List.of());
        }
        return batch;
    }

    /** Null, empty, or some bytes. */
    @Nullable
    ByteBuffer field(int most) {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> bytes(0);
            default -> bytes(between(1, most));
        };
    }

    List<RecordHeader> headers() {
        List<RecordHeader> headers = new ArrayList<>();
        for (int left = upTo(5) - 2; left > 0; left--) {
            headers.add(new RecordHeader(NAMES[random.nextInt(NAMES.length)], field(9)));
        }
        return headers;
    }

    ByteBuffer bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** The same bytes somewhere in a larger buffer of any kind, from its position to its limit. */
    ByteBuffer placed(ByteBuffer bytes) {
        int before = upTo(40);
        int after = upTo(40);
        int size = before + bytes.remaining() + after;
        ByteBuffer placed =
                chance(50) ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        placed.put(bytes(before)).put(bytes.duplicate()).put(bytes(after));
        placed.position(before).limit(size - after);
        return chance(30) && before > 0 ? sliced(placed) : placed;
    }

    /** The same view of the same bytes, which may forbid to write. */
    ByteBuffer readOnlyOrNot(ByteBuffer buffer) {
        return chance(30) ? buffer.asReadOnlyBuffer() : buffer;
    }

    /** A buffer whose own start is not that of its memory. */
    private ByteBuffer sliced(ByteBuffer buffer) {
        int cut = between(1, buffer.position());
        ByteBuffer slice = buffer.duplicate().clear().slice(cut, buffer.capacity() - cut);
        return slice.position(buffer.position() - cut).limit(buffer.limit() - cut);
    }
}
