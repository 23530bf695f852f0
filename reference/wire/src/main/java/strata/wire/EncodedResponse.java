package strata.wire;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.storage.FileSlice;

/**
 * The complete bytes of an answer, its 4-byte length first, as segments to be sent in order. It
 * owns one reference to each file slice in it; whoever sends or drops it gives them back.
 */
public final class EncodedResponse {
    private final List<Segment> segments;
    private final int sizeInBytes;

    EncodedResponse(List<Segment> segments, int sizeInBytes) {
        this.segments = segments;
        this.sizeInBytes = sizeInBytes;
    }

    /** A part of an answer. */
    public sealed interface Segment {
        /** Bytes in memory: the remaining ones of the buffer, at least 1. */
        record Bytes(ByteBuffer buffer) implements Segment {}

        /** Bytes of a file, at least 1, to be sent without a copy. */
        record File(FileSlice slice) implements Segment {}
    }

    /** The segments, in the order in which they are to be sent; at least one. */
    public List<Segment> segments() {
        return segments;
    }

    /** The size of all segments together, in bytes. */
    public int sizeInBytes() {
        return sizeInBytes;
    }

    /** Gives back every file slice; for an answer that is not sent. */
    public void release() {
        for (Segment segment : segments) {
            if (segment instanceof Segment.File file) {
                file.slice().release();
            }
        }
    }
}
