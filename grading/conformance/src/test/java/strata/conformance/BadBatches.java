package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Produce requests whose records are not what they say. */
final class BadBatches {

    private static final byte[] VALID = BatchBytes.valid(Codec.NONE, 3);
    private static final long YEAR_MS = 365L * 24 * 60 * 60 * 1000;

    /** Every band of the protocol: by name and plain, by name and flexible, by topic id. */
    private static final List<Integer> VERSIONS = List.of(3, 9, 13);

    private final SampleRequests samples;
    private final List<BadInput> cases = new ArrayList<>();

    private BadBatches(SampleRequests samples) {
        this.samples = samples;
    }

    static List<BadInput> all(SampleRequests samples) {
        BadBatches batches = new BadBatches(samples);
        batches.headers();
        batches.sizes();
        batches.records();
        batches.compressed();
        return List.copyOf(batches.cases);
    }

    private void headers() {
        everywhere("wrong CRC", changed(b -> b.putInt(BatchBytes.CRC, 4711)));
        everywhere("one bit of a value flipped", flipped(VALID, VALID.length - 10));
        everywhere("magic 0", BatchBytes.old((byte) 0, Codec.NONE));
        everywhere("magic 1", BatchBytes.old((byte) 1, Codec.NONE));
        everywhere("magic 1, gzip", BatchBytes.old((byte) 1, Codec.GZIP));
        add("magic 3", changed(b -> b.put(BatchBytes.MAGIC, (byte) 3)));
        add("magic -1", changed(b -> b.put(BatchBytes.MAGIC, (byte) -1)));
        add("codec 5", sealed(b -> b.putShort(BatchBytes.ATTRIBUTES, (short) 5)));
        add("codec 7", sealed(b -> b.putShort(BatchBytes.ATTRIBUTES, (short) 7)));
        add(
                "unused attribute bits",
                sealed(b -> b.putShort(BatchBytes.ATTRIBUTES, (short) 0x7F00)));
        add("control batch", sealed(b -> b.putShort(BatchBytes.ATTRIBUTES, (short) 0x20)));
        add(
                "transactional, no producer",
                sealed(b -> b.putShort(BatchBytes.ATTRIBUTES, (short) 0x10)));
        add("log append time", sealed(b -> b.putShort(BatchBytes.ATTRIBUTES, (short) 8)));
        add(
                "log append time, gzip",
                resealed(
                        BatchBytes.changed(
                                BatchBytes.valid(Codec.GZIP, 5),
                                b -> b.putShort(BatchBytes.ATTRIBUTES, (short) 9))));
        add("delete horizon", sealed(b -> b.putShort(BatchBytes.ATTRIBUTES, (short) 0x40)));
        add("base offset 77", changed(b -> b.putLong(BatchBytes.BASE_OFFSET, 77)));
        add("base offset -5", changed(b -> b.putLong(BatchBytes.BASE_OFFSET, -5)));
        add("leader epoch 99", changed(b -> b.putInt(BatchBytes.LEADER_EPOCH, 99)));
        add("max timestamp too small", sealed(b -> b.putLong(BatchBytes.MAX_TIMESTAMP, 5)));
        add("base timestamp -2", sealed(b -> b.putLong(BatchBytes.BASE_TIMESTAMP, -2)));
        add("a year ahead", BatchBytes.valid(Codec.NONE, 2, System.currentTimeMillis() + YEAR_MS));
        add(
                "a year ahead, gzip",
                BatchBytes.valid(Codec.GZIP, 2, System.currentTimeMillis() + YEAR_MS));
    }

    private void sizes() {
        add("no bytes", new byte[0]);
        add("ten bytes", BadInput.cut(VALID, 10));
        add("header only", BadInput.cut(VALID, BatchBytes.RECORDS));
        add("last byte missing", BadInput.cut(VALID, VALID.length - 1));
        add("length one more", changed(b -> b.putInt(BatchBytes.LENGTH, VALID.length - 11)));
        add("length one less", changed(b -> b.putInt(BatchBytes.LENGTH, VALID.length - 13)));
        add("length 0", changed(b -> b.putInt(BatchBytes.LENGTH, 0)));
        add("length -1", changed(b -> b.putInt(BatchBytes.LENGTH, -1)));
        add("length 2 GiB", changed(b -> b.putInt(BatchBytes.LENGTH, Integer.MAX_VALUE)));
        add("two batches", joined(VALID, VALID));
        add("a batch and ten bytes", joined(VALID, BadInput.cut(VALID, 10)));
        add("a batch and half of another", joined(VALID, BadInput.cut(VALID, VALID.length / 2)));
        add("too large for the topic", BatchBytes.valid(Codec.NONE, 20_000));
    }

    private void records() {
        add("count 0", counts(0, 2));
        add("count -1", counts(-1, 2));
        add("count 2 of 3", counts(2, 2));
        add("count 4 of 3", counts(4, 2));
        add("count 2 of 3, delta too", counts(2, 1));
        add("count 4 of 3, delta too", counts(4, 3));
        add("count 2147483647", counts(Integer.MAX_VALUE, Integer.MAX_VALUE - 1));
        add("last offset delta 1 of 2", counts(3, 1));
        add("last offset delta 9 of 2", counts(3, 9));
        add("last offset delta -1", counts(3, -1));
        byte[] value = "\1\0".getBytes(UTF_8);
        add("record: length 0", holding(new byte[] {0, 0, 0}));
        add("record: length -9", holding(BatchBytes.record(-9, -1, value)));
        add("record: length a GiB", holding(BatchBytes.record(1 << 30, -1, value)));
        add("record: key of -7", holding(BatchBytes.record(6, -7, value)));
        add("record: key of a GiB", holding(BatchBytes.record(10, 1 << 30, value)));
        add("record: value beyond it", holding(BatchBytes.record(6, -1, new byte[] {126, 0})));
        add("record: -1 headers", holding(BatchBytes.record(6, -1, new byte[] {1, 1})));
        add("record: a million headers", holding(BatchBytes.record(8, -1, manyHeaders())));
        add(
                "record: header without key",
                holding(BatchBytes.record(8, -1, new byte[] {1, 2, 1, 1})));
        add(
                "record: bytes after it",
                holding(BatchBytes.record(6, -1, new byte[] {1, 0, 9, 9, 9})));
        add("record: varint of eleven bytes", holding(endlessVarint()));
    }

    private void compressed() {
        for (Codec codec : List.of(Codec.GZIP, Codec.SNAPPY, Codec.LZ4, Codec.ZSTD)) {
            String name = codec.id() + ": ";
            byte[] valid = BatchBytes.valid(codec, 50);
            everywhere(name + "wrong CRC", flipped(valid, BatchBytes.CRC));
            add(name + "stream damaged", resealed(flipped(valid, BatchBytes.RECORDS + 25)));
            add(
                    name + "stream is noise",
                    BatchBytes.holding(codec, 3, "not this codec".getBytes(UTF_8)));
            add(name + "stream is empty", BatchBytes.holding(codec, 3, new byte[0]));
            add(name + "stream cut", BatchBytes.holding(codec, 50, cutStream(valid)));
            add(
                    name + "stream of no record",
                    BatchBytes.holding(codec, 1, BatchBytes.compressed(codec, new byte[0])));
            add(
                    name + "count 40 of 50",
                    resealed(
                            BatchBytes.changed(valid, b -> b.putInt(BatchBytes.RECORD_COUNT, 40))));
            add(
                    name + "count 60 of 50",
                    resealed(
                            BatchBytes.changed(valid, b -> b.putInt(BatchBytes.RECORD_COUNT, 60))));
            add(
                    name + "record of a GiB",
                    BatchBytes.holding(
                            codec,
                            1,
                            BatchBytes.compressed(
                                    codec, BatchBytes.record(1 << 30, -1, new byte[9]))));
        }
        add("zstd before its time", 3, BatchBytes.valid(Codec.ZSTD, 5));
        add(
                "base offset 77, gzip",
                BatchBytes.changed(
                        BatchBytes.valid(Codec.GZIP, 5),
                        b -> b.putLong(BatchBytes.BASE_OFFSET, 77)));
        add(
                "not compressed, says gzip",
                resealed(
                        BatchBytes.changed(
                                VALID, b -> b.putShort(BatchBytes.ATTRIBUTES, (short) 1))));
        add(
                "gzip, says not compressed",
                resealed(
                        BatchBytes.changed(
                                BatchBytes.valid(Codec.GZIP, 50),
                                b -> b.putShort(BatchBytes.ATTRIBUTES, (short) 0))));
        add(
                "snappy: block of 2 GiB",
                BatchBytes.holding(Codec.SNAPPY, 3, snappyClaiming(Integer.MAX_VALUE)));
        add("snappy: block of -1", BatchBytes.holding(Codec.SNAPPY, 3, snappyClaiming(-1)));
        add("snappy: 2 GiB unpacked", BatchBytes.holding(Codec.SNAPPY, 3, snappyUnpackingTo2GiB()));
        add(
                "gzip: bomb of 600 MB",
                BatchBytes.holding(Codec.GZIP, 1, BatchBytes.gzippedRecordOfZeros(600 << 20)));
    }

    /** In every band of versions, because what is asked of a client is the same in all. */
    private void everywhere(String name, byte[] records) {
        VERSIONS.forEach(version -> add(name, version, records));
    }

    private void add(String name, byte[] records) {
        add(name, 9, records);
    }

    private void add(String name, int version, byte[] records) {
        cases.add(
                BadInput.request(
                        "batch: " + name + " (Produce " + version + ")",
                        version,
                        samples.produce(records)));
    }

    private static byte[] changed(Consumer<ByteBuffer> change) {
        return BatchBytes.changed(VALID, change);
    }

    private static byte[] sealed(Consumer<ByteBuffer> change) {
        return BatchBytes.changedAndSealed(VALID, change);
    }

    private static byte[] resealed(byte[] batch) {
        return BatchBytes.changedAndSealed(batch, same -> {});
    }

    private static byte[] counts(int recordCount, int lastOffsetDelta) {
        return sealed(
                b ->
                        b.putInt(BatchBytes.RECORD_COUNT, recordCount)
                                .putInt(BatchBytes.LAST_OFFSET_DELTA, lastOffsetDelta));
    }

    private static byte[] holding(byte[] records) {
        return BatchBytes.holding(Codec.NONE, 1, records);
    }

    private static byte[] flipped(byte[] batch, int position) {
        return BatchBytes.changed(batch, b -> b.put(position, (byte) (b.get(position) ^ 0x10)));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Stream.of(parts).forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    private static byte[] manyHeaders() {
        // value null; then the zigzag varint of 1,000,000
        return new byte[] {1, (byte) 0x80, (byte) 0x89, 0x7A};
    }

    private static byte[] endlessVarint() {
        byte[] bytes = new byte[11];
        java.util.Arrays.fill(bytes, (byte) 0x80);
        return bytes;
    }

    private static byte[] cutStream(byte[] batch) {
        return java.util.Arrays.copyOfRange(batch, BatchBytes.RECORDS, batch.length - 12);
    }

    /** The header of xerial's snappy stream, then a block of this many bytes. */
    private static byte[] snappyClaiming(int blockBytes) {
        return ByteBuffer.allocate(40)
                .put(new byte[] {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0})
                .putInt(1)
                .putInt(1)
                .putInt(blockBytes)
                .array();
    }

    /** A block of ten bytes whose own header says that it unpacks to 2 GiB. */
    private static byte[] snappyUnpackingTo2GiB() {
        byte[] stream = snappyClaiming(10);
        ByteBuffer.wrap(stream).position(20).put(new byte[] {-1, -1, -1, -1, 7, 0, 1, 2, 3, 4});
        return BadInput.cut(stream, 30);
    }
}
