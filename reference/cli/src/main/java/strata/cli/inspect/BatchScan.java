package strata.cli.inspect;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;

/**
 * Takes a file apart into batches and what is none. It goes on behind damage, where the next good
 * batch starts.
 *
 * <p>The file is as long as it is when the scan begins. Where its end looks torn and it has grown
 * since, a node was writing there, and the scan looks again.
 */
final class BatchScan {
    /** How far apart the offsets of one file can be: indexes hold them in 31 bits. */
    private static final long OFFSETS_MAX = 1L << 31;

    private static final int WINDOW_BYTES = FileWindow.BYTES_MAX;
    private static final int HEADERS_WINDOW_BYTES = 4096;
    // Offset, size and CRC, magic, attributes, two lengths: the least of the formats before v2.
    private static final int OLD_SIZE_MIN = 26;
    private static final int MAGIC_AT = 16;
    private static final int LOOKS_AGAIN_MAX = 100;
    // So many bytes are put under a CRC at most to find the end of one piece of damage.
    private static final long SEARCH_CRC_BYTES_MAX = 64L << 20;

    private final SourceFile file;
    private final FileWindow window;
    private final boolean withCrc;
    private final byte[] headerBytes = new byte[BatchHeader.SIZE];
    private final BatchHeader header = BatchHeader.at(ByteBuffer.wrap(headerBytes), 0);
    private final ScanProgress progress;
    private long end;
    private long position;
    // What the next batch has at least as its base offset.
    private long nextOffset;
    private int looksAgain;
    private boolean cutMeanwhile;

    /**
     * @param baseOffset of the file, or {@link FileName#UNKNOWN}
     * @param withCrc whether to compute each batch's CRC, for which every byte is read
     */
    BatchScan(SourceFile file, long baseOffset, boolean withCrc, ScanProgress progress) {
        this.file = file;
        this.withCrc = withCrc;
        this.nextOffset = Math.max(baseOffset, 0);
        this.end = file.size();
        long wholeBytes = Math.max(end, HEADERS_WINDOW_BYTES);
        int windowBytes = withCrc ? WINDOW_BYTES : HEADERS_WINDOW_BYTES;
        this.window = new FileWindow(file, (int) Math.min(windowBytes, wholeBytes));
        this.progress = progress;
    }

    /** Where the file ends, as far as this scan knows. */
    long end() {
        return end;
    }

    /** Whether the file was cut while it was read. */
    boolean wasCutMeanwhile() {
        return cutMeanwhile;
    }

    /** The next piece; null at the end. */
    @Nullable
    Piece next() {
        progress.at(file.name(), position, end);
        if (position >= end) {
            return null;
        }
        Piece piece = piece();
        while (isTornByGrowth(piece)) {
            window.forget();
            end = file.size();
            piece = piece();
        }
        if (isIncomplete(piece) && file.size() < end) {
            cutMeanwhile = true;
            position = end;
            return null;
        }
        position = piece instanceof Piece.Damage damage ? damage.end() : afterBatch();
        return piece;
    }

    private static boolean isIncomplete(Piece piece) {
        return !(piece instanceof Piece.Found found) || found.isCrcWrong();
    }

    private long afterBatch() {
        nextOffset = Math.max(nextOffset, header.nextOffset());
        return position + header.length() + BatchHeader.LOG_OVERHEAD;
    }

    private boolean isTornByGrowth(Piece piece) {
        boolean isTorn = piece instanceof Piece.Damage damage && damage.isTail();
        return isTorn && file.size() > end && looksAgain++ < LOOKS_AGAIN_MAX;
    }

    private Piece piece() {
        long left = end - position;
        if (left <= MAGIC_AT || !window.holds(position, MAGIC_AT + 1)) {
            return tail(left + " bytes are too few for a batch");
        }
        byte magic = window.buffer().get(window.indexOf(position) + MAGIC_AT);
        int length = window.buffer().getInt(window.indexOf(position) + Long.BYTES);
        long size = (long) length + BatchHeader.LOG_OVERHEAD;
        if (magic == 0 || magic == 1) {
            return old(magic, size, left);
        }
        if (magic != BatchHeader.MAGIC) {
            return damage("no batch starts here: magic " + magic + " is unknown");
        }
        if (size < BatchHeader.SIZE) {
            return damage("the length " + length + " is impossible: a header alone has 49");
        }
        if (size > left) {
            return damage("a batch of " + size + " bytes begins, and " + left + " are there");
        }
        window.holds(position, BatchHeader.SIZE);
        window.buffer().get(window.indexOf(position), headerBytes);
        return new Piece.Found(position, header, withCrc ? crc(position, size) : null);
    }

    private long crc(long from, long size) {
        if (size <= window.capacity()) {
            window.holds(from, (int) size);
        }
        return window.crc(from + BatchHeader.CRC_START, from + size);
    }

    private Piece old(byte magic, long size, long left) {
        if (size < OLD_SIZE_MIN || size > left) {
            return damage("no batch starts here: the length is " + (size - 12));
        }
        String why = "magic " + magic + ": a message in the format before Kafka 0.11";
        return new Piece.Damage(position, position + size, position + size == end, why);
    }

    private Piece tail(String why) {
        return new Piece.Damage(position, end, true, why);
    }

    /** Bytes that are no batch, up to where the next good one starts. */
    private Piece damage(String why) {
        long crcBytes = 0;
        boolean onlyZeros = true;
        long candidate = position;
        while (end - candidate >= BatchHeader.SIZE && window.holds(candidate, BatchHeader.SIZE)) {
            progress.at(file.name(), candidate, end);
            onlyZeros = onlyZeros && window.isZeroFrom(candidate);
            candidate = nextCandidate(Math.max(candidate, position + 1), onlyZeros);
            if (isPlausible(candidate)) {
                long size = sizeAt(candidate);
                long stored = BatchHeader.at(window.buffer(), window.indexOf(candidate)).crc();
                crcBytes += size;
                if (crcBytes > SEARCH_CRC_BYTES_MAX) {
                    return tail(why + "; no good batch was found behind it");
                }
                if (crc(candidate, size) == stored) {
                    return new Piece.Damage(position, candidate, false, why);
                }
            }
            candidate++;
        }
        return tail(onlyZeros && restIsZero(candidate) ? "only zeros follow" : why);
    }

    /** Where the magic may be right, or as far as the bytes in memory cannot tell. */
    private long nextCandidate(long from, boolean isZero) {
        long last = window.end() - MAGIC_AT;
        if (isZero || from >= last) {
            return Math.max(from, last);
        }
        return window.find(BatchHeader.MAGIC, from + MAGIC_AT) - MAGIC_AT;
    }

    /** Whether the last bytes, fewer than a header has, are zero. */
    private boolean restIsZero(long from) {
        return from >= end || (window.holds(from, (int) (end - from)) && window.isZeroFrom(from));
    }

    private long sizeAt(long candidate) {
        return (long) window.buffer().getInt(window.indexOf(candidate) + Long.BYTES)
                + BatchHeader.LOG_OVERHEAD;
    }

    private boolean isPlausible(long candidate) {
        if (end - candidate < BatchHeader.SIZE || !window.holds(candidate, BatchHeader.SIZE)) {
            return false;
        }
        if (window.buffer().get(window.indexOf(candidate) + MAGIC_AT) != BatchHeader.MAGIC) {
            return false;
        }
        BatchHeader there = BatchHeader.at(window.buffer(), window.indexOf(candidate));
        long size = sizeAt(candidate);
        return size >= BatchHeader.SIZE
                && size <= end - candidate
                && there.compression() != null
                && there.count() >= 0
                && there.lastOffsetDelta() >= 0
                && there.baseOffset() >= nextOffset
                && there.baseOffset() - nextOffset < OFFSETS_MAX;
    }
}
