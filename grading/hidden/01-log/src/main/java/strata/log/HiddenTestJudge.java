package strata.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.log.Record;
import strata.kernel.log.RecordHeader;

/**
 * Says of any bytes whether they are a batch, and which; worked out here from the rules of the
 * lab's text, over an array and with none of the code under test.
 */
final class HiddenTestJudge {
    private final byte[] bytes;
    private final int start;
    private final int limit;
    // Where the next field is read.
    private int at;

    private HiddenTestJudge(byte[] bytes, int start, int limit) {
        this.bytes = bytes;
        this.start = start;
        this.limit = limit;
    }

    /**
     * What a checker must say of a batch that is not compressed.
     *
     * @param error null when it is good
     * @param greatestMs of the records' timestamps; -1 when there is none
     */
    record Verdict(@Nullable ErrorCode error, long greatestMs) {}

    /** The verdict on the batch that starts at a position, where the bytes end at a limit. */
    static Verdict of(byte[] bytes, int start, int limit) {
        return new HiddenTestJudge(bytes, start, limit).verdict();
    }

    /** The records of a whole batch; null when its bytes are not what they say. */
    static @Nullable List<Record> records(byte[] bytes, int start) {
        ByteBuffer batch = ByteBuffer.wrap(bytes);
        int end = start + HiddenTestBatch.LOG_OVERHEAD + batch.getInt(start + 8);
        HiddenTestJudge judge = new HiddenTestJudge(bytes, start, end);
        return batch.getInt(start + 57) < 0 ? null : judge.records();
    }

    /**
     * Where each good batch of a log file ends, up to the first bad one: recovery keeps just these.
     */
    static List<Integer> goodEnds(byte[] file, long baseOffset) {
        List<Integer> ends = new ArrayList<>();
        ByteBuffer all = ByteBuffer.wrap(file);
        long endOffset = baseOffset;
        int at = 0;
        while (file.length - at >= HiddenTestBatch.HEADER_BYTES && all.get(at + 16) == 2) {
            long size = (long) all.getInt(at + 8) + HiddenTestBatch.LOG_OVERHEAD;
            if (size < HiddenTestBatch.HEADER_BYTES || size > file.length - at) {
                return ends;
            }
            long base = all.getLong(at);
            long next = base + all.getInt(at + 23) + 1;
            boolean rises = base >= endOffset && next > base;
            int crc = (int) HiddenTestBatch.crcOf(file, at, (int) size);
            if (!rises || crc != all.getInt(at + 17)) {
                return ends;
            }
            at += (int) size;
            ends.add(at);
            endOffset = next;
        }
        return ends;
    }

    private Verdict verdict() {
        int left = limit - start;
        if (left < 17) {
            return bad(ErrorCode.CORRUPT_MESSAGE);
        }
        ByteBuffer all = ByteBuffer.wrap(bytes);
        byte magic = all.get(start + 16);
        if (magic != 2) {
            boolean old = magic == 0 || magic == 1;
            return bad(old ? ErrorCode.INVALID_RECORD : ErrorCode.CORRUPT_MESSAGE);
        }
        long size = (long) all.getInt(start + 8) + HiddenTestBatch.LOG_OVERHEAD;
        if (size < HiddenTestBatch.HEADER_BYTES || size > left) {
            return bad(ErrorCode.CORRUPT_MESSAGE);
        }
        if (all.getInt(start + 17) != (int) HiddenTestBatch.crcOf(bytes, start, (int) size)) {
            return bad(ErrorCode.CORRUPT_MESSAGE);
        }
        if ((all.getShort(start + 21) & 7) != 0) {
            return bad(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
        }
        int count = all.getInt(start + 57);
        if (count <= 0 || all.getInt(start + 23) != count - 1) {
            return bad(ErrorCode.INVALID_RECORD);
        }
        List<Record> records = records(bytes, start);
        return records == null || !areNumbered(records, all.getLong(start))
                ? bad(ErrorCode.INVALID_RECORD)
                : new Verdict(null, greatest(records));
    }

    private static Verdict bad(ErrorCode error) {
        return new Verdict(error, -1);
    }

    private static boolean areNumbered(List<Record> records, long baseOffset) {
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).offset() != baseOffset + i) {
                return false;
            }
        }
        return true;
    }

    private static long greatest(List<Record> records) {
        long greatest = -1;
        for (Record record : records) {
            greatest = Math.max(greatest, record.timestampMs());
        }
        return greatest;
    }

    private @Nullable List<Record> records() {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int count = header.getInt(start + 57);
        List<Record> records = new ArrayList<>();
        at = start + HiddenTestBatch.HEADER_BYTES;
        try {
            for (int i = 0; i < count; i++) {
                records.add(record(header));
            }
        } catch (NotARecord e) {
            return null;
        }
        return at == limit ? records : null;
    }

    private Record record(ByteBuffer header) throws NotARecord {
        int length = (int) number(5);
        long end = (long) at + length;
        oneByte();
        long timestampMs = header.getLong(start + 27) + number(10);
        if ((header.getShort(start + 21) & HiddenTestBatch.LOG_APPEND_TIME) != 0) {
            timestampMs = header.getLong(start + 35);
        }
        long offset = header.getLong(start) + (int) number(5);
        ByteBuffer key = field();
        ByteBuffer value = field();
        int headerCount = (int) number(5);
        if (headerCount < 0) {
            throw new NotARecord();
        }
        List<RecordHeader> headers = new ArrayList<>();
        for (int i = 0; i < headerCount; i++) {
            ByteBuffer name = field();
            if (name == null) {
                throw new NotARecord();
            }
            headers.add(new RecordHeader(StandardCharsets.UTF_8.decode(name).toString(), field()));
        }
        if (at != end) {
            throw new NotARecord();
        }
        return new Record(offset, timestampMs, key, value, headers);
    }

    private @Nullable ByteBuffer field() throws NotARecord {
        int length = (int) number(5);
        if (length < 0) {
            return null;
        }
        if (length > limit - at) {
            throw new NotARecord();
        }
        byte[] field = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return ByteBuffer.wrap(field);
    }

    /** A number in zigzag; bits that an int (5 groups) or a long (10) has no room for are lost. */
    private long number(int groupsMax) throws NotARecord {
        long sum = 0;
        for (int group = 0; group < groupsMax; group++) {
            int next = oneByte();
            long bits = next & 127;
            sum += bits << (7 * group);
            if (next < 128) {
                long raw = groupsMax == 5 ? sum & 0xffff_ffffL : sum;
                long half = Long.divideUnsigned(raw, 2);
                return Long.remainderUnsigned(raw, 2) == 0 ? half : -half - 1;
            }
        }
        throw new NotARecord();
    }

    private int oneByte() throws NotARecord {
        if (at >= limit) {
            throw new NotARecord();
        }
        return bytes[at++] & 255;
    }

    private static final class NotARecord extends Exception {
        private static final long serialVersionUID = 1L;

        NotARecord() {
            super(null, null, false, false);
        }
    }
}
