package strata.replication.quorum;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.NodeId;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.QuorumLog;

/** A metadata log in memory, which may lose what was not flushed; one record a batch. */
final class HiddenTestMetadataLog implements QuorumLog {
    private static final int BYTES = 20;

    /** A record: whose it is, and what it says; of the leaders' own first ones, -1. */
    record Entry(int epoch, long value) {}

    private final OffsetAndEpoch snapshot;
    private List<Entry> entries = new ArrayList<>();
    private long flushedOffset;
    private int cuts;

    HiddenTestMetadataLog() {
        this(OffsetAndEpoch.NOTHING);
    }

    /** One that begins with a snapshot. */
    HiddenTestMetadataLog(OffsetAndEpoch snapshot) {
        this.snapshot = snapshot;
        this.flushedOffset = snapshot.offset();
    }

    /** Adds records, flushed. */
    HiddenTestMetadataLog put(int epoch, int count) {
        for (int i = 0; i < count; i++) {
            add(epoch, i);
        }
        return flush();
    }

    void add(int epoch, long value) {
        entries.add(new Entry(epoch, value));
    }

    HiddenTestMetadataLog flush() {
        flushedOffset = end().offset();
        return this;
    }

    /** All below it is durable. */
    void flushedTo(long offset) {
        flushedOffset = Math.max(flushedOffset, Math.min(offset, end().offset()));
    }

    /** How often it was cut. */
    int cuts() {
        return cuts;
    }

    /** The machine loses power: any part of what was not flushed may be left. */
    void losePower(SplittableRandom random) {
        long left = flushedOffset + random.nextLong(end().offset() - flushedOffset + 1);
        entries = new ArrayList<>(entries.subList(0, (int) (left - startOffset())));
        flush();
    }

    Entry entry(long offset) {
        return entries.get((int) (offset - startOffset()));
    }

    /** The epochs of all records, as {@code 1 1 3}. */
    String text() {
        return String.join(" ", entries.stream().map(e -> "" + e.epoch()).toList());
    }

    /** Records from an offset on, as a fetch brings them. */
    ByteBuffer read(long offset, int most) {
        int count = (int) Math.min(most, end().offset() - offset);
        ByteBuffer bytes = ByteBuffer.allocate(count * BYTES);
        for (long i = offset; i < offset + count; i++) {
            bytes.putLong(i).putInt(entry(i).epoch()).putLong(entry(i).value());
        }
        return bytes.flip();
    }

    @Override
    public long startOffset() {
        return snapshot.offset();
    }

    @Override
    public OffsetAndEpoch end() {
        int count = entries.size();
        int epoch = count == 0 ? snapshot.epoch() : entries.get(count - 1).epoch();
        return new OffsetAndEpoch(startOffset() + count, epoch);
    }

    @Override
    public long flushedOffset() {
        return flushedOffset;
    }

    @Override
    public EpochEnd endOf(int epoch) {
        if (epoch < Math.max(0, snapshot.epoch()) || epoch > end().epoch()) {
            return EpochEnd.UNKNOWN;
        }
        int found = snapshot.epoch();
        long offset = startOffset();
        for (Entry entry : entries) {
            if (entry.epoch() <= epoch) {
                found = entry.epoch();
                offset++;
            }
        }
        return new EpochEnd(found < 0 ? epoch : found, offset);
    }

    @Override
    public OffsetAndEpoch snapshot() {
        return snapshot;
    }

    @Override
    public void appendLeaderChange(int epoch, List<NodeId> voters) {
        add(epoch, -1);
    }

    @Override
    public int append(ByteBuffer batches) {
        int bytes = 0;
        while (bytes < batches.remaining()
                && batches.getLong(batches.position() + bytes) == end().offset()) {
            int at = batches.position() + bytes;
            add(batches.getInt(at + 8), batches.getLong(at + 12));
            bytes += BYTES;
        }
        return bytes;
    }

    @Override
    public void truncateTo(long offset) {
        entries.subList((int) (offset - startOffset()), entries.size()).clear();
        flushedOffset = Math.min(flushedOffset, offset);
        cuts++;
    }
}
