package strata.lessons;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Takes record batches apart, field by field (protocol page, "Record Batch"). It knows nothing of
 * the layers, and takes any bytes: what does not fit is a field, too, that says so.
 *
 * <p>Invariant: the bytes of the fields, one behind the other, are the bytes that were given.
 */
final class BatchFields {
    private static final int LENGTH_END = 12;
    private static final int CRC_END = 21;
    private static final int HEADER_BYTES = 61;
    private static final int MAGIC_AT = 16;
    private static final int MAGIC = 2;
    private static final int FIELDS_MAX = 200_000;
    private static final int TEXT_MAX = 32;
    private static final int VARINT_BYTES_MAX = 10;
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");

    private final byte[] bytes;
    private final List<BatchField> fields = new ArrayList<>();
    private List<String> path = List.of();
    private int at;
    // Where the batch or record ends that is being read; no field reaches behind it.
    private int end;
    private boolean cut;

    private BatchFields(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The fields in the order of their bytes. */
    static List<BatchField> of(byte[] bytes) {
        BatchFields reader = new BatchFields(bytes);
        for (int i = 0; reader.at < bytes.length && reader.fields.size() < FIELDS_MAX; i++) {
            reader.readBatch(i);
        }
        reader.end = bytes.length;
        reader.rest("not taken apart", bytes.length);
        return reader.fields;
    }

    private void readBatch(int index) {
        int start = at;
        path = List.of("batch " + index);
        end = bytes.length;
        number("baseOffset", 8);
        int lengthField = fields.size();
        long length = number("batchLength", 4);
        int batchEnd = batchEnd(start, length);
        if (fields.size() > lengthField) {
            boolean fits = start + LENGTH_END + length == batchEnd && isBatchAt(batchEnd);
            fields.set(lengthField, fields.get(lengthField).following(fits));
        }
        end = batchEnd;
        number("partitionLeaderEpoch", 4);
        long magic = number("magic", 1);
        if (at > start + MAGIC_AT && magic != MAGIC) {
            rest("another format", batchEnd);
            return;
        }
        crc(start, batchEnd);
        int attributes = (int) attributes();
        number("lastOffsetDelta", 4);
        number("baseTimestamp", 8);
        number("maxTimestamp", 8);
        number("producerId", 8);
        number("producerEpoch", 2);
        number("baseSequence", 4);
        long count = number("recordsCount", 4);
        int codec = attributes & 7;
        if (codec != 0) {
            rest("compressed records", batchEnd);
        }
        for (int i = 0; i < count && at < batchEnd && fields.size() < FIELDS_MAX; i++) {
            readRecord(index, i, batchEnd);
        }
        path = List.of("batch " + index);
        end = batchEnd;
        rest("left over", batchEnd);
    }

    private int batchEnd(int start, long length) {
        long told = start + LENGTH_END + length;
        return told < start + HEADER_BYTES || told > bytes.length ? bytes.length : (int) told;
    }

    /** Whether the bytes end here or another batch begins. */
    private boolean isBatchAt(int position) {
        return position == bytes.length
                || (position + MAGIC_AT < bytes.length && bytes[position + MAGIC_AT] == MAGIC);
    }

    private void crc(int start, int batchEnd) {
        int from = at;
        long told = unsigned(4);
        boolean right = false;
        if (at == start + CRC_END) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, at, batchEnd - at);
            right = crc.getValue() == told;
        }
        String value = String.format("0x%08x", told) + (right ? "" : ", not that of its bytes");
        add("crc", from, value, right);
    }

    private long attributes() {
        int from = at;
        long bits = unsigned(2);
        List<String> said = new ArrayList<>();
        int codec = (int) (bits & 7);
        said.add(codec < CODECS.size() ? CODECS.get(codec) : "codec " + codec + "?");
        said.add((bits & 8) == 0 ? "CreateTime" : "LogAppendTime");
        said.addAll((bits & 16) == 0 ? List.of() : List.of("transactional"));
        said.addAll((bits & 32) == 0 ? List.of() : List.of("control"));
        said.addAll((bits & 64) == 0 ? List.of() : List.of("delete horizon"));
        said.addAll((bits & ~127) == 0 ? List.of() : List.of("unknown bits"));
        add("attributes", from, String.join(", ", said), false);
        return bits;
    }

    private void readRecord(int batch, int index, int batchEnd) {
        path = List.of("batch " + batch, "record " + index);
        end = batchEnd;
        cut = false;
        int lengthField = fields.size();
        long length = varint("length");
        if (length < 0 || cut) {
            rest("no record", batchEnd);
            return;
        }
        boolean whole = at + length <= batchEnd;
        end = (int) Math.min(at + length, batchEnd);
        number("attributes", 1);
        varint("timestampDelta");
        varint("offsetDelta");
        text("key");
        text("value");
        long headers = varint("headersCount");
        for (int i = 0; i < headers && at < end && fields.size() < FIELDS_MAX; i++) {
            path = List.of("batch " + batch, "record " + index, "header " + i);
            text("key");
            text("value");
        }
        path = List.of("batch " + batch, "record " + index);
        boolean filled = at == end && !cut;
        fields.set(lengthField, fields.get(lengthField).following(whole && filled));
        rest("left over", end);
    }

    /** A length and so many bytes; -1 for null. */
    private void text(String name) {
        long length = varint(name + "Length");
        if (length > 0) {
            int from = at;
            int wanted = (int) Math.min(length, Integer.MAX_VALUE);
            cut |= wanted > end - at;
            at += Math.min(wanted, end - at);
            String lack = wanted > at - from ? missing(at - from, wanted) : "";
            add(name, from, quoted(Arrays.copyOfRange(bytes, from, at)) + lack, false);
        }
    }

    private long varint(String name) {
        int from = at;
        long raw = 0;
        boolean more = true;
        for (int i = 0; more && at < end && i < VARINT_BYTES_MAX; i++) {
            raw |= (long) (bytes[at] & 0x7f) << (7 * i);
            more = bytes[at] < 0;
            at++;
        }
        long value = (raw >>> 1) ^ -(raw & 1);
        cut |= more;
        add(name, from, more ? "a varint without an end" : Long.toString(value), false);
        return more ? 0 : value;
    }

    /** A number of fixed size, signed. */
    private long number(String name, int size) {
        int from = at;
        long value = unsigned(size) << (Long.SIZE - 8 * size) >> (Long.SIZE - 8 * size);
        int came = at - from;
        add(name, from, came < size ? missing(came, size) : Long.toString(value), false);
        return value;
    }

    private long unsigned(int size) {
        cut |= end - at < size;
        int came = Math.max(0, Math.min(size, end - at));
        long value = 0;
        for (int i = 0; i < came; i++) {
            value = (value << 8) | (bytes[at++] & 0xff);
        }
        return value;
    }

    private static String missing(int came, long wanted) {
        return " (only " + came + " of " + wanted + " bytes came)";
    }

    private void rest(String name, int to) {
        if (at < to) {
            int from = at;
            at = to;
            add(name, from, (to - from) + " bytes", false);
        }
    }

    private void add(String name, int from, String value, boolean follows) {
        byte[] own = Arrays.copyOfRange(bytes, from, at);
        fields.add(new BatchField(path, name, own, value.strip(), follows));
    }

    private static String quoted(byte[] text) {
        String all = new String(text, 0, Math.min(text.length, TEXT_MAX), StandardCharsets.UTF_8);
        boolean shown = all.chars().allMatch(c -> c >= ' ' && c != 0x7f && c != 0xfffd);
        return shown ? "\"" + all + (text.length > TEXT_MAX ? "…" : "") + "\"" : "";
    }
}
