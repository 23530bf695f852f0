package strata.cli.inspect;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;

/**
 * Takes a batch apart into fields, each with its bytes: the header's, then those of its records.
 */
final class BatchDump {
    /** How many bytes of a field are shown at most. */
    private static final int SHOWN_MAX = 64;

    /**
     * A field.
     *
     * @param unpacked whether its position is one in the plain bytes of a compressed batch; else it
     *     is one in the file
     */
    record Field(boolean unpacked, long position, String name, Bytes bytes, String value) {}

    private final long batchPosition;
    private final ByteBuffer batch;
    private final BatchHeader header;
    private final Consumer<Field> sink;
    private int at;

    BatchDump(long batchPosition, ByteBuffer batch, Consumer<Field> sink) {
        this.batchPosition = batchPosition;
        this.batch = batch;
        this.header = BatchHeader.at(batch, 0);
        this.sink = sink;
    }

    /** All fields, up to where they make no sense. */
    void run(Compression compression) {
        header();
        boolean plain = header.compression() == CompressionType.NONE;
        if (!plain) {
            int size = batch.limit() - BatchHeader.SIZE;
            field("records", size, "packed by " + Values.compression(header));
        }
        PlainReader.FieldListener listener =
                (name, position, bytes, value) ->
                        sink.accept(new Field(!plain, place(plain, position), name, bytes, value));
        long position = 0;
        try (BatchRecords records = new BatchRecords(batch, compression, SHOWN_MAX, listener)) {
            for (int i = 0; i < header.count(); i++) {
                position = records.position();
                records.next();
            }
        } catch (CorruptDataException e) {
            sink.accept(
                    new Field(
                            !plain,
                            place(plain, position),
                            "unreadable",
                            new Bytes(0, new byte[0]),
                            String.valueOf(e.getMessage())));
        }
    }

    private long place(boolean plain, long position) {
        return plain ? batchPosition + BatchHeader.SIZE + position : position;
    }

    private void header() {
        field("baseOffset", Long.BYTES, header.baseOffset());
        String whole = "the batch has " + batch.limit() + " bytes";
        field("length", Integer.BYTES, header.length() + ": " + whole);
        field("partitionLeaderEpoch", Integer.BYTES, header.partitionLeaderEpoch());
        field("magic", Byte.BYTES, header.magic());
        field("crc", Integer.BYTES, Values.crc(header.crc()));
        field("attributes", Short.BYTES, attributes());
        String last = "the last offset is " + header.lastOffset();
        field("lastOffsetDelta", Integer.BYTES, header.lastOffsetDelta() + ": " + last);
        String horizon = header.hasDeleteHorizon() ? " (delete horizon)" : "";
        field("baseTimestamp", Long.BYTES, time(header.baseTimestampMs()) + horizon);
        field("maxTimestamp", Long.BYTES, time(header.maxTimestampMs()));
        field("producerId", Long.BYTES, header.producerId());
        field("producerEpoch", Short.BYTES, header.producerEpoch());
        field("baseSequence", Integer.BYTES, header.baseSequence());
        field("count", Integer.BYTES, header.count());
    }

    private static String time(long timestampMs) {
        return timestampMs + ": " + Values.time(timestampMs);
    }

    private String attributes() {
        StringBuilder meaning = new StringBuilder();
        meaning.append(header.attributes()).append(": ").append(Values.compression(header));
        meaning.append(", ").append(header.timestampType().configName());
        if (header.isTransactional()) {
            meaning.append(", transactional");
        }
        if (header.isControl()) {
            meaning.append(", control");
        }
        if (header.hasDeleteHorizon()) {
            meaning.append(", delete horizon");
        }
        return meaning.toString();
    }

    private void field(String name, int size, long value) {
        field(name, size, Long.toString(value));
    }

    private void field(String name, int size, String value) {
        byte[] shown = new byte[Math.min(size, SHOWN_MAX)];
        batch.get(at, shown);
        sink.accept(new Field(false, batchPosition + at, name, new Bytes(size, shown), value));
        at += size;
    }
}
