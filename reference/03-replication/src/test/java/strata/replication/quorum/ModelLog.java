package strata.replication.quorum;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.QuorumLog;

/**
 * A metadata log in memory that keeps apart what is appended and what is durable. Each entry is a
 * batch of one record.
 */
final class ModelLog implements QuorumLog {
    static final int ENTRY_BYTES = 20;

    record Entry(int epoch, long value) {}

    /**
     * @param start its offset and the epoch before it; above 0 where a snapshot stands for the rest
     */
    private record Content(OffsetAndEpoch start, List<Entry> entries) {
        long end() {
            return start.offset() + entries.size();
        }
    }

    private Content content = new Content(OffsetAndEpoch.NOTHING, new ArrayList<>());
    private Content durable = content;
    private long flushedOffset;
    // How often something was cut: a flush that began before does not count.
    private int cuts;
    // What a log says that takes the page cache for the disk.
    boolean flushesAreForgotten;

    @Override
    public long startOffset() {
        return content.start().offset();
    }

    @Override
    public OffsetAndEpoch end() {
        List<Entry> entries = content.entries();
        int epoch =
                entries.isEmpty()
                        ? content.start().epoch()
                        : entries.get(entries.size() - 1).epoch();
        return new OffsetAndEpoch(content.end(), epoch);
    }

    @Override
    public long flushedOffset() {
        return flushesAreForgotten ? content.end() : flushedOffset;
    }

    @Override
    public EpochEnd endOf(int epoch) {
        int latest = end().epoch();
        boolean beforeSnapshot = startOffset() > 0 && epoch < content.start().epoch();
        if (epoch < 0 || epoch > latest || beforeSnapshot) {
            return EpochEnd.UNKNOWN;
        }
        int found = startOffset() > 0 ? content.start().epoch() : -1;
        long offset = startOffset();
        for (Entry entry : content.entries()) {
            if (entry.epoch() > epoch) {
                break;
            }
            found = entry.epoch();
            offset++;
        }
        return new EpochEnd(found < 0 ? epoch : found, offset);
    }

    @Override
    public OffsetAndEpoch snapshot() {
        return startOffset() == 0 ? OffsetAndEpoch.NOTHING : content.start();
    }

    @Override
    public void appendLeaderChange(int epoch, List<strata.kernel.NodeId> voters) {
        append(epoch, -epoch);
    }

    void append(int epoch, long value) {
        content.entries().add(new Entry(epoch, value));
    }

    @Override
    public int append(ByteBuffer batches) {
        int bytes = 0;
        for (int at = batches.position(); at < batches.limit(); at += ENTRY_BYTES) {
            if (batches.getLong(at) != content.end()) {
                break;
            }
            append(batches.getInt(at + 8), batches.getLong(at + 12));
            bytes += ENTRY_BYTES;
        }
        return bytes;
    }

    @Override
    public void truncateTo(long offset) {
        List<Entry> entries = content.entries();
        entries.subList((int) (offset - startOffset()), entries.size()).clear();
        flushedOffset = Math.min(flushedOffset, offset);
        cuts++;
    }

    int cuts() {
        return cuts;
    }

    long durableEnd() {
        return flushedOffset;
    }

    boolean needsFlush() {
        return flushedOffset < content.end();
    }

    /** Entries from an offset on, as a fetch carries them. */
    ByteBuffer read(long offset, int most) {
        int from = (int) (offset - startOffset());
        int count = Math.min(most, content.entries().size() - from);
        ByteBuffer bytes = ByteBuffer.allocate(count * ENTRY_BYTES);
        for (int i = from; i < from + count; i++) {
            Entry entry = content.entries().get(i);
            bytes.putLong(startOffset() + i).putInt(entry.epoch()).putLong(entry.value());
        }
        return bytes.flip();
    }

    /** What stands at an offset that is not below the start. */
    Entry entry(long offset) {
        return content.entries().get((int) (offset - startOffset()));
    }

    /** The epoch before the start. */
    OffsetAndEpoch start() {
        return content.start();
    }

    /** All up to this end is on disk. */
    void flushed(long endOffset) {
        flushedOffset = Math.max(flushedOffset, endOffset);
        int count = (int) (flushedOffset - startOffset());
        durable =
                new Content(content.start(), new ArrayList<>(content.entries().subList(0, count)));
    }

    /** A snapshot takes the place of everything below an offset, durably. */
    void snapshot(long offset) {
        int epoch = entry(offset - 1).epoch();
        int count = (int) (offset - startOffset());
        List<Entry> rest = new ArrayList<>(content.entries().subList(count, size()));
        content = new Content(new OffsetAndEpoch(offset, epoch), rest);
        flushed(flushedOffset);
    }

    /** A snapshot takes the place of everything, durably. */
    void install(OffsetAndEpoch id) {
        content = new Content(id, new ArrayList<>());
        flushedOffset = id.offset();
        cuts++;
        flushed(flushedOffset);
    }

    private int size() {
        return content.entries().size();
    }

    /** The machine dies: what was not flushed is lost, or some of it. */
    void crash(Chance chance) {
        if (chance.oneIn(2) || content.end() <= flushedOffset) {
            content = new Content(durable.start(), new ArrayList<>(durable.entries()));
        } else {
            long unflushed = content.end() - flushedOffset;
            long end = flushedOffset + chance.nextInt((int) unflushed + 1);
            int count = (int) (end - startOffset());
            content =
                    new Content(
                            content.start(), new ArrayList<>(content.entries().subList(0, count)));
        }
        flushedOffset = content.end();
        flushed(flushedOffset);
    }
}
