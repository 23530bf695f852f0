package strata.sim.segments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.Record;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.RecordIterator;
import strata.sim.segments.RecordList.Entry;

/**
 * Decodes batches. A history looks at the same ones again and again: where each byte is as it was
 * the last time, so is each record.
 */
final class BatchDecoder {
    private static final int KEPT_MAX = 2_000;

    private record Decoded(ByteBuffer batch, List<Entry> entries) {}

    private final RecordFormat format;
    private final Compression compression;
    // By base offset, the batch that was seen last.
    private final Map<Long, Decoded> kept =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Decoded> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    BatchDecoder(RecordFormat format, Compression compression) {
        this.format = format;
        this.compression = compression;
    }

    /** The records of the batch that starts at a buffer's position, and has this header. */
    List<Entry> records(ByteBuffer bytes, BatchHeader header) {
        ByteBuffer batch = bytes.slice(bytes.position(), header.sizeInBytes());
        Decoded before = kept.get(header.baseOffset());
        if (before != null && before.batch.equals(batch)) {
            return before.entries;
        }
        List<Entry> entries = new ArrayList<>();
        try (RecordIterator all = format.records(bytes, compression)) {
            while (all.hasNext()) {
                entries.add(entry(all.next(), header.lastOffset()));
            }
        }
        ByteBuffer copy = ByteBuffer.allocate(batch.remaining()).put(batch).flip();
        kept.put(header.baseOffset(), new Decoded(copy, entries));
        return entries;
    }

    private static Entry entry(Record record, long batchLast) {
        return new Entry(
                record.offset(),
                record.timestampMs(),
                Objects.requireNonNull(text(record.key())),
                text(record.value()),
                batchLast);
    }

    private static @Nullable String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? null : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
