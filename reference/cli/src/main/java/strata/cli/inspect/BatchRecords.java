package strata.cli.inspect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.ByteReader;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.TimestampType;

/** The records of one batch, one after the other. */
final class BatchRecords implements AutoCloseable {
    /**
     * A record.
     *
     * @param position of its first byte in the batch's plain bytes
     */
    record Decoded(
            long position,
            long sizeInBytes,
            int offsetDelta,
            long timestampMs,
            @Nullable Bytes key,
            @Nullable Bytes value,
            List<Item.Header> headers) {}

    /** How many headers of a record are kept; the others are only read. */
    private static final int HEADERS_SHOWN_MAX = 1000;

    private final BatchHeader header;
    private final ByteReader source;
    private final PlainReader in;

    /**
     * @param batch the whole batch
     * @param shownMax how many bytes of a key or value are kept
     * @throws CorruptDataException when its bytes cannot be unpacked here
     */
    BatchRecords(
            ByteBuffer batch,
            Compression compression,
            int shownMax,
            @Nullable PlainReader.FieldListener listener) {
        this.header = BatchHeader.at(batch, 0);
        ByteBuffer bytes = batch.slice(BatchHeader.SIZE, batch.limit() - BatchHeader.SIZE);
        this.source = open(bytes, header, compression);
        this.in = new PlainReader(source, shownMax, listener);
    }

    private static ByteReader open(ByteBuffer bytes, BatchHeader header, Compression compression) {
        CompressionType type = header.compression();
        if (type == null) {
            throw new CorruptDataException(
                    "compression " + (header.attributes() & 7) + " is unknown");
        }
        if (type == CompressionType.NONE) {
            return ByteReader.of(bytes);
        }
        if (!compression.supports(type)) {
            throw new CorruptDataException("there is no codec for " + type + " on this machine");
        }
        return ByteReader.of(compression.decompress(type, bytes));
    }

    /** Whether plain bytes are left. */
    boolean hasRemaining() {
        return in.hasRemaining();
    }

    /** How many plain bytes were read. */
    long position() {
        return in.position();
    }

    /**
     * The next record.
     *
     * @throws CorruptDataException when its fields do not fit together
     */
    Decoded next() {
        long start = in.position();
        int length = in.varint("length");
        long end = in.position() + length;
        if (length < 0) {
            throw new CorruptDataException("a record of " + length + " bytes");
        }
        in.int8("attributes");
        long timestampMs = header.baseTimestampMs() + in.varlong("timestampDelta");
        if (header.timestampType() == TimestampType.LOG_APPEND_TIME) {
            timestampMs = header.maxTimestampMs();
        }
        int offsetDelta = in.varint("offsetDelta");
        Bytes key = in.bytes("key", end);
        Bytes value = in.bytes("value", end);
        List<Item.Header> headers = headers(end);
        long excessBytes = in.position() - end;
        if (excessBytes != 0) {
            throw new CorruptDataException(
                    "the fields of a record of " + length + " bytes are off by " + excessBytes);
        }
        return new Decoded(start, end - start, offsetDelta, timestampMs, key, value, headers);
    }

    private List<Item.Header> headers(long end) {
        int count = in.varint("count of headers");
        if (count < 0 || count > end - in.position()) {
            throw new CorruptDataException("a count of " + count + " headers");
        }
        List<Item.Header> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Bytes name = in.bytes("header name", end);
            if (name == null) {
                throw new CorruptDataException("a header without a name");
            }
            Bytes value = in.bytes("header value", end);
            if (i < HEADERS_SHOWN_MAX) {
                headers.add(new Item.Header(name, value));
            }
        }
        return headers;
    }

    @Override
    public void close() {
        source.close();
    }
}
