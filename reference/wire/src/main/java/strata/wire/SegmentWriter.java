package strata.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.utils.ByteUtils;
import strata.kernel.Check;
import strata.kernel.storage.FileSlice;
import strata.wire.EncodedResponse.Segment;

/**
 * Writes an answer into one buffer of exactly its size, and cuts that buffer where a file slice
 * comes in between; a request in one piece.
 */
final class SegmentWriter implements Writable {
    private static final int LENGTH_SIZE = Integer.BYTES;

    private final ByteBuffer buffer;
    private final List<Segment> segments = new ArrayList<>(1);
    // Where in the buffer the bytes begin that are in no segment yet.
    private int segmentStart;

    private SegmentWriter(int size) {
        this.buffer = ByteBuffer.allocate(size);
    }

    /** The whole frame of an answer: length, header, body. */
    static EncodedResponse frame(RequestContext context, ApiMessage body) {
        ServedVersions versions = ServedVersions.of(context.api());
        boolean taggedHeader = versions.responseHeaderVersion(context.version()) >= 1;
        int headerSize = Integer.BYTES + (taggedHeader ? 1 : 0);

        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator bodySize = new MessageSizeAccumulator();
        body.addSize(bodySize, cache, context.version());

        int inMemory = LENGTH_SIZE + headerSize + bodySize.sizeExcludingZeroCopy();
        SegmentWriter writer = new SegmentWriter(inMemory);
        writer.writeInt(headerSize + bodySize.totalSize());
        writer.writeInt(context.correlationId());
        if (taggedHeader) {
            writer.writeUnsignedVarint(0);
        }
        body.write(writer, cache, context.version());
        writer.endSegment();
        Check.that(!writer.buffer.hasRemaining(), "the size of %s was wrong", context);
        int whole = LENGTH_SIZE + headerSize + bodySize.totalSize();
        return new EncodedResponse(writer.segments, whole);
    }

    /** The whole frame of a request: length, header, body. */
    static ByteBuffer frame(RequestContext context, RequestHeaderData header, ApiMessage body) {
        ServedVersions versions = ServedVersions.of(context.api());
        short headerVersion = versions.requestHeaderVersion(context.version());
        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator size = new MessageSizeAccumulator();
        header.addSize(size, cache, headerVersion);
        body.addSize(size, cache, context.version());

        SegmentWriter writer = new SegmentWriter(LENGTH_SIZE + size.totalSize());
        writer.writeInt(size.totalSize());
        header.write(writer, cache, headerVersion);
        body.write(writer, cache, context.version());
        Check.that(!writer.buffer.hasRemaining(), "the size of %s was wrong", context);
        return writer.buffer.flip();
    }

    private void endSegment() {
        int end = buffer.position();
        if (end > segmentStart) {
            segments.add(new Segment.Bytes(buffer.slice(segmentStart, end - segmentStart)));
            segmentStart = end;
        }
    }

    @Override
    public void writeRecords(BaseRecords records) {
        Check.that(records instanceof FileSliceRecords, "records of another kind: %s", records);
        FileSlice slice = ((FileSliceRecords) records).slice();
        if (slice == null) {
            return;
        }
        if (slice.count() == 0) {
            slice.release();
            return;
        }
        endSegment();
        segments.add(new Segment.File(slice));
    }

    @Override
    public void writeByte(byte value) {
        buffer.put(value);
    }

    @Override
    public void writeShort(short value) {
        buffer.putShort(value);
    }

    @Override
    public void writeInt(int value) {
        buffer.putInt(value);
    }

    @Override
    public void writeLong(long value) {
        buffer.putLong(value);
    }

    @Override
    public void writeDouble(double value) {
        buffer.putDouble(value);
    }

    @Override
    public void writeByteArray(byte[] bytes) {
        buffer.put(bytes);
    }

    @Override
    public void writeByteBuffer(ByteBuffer bytes) {
        // The message classes count these as zero-copy bytes, for which there is no room here.
        throw new UnsupportedOperationException("no answer of Strata has a field of raw bytes");
    }

    @Override
    public void writeUnsignedVarint(int value) {
        ByteUtils.writeUnsignedVarint(value, buffer);
    }

    @Override
    public void writeVarint(int value) {
        ByteUtils.writeVarint(value, buffer);
    }

    @Override
    public void writeVarlong(long value) {
        ByteUtils.writeVarlong(value, buffer);
    }
}
