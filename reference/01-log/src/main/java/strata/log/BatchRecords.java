package strata.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.ByteReader;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.Record;
import strata.kernel.log.RecordHeader;
import strata.kernel.log.RecordIterator;
import strata.kernel.log.TimestampType;

/**
 * The records of one batch, decoded one by one. Keys and values of a batch that is not compressed
 * are slices of its buffer, not copies.
 */
final class BatchRecords implements RecordIterator {
    private final BatchHeader header;
    private final ByteReader in;
    // How many records have been given out. Invariant: given <= header.count().
    private int given;

    private BatchRecords(BatchHeader header, ByteReader in) {
        this.header = header;
        this.in = in;
    }

    /**
     * Starts before the first record.
     *
     * @param buffer one whole batch from its position on
     * @throws CorruptDataException when the length or the count cannot be true, or the codec is not
     *     here
     */
    static BatchRecords of(ByteBuffer buffer, Compression compression) {
        int start = buffer.position();
        BatchHeader header = BatchHeader.at(buffer.duplicate(), start);
        int left = buffer.remaining();
        if (left < BatchHeader.SIZE
                || header.sizeInBytes() < BatchHeader.SIZE
                || header.sizeInBytes() > left) {
            throw new CorruptDataException("no whole batch in " + left + " bytes");
        }
        if (header.count() < 0) {
            throw new CorruptDataException("a count of " + header.count() + " records");
        }
        return new BatchRecords(header, openRecords(buffer, header, compression));
    }

    /**
     * The bytes behind a batch's header, decompressed as they are read.
     *
     * @throws CorruptDataException when the codec is unknown or not here, or knows at once that the
     *     bytes are not its own
     */
    static ByteReader openRecords(ByteBuffer buffer, BatchHeader header, Compression compression) {
        ByteBuffer bytes =
                buffer.slice(
                        header.position() + BatchHeader.SIZE,
                        header.sizeInBytes() - BatchHeader.SIZE);
        CompressionType type = header.compression();
        if (type == null) {
            throw new CorruptDataException("unknown compression in " + header.attributes());
        }
        if (type == CompressionType.NONE) {
            return ByteReader.of(bytes);
        }
        if (!compression.supports(type)) {
            throw new CorruptDataException("there is no codec for " + type);
        }
        return ByteReader.of(compression.decompress(type, bytes));
    }

    @Override
    public boolean hasNext() {
        return given < header.count();
    }

    @Override
    public Record next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        // LAB 1.3 return the next record; after the last one no byte may be left
        Record record = readRecord();
        given++;
        if (!hasNext() && in.hasRemaining()) {
            throw new CorruptDataException("bytes are left after the last record");
        }
        return record;
    }

    @Override
    public void close() {
        in.close();
    }

    /**
     * Decodes one record ({@link BatchWriter} shows its fields). In a batch that its broker
     * stamped, each record has the batch's greatest timestamp, whatever its delta says.
     *
     * @throws CorruptDataException when a length is impossible, or the fields are not together as
     *     long as the record says
     */
    private Record readRecord() {
        // LAB 1.3 decode the fields in their order; together they are as long as the record says
        int length = Varints.readInt(in);
        long end = in.position() + length;
        in.get(); // The attributes: no bit of them has a meaning yet.
        long timestampMs = header.baseTimestampMs() + Varints.readLong(in);
        if (header.timestampType() == TimestampType.LOG_APPEND_TIME) {
            timestampMs = header.maxTimestampMs();
        }
        long offset = header.baseOffset() + Varints.readInt(in);
        ByteBuffer key = readBytes(end);
        ByteBuffer value = readBytes(end);
        List<RecordHeader> headers = readHeaders(end);
        if (in.position() != end) {
            throw new CorruptDataException(
                    "a record of " + length + " bytes is off by " + (in.position() - end));
        }
        return new Record(offset, timestampMs, key, value, headers);
    }

    /**
     * A length, then that many bytes; a negative length means null.
     *
     * @param end where the record ends, counted as {@link ByteReader#position}
     * @throws CorruptDataException when the bytes would lie behind the record's end
     */
    private @Nullable ByteBuffer readBytes(long end) {
        // LAB 1.3 return the bytes, or null for a negative length; none may lie behind end
        int length = Varints.readInt(in);
        if (length < 0) {
            return null;
        }
        if (length > end - in.position()) {
            throw new CorruptDataException(length + " bytes do not fit into their record");
        }
        return in.take(length);
    }

    /**
     * A count, then as many headers: each a name in UTF-8, which is never null, and a value.
     *
     * @param end where the record ends, counted as {@link ByteReader#position}
     * @throws CorruptDataException when the count is negative or more than the bytes that are left,
     *     when a name is null, or something would lie behind the record's end
     */
    private List<RecordHeader> readHeaders(long end) {
        // LAB 1.3 return the headers, believing their count only as far as the bytes go
        int count = Varints.readInt(in);
        if (count < 0 || count > end - in.position()) {
            throw new CorruptDataException("a count of " + count + " headers");
        }
        if (count == 0) {
            return List.of();
        }
        // Grows with the headers that come: their count is a claim.
        List<RecordHeader> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteBuffer name = readBytes(end);
            if (name == null) {
                throw new CorruptDataException("a header has no name");
            }
            String key = StandardCharsets.UTF_8.decode(name).toString();
            headers.add(new RecordHeader(key, readBytes(end)));
        }
        return headers;
    }
}
