package strata.replication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import strata.kernel.Nullable;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.Recovery;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.replication.ReplicaLog;
import strata.kernel.storage.FileSlice;
import strata.sim.HeapSlice;

/** A log in memory, for its opening and for a replica, which says what was done to it. */
final class HiddenTestLog implements PartitionLog, ReplicaLog {
    private final List<ByteBuffer> batches = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private long logStartOffset;
    private long logEndOffset;
    private Runnable beforeAppends = () -> {};

    /** A log with the same batches and ends, to which other things may be done. */
    HiddenTestLog copy() {
        HiddenTestLog copy = new HiddenTestLog();
        copy.batches.addAll(batches);
        copy.logStartOffset = logStartOffset;
        copy.logEndOffset = logEndOffset;
        return copy;
    }

    /** Runs when it is told to append, before it does. */
    void beforeAppends(Runnable look) {
        beforeAppends = look;
    }

    @Override
    public long logStartOffset() {
        return logStartOffset;
    }

    @Override
    public long logEndOffset() {
        return logEndOffset;
    }

    @Override
    public void append(ByteBuffer whole) {
        calls.add("append " + whole.remaining() + " bytes");
        beforeAppends.run();
        put(whole);
    }

    /** Puts batches there without anybody having asked. */
    void put(ByteBuffer whole) {
        ByteBuffer rest = whole.duplicate();
        while (rest.hasRemaining()) {
            int size = BatchHeader.at(rest, rest.position()).sizeInBytes();
            ByteBuffer batch = HiddenTestBatch.cut(rest, size);
            BatchHeader header = BatchHeader.at(batch, 0);
            if (header.baseOffset() < logEndOffset) {
                throw new AssertionError(
                        "a batch was appended at offset "
                                + header.baseOffset()
                                + ", but the log ends at "
                                + logEndOffset);
            }
            batches.add(batch);
            logEndOffset = header.nextOffset();
            rest.position(rest.position() + size);
        }
    }

    @Override
    public void truncateTo(long offset) {
        calls.add("cut to " + offset);
        while (!batches.isEmpty() && last().lastOffset() >= offset) {
            logEndOffset = last().baseOffset();
            batches.remove(batches.size() - 1);
        }
        logEndOffset = Math.min(logEndOffset, offset);
        logStartOffset = Math.min(logStartOffset, logEndOffset);
    }

    private BatchHeader last() {
        return BatchHeader.at(batches.get(batches.size() - 1), 0);
    }

    @Override
    public void startAt(long offset) {
        calls.add("start at " + offset);
        batches.clear();
        logStartOffset = offset;
        logEndOffset = offset;
    }

    @Override
    public void raiseLogStart(long offset) {
        calls.add("raise the start to " + offset);
        logStartOffset = Math.max(logStartOffset, offset);
        batches.removeIf(batch -> BatchHeader.at(batch, 0).lastOffset() < logStartOffset);
    }

    /** Loses batches in its middle, as by compaction. */
    void lose(int index) {
        batches.remove(index);
    }

    /** What was done to it since this was last asked. */
    List<String> calls() {
        List<String> done = List.copyOf(calls);
        calls.clear();
        return done;
    }

    List<ByteBuffer> batches() {
        return List.copyOf(batches);
    }

    /** All bytes. */
    ByteBuffer bytes() {
        return HiddenTestBatch.joined(batches);
    }

    /** The batches from an offset on. */
    List<ByteBuffer> from(long offset) {
        return batches.stream()
                .filter(batch -> BatchHeader.at(batch, 0).lastOffset() >= offset)
                .toList();
    }

    @Override
    public @Nullable FileSlice read(
            long offset, long upperBoundOffset, int maxBytes, boolean atLeastOneBatch) {
        if (offset < logStartOffset || offset > logEndOffset) {
            throw new AssertionError(
                    "a read at offset %s of a log from %s to %s"
                            .formatted(offset, logStartOffset, logEndOffset));
        }
        List<ByteBuffer> read = new ArrayList<>();
        int size = 0;
        for (ByteBuffer batch : from(offset)) {
            boolean fits = size + batch.remaining() <= maxBytes;
            boolean first = read.isEmpty() && atLeastOneBatch;
            if (BatchHeader.at(batch, 0).lastOffset() >= upperBoundOffset || !(fits || first)) {
                break;
            }
            read.add(batch);
            size += batch.remaining();
        }
        return read.isEmpty()
                ? null
                : new HeapSlice(HiddenTestBatch.bytes(HiddenTestBatch.joined(read)));
    }

    /** As {@code 0-4 of epoch 1, 5-6 of epoch 3}. */
    @Override
    public String toString() {
        return batches.isEmpty()
                ? "nothing"
                : batches.stream().map(HiddenTestBatch::text).collect(Collectors.joining(", "));
    }

    @Override
    public Appended appendAsFollower(ByteBuffer whole) {
        throw unused();
    }

    @Override
    public Appended appendAsLeader(ByteBuffer whole, LeaderAppend how) {
        throw unused();
    }

    @Override
    public long recoveryPoint() {
        throw unused();
    }

    @Override
    public long sizeInBytes() {
        throw unused();
    }

    @Override
    public Recovery recovery() {
        throw unused();
    }

    @Override
    public @Nullable TimestampedOffset offsetForTimestamp(long timeMs, long upperBoundOffset) {
        throw unused();
    }

    @Override
    public @Nullable TimestampedOffset offsetOfMaxTimestamp(long upperBoundOffset) {
        throw unused();
    }

    @Override
    public @Nullable PendingFlush startFlush() {
        throw unused();
    }

    @Override
    public void flushed(PendingFlush done) {
        throw unused();
    }

    @Override
    public void close() {}

    private static AssertionError unused() {
        return new AssertionError("nobody in this layer asks a log for that");
    }
}
