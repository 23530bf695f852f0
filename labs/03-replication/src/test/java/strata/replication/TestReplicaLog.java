package strata.replication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.log.BatchHeader;
import strata.kernel.replication.ReplicaLog;

/** A replica's log in memory, which says what it holds and what was done to it. */
final class TestReplicaLog implements ReplicaLog {
    private final List<ByteBuffer> batches = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private long logStartOffset;
    private long logEndOffset;

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
        calls.add("append " + text(split(whole)));
        put(whole);
    }

    /** Puts batches there without anybody having asked. */
    void put(ByteBuffer... whole) {
        for (ByteBuffer some : whole) {
            for (ByteBuffer batch : split(some)) {
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
            }
        }
    }

    @Override
    public void truncateTo(long offset) {
        calls.add("cut to " + offset);
        while (!batches.isEmpty() && last().lastOffset() >= offset) {
            logEndOffset = last().baseOffset();
            batches.remove(batches.size() - 1);
        }
        logEndOffset = Math.min(logEndOffset, Math.max(offset, 0));
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
    }

    /** What was done to it since this was last asked. */
    List<String> calls() {
        List<String> done = List.copyOf(calls);
        calls.clear();
        return done;
    }

    /** The batches from an offset on, as a leader sends them. */
    ByteBuffer from(long offset) {
        return TestBatch.joined(
                batches.stream()
                        .filter(batch -> BatchHeader.at(batch, 0).lastOffset() >= offset)
                        .toArray(ByteBuffer[]::new));
    }

    /** What it holds, as {@code 0-4 of epoch 1, 5-6 of epoch 3}. */
    @Override
    public String toString() {
        return text(batches);
    }

    private static String text(List<ByteBuffer> batches) {
        StringBuilder text = new StringBuilder();
        for (ByteBuffer batch : batches) {
            BatchHeader header = BatchHeader.at(batch, 0);
            text.append(text.isEmpty() ? "" : ", ");
            text.append(header.baseOffset()).append('-').append(header.lastOffset());
            text.append(" of epoch ").append(header.partitionLeaderEpoch());
        }
        return text.isEmpty() ? "nothing" : text.toString();
    }

    private static List<ByteBuffer> split(ByteBuffer whole) {
        List<ByteBuffer> batches = new ArrayList<>();
        ByteBuffer rest = whole.duplicate();
        while (rest.hasRemaining()) {
            int size = BatchHeader.at(rest, rest.position()).sizeInBytes();
            ByteBuffer batch = TestBatch.cut(rest, Math.min(size, rest.remaining()));
            batches.add(batch);
            rest.position(rest.position() + batch.remaining());
        }
        return batches;
    }
}
