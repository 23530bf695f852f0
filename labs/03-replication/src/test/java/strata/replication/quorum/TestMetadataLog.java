package strata.replication.quorum;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.QuorumLog;

/** A metadata log in memory: the epoch of each record, one record a batch. */
final class TestMetadataLog implements QuorumLog {
    private final List<Integer> epochs = new ArrayList<>();
    private long flushedOffset;

    /** Adds records of an epoch, flushed. */
    TestMetadataLog put(int epoch, int count) {
        for (int i = 0; i < count; i++) {
            epochs.add(epoch);
        }
        return flush();
    }

    /** Adds a record of an epoch that is not flushed. */
    void putUnflushed(int epoch) {
        epochs.add(epoch);
    }

    TestMetadataLog flush() {
        flushedOffset = epochs.size();
        return this;
    }

    /** The epoch of each record, as {@code 1 1 3}. */
    String text() {
        return String.join(" ", epochs.stream().map(String::valueOf).toList());
    }

    /** Batches as a fetch brings them: the offset and epoch of each record. */
    static ByteBuffer batches(long offset, int... epochs) {
        ByteBuffer bytes = ByteBuffer.allocate(12 * epochs.length);
        for (int i = 0; i < epochs.length; i++) {
            bytes.putLong(offset + i).putInt(epochs[i]);
        }
        return bytes.flip();
    }

    @Override
    public long startOffset() {
        return 0;
    }

    @Override
    public OffsetAndEpoch end() {
        int last = epochs.isEmpty() ? -1 : epochs.get(epochs.size() - 1);
        return new OffsetAndEpoch(epochs.size(), last);
    }

    @Override
    public long flushedOffset() {
        return flushedOffset;
    }

    @Override
    public EpochEnd endOf(int epoch) {
        if (epoch < 0 || epoch > end().epoch()) {
            return EpochEnd.UNKNOWN;
        }
        int count = (int) epochs.stream().filter(one -> one <= epoch).count();
        return new EpochEnd(count == 0 ? epoch : epochs.get(count - 1), count);
    }

    @Override
    public OffsetAndEpoch snapshot() {
        return OffsetAndEpoch.NOTHING;
    }

    @Override
    public void appendLeaderChange(int epoch, List<NodeId> voters) {
        epochs.add(epoch);
    }

    @Override
    public int append(ByteBuffer batches) {
        int bytes = 0;
        while (bytes < batches.remaining()
                && batches.getLong(batches.position() + bytes) == epochs.size()) {
            epochs.add(batches.getInt(batches.position() + bytes + 8));
            bytes += 12;
        }
        return bytes;
    }

    @Override
    public void truncateTo(long offset) {
        epochs.subList((int) offset, epochs.size()).clear();
        flushedOffset = Math.min(flushedOffset, offset);
    }
}
