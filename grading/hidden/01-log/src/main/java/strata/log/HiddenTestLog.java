package strata.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;

/** What a log should be: a list of batches. And how to get at the log that is. */
final class HiddenTestLog {
    private final long baseOffset;
    private final List<Stored> batches = new ArrayList<>();

    HiddenTestLog(long baseOffset) {
        this.baseOffset = baseOffset;
    }

    /** A batch in the file. */
    record Stored(ByteBuffer bytes, long baseOffset, long lastOffset) {
        static Stored of(ByteBuffer bytes) {
            long base = bytes.getLong(bytes.position());
            return new Stored(bytes, base, base + bytes.getInt(bytes.position() + 23));
        }

        int sizeInBytes() {
            return bytes.remaining();
        }
    }

    List<Stored> batches() {
        return batches;
    }

    void add(ByteBuffer batch) {
        batches.add(Stored.of(batch));
    }

    long baseOffset() {
        return baseOffset;
    }

    long endOffset() {
        return endOffset(batches.size());
    }

    /** The offset behind the first batches. */
    long endOffset(int count) {
        return count == 0 ? baseOffset : batches.get(count - 1).lastOffset() + 1;
    }

    long sizeInBytes() {
        return batches.stream().mapToLong(Stored::sizeInBytes).sum();
    }

    /** All bytes of the file. */
    byte[] bytes() {
        return bytes(batches);
    }

    static byte[] bytes(List<Stored> batches) {
        return HiddenTestBatch.copy(
                HiddenTestBatch.joined(batches.stream().map(Stored::bytes).toList()));
    }

    /** Drops every batch that holds an offset at or above one; says whether there was any. */
    boolean truncateTo(long offset) {
        return batches.removeIf(batch -> batch.lastOffset() >= offset);
    }

    /** What a read must give, batch by batch as lab 1's text says; empty for null. */
    List<Stored> read(long offset, long upperBoundOffset, int maxBytes, boolean atLeastOneBatch) {
        List<Stored> found = new ArrayList<>();
        long size = 0;
        for (Stored batch : batches) {
            if (batch.lastOffset() < offset) {
                continue;
            }
            size += batch.sizeInBytes();
            boolean fits = size <= maxBytes || (found.isEmpty() && atLeastOneBatch);
            if (batch.lastOffset() >= upperBoundOffset || !fits) {
                return found;
            }
            found.add(batch);
        }
        return found;
    }

    /** Opens the log under test. */
    static PartitionLog open(Storage storage, LogSpec spec) {
        return new AppendLogLayer().open(new LogContext(storage, Compression.UNSUPPORTED), spec);
    }

    /** The bytes of a slice, which is released; none for null. */
    static byte[] take(@Nullable FileSlice slice) {
        if (slice == null) {
            return new byte[0];
        }
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        slice.read(bytes, 0);
        slice.release();
        return bytes.array();
    }
}
