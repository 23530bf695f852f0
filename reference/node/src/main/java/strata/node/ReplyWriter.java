package strata.node;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.storage.FileSlice;
import strata.wire.EncodedResponse.Segment;

/**
 * Hands an answer to the transport: bytes in memory as buffers, slices of files as regions that the
 * operating system sends by itself.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its connection.
final class ReplyWriter {
    // Up to here it costs less to copy a slice, so that the answer leaves in one piece, than to
    // have it and the bytes around it sent by calls, and in packets, of their own: its receiver is
    // woken by each. A follower's answer is of a few slices of this size, a consumer's that catches
    // up of larger ones.
    private static final int COPIED_SLICE_BYTES_MAX = 128 * 1024;

    // The system sends so much in one call, however fast the client takes it.
    private static final int REGION_BYTES_MAX = 1 << 20;

    private final ChannelHandlerContext context;
    private final List<Segment> segments;
    private @Nullable ByteBuf buffer;
    // The next segment that is in neither the buffer nor the transport yet.
    private int next;

    private ReplyWriter(ChannelHandlerContext context, List<Segment> segments) {
        this.context = context;
        this.segments = segments;
    }

    /** Writes an answer or a part of it, without a flush, and takes its slices over. */
    static void write(ChannelHandlerContext context, List<Segment> segments) {
        ReplyWriter writer = new ReplyWriter(context, segments);
        try {
            writer.writeAll();
        } finally {
            writer.releaseRest();
        }
    }

    private void writeAll() {
        while (next < segments.size()) {
            switch (segments.get(next)) {
                case Segment.Bytes bytes -> {
                    gather(bytes.buffer());
                    next++;
                }
                case Segment.File file -> {
                    DiskSlice slice = diskSlice(file.slice());
                    if (isCopied(slice)) {
                        copy(slice);
                        next++;
                        slice.release();
                    } else {
                        writeBuffer();
                        next++;
                        writeRegions(slice);
                    }
                }
            }
        }
        writeBuffer();
    }

    // Cut, so that no connection keeps the loop for long.
    private void writeRegions(DiskSlice slice) {
        try {
            for (int from = 0; from < slice.count(); from += REGION_BYTES_MAX) {
                int count = Math.min(REGION_BYTES_MAX, slice.count() - from);
                context.write(SliceRegion.of(slice, from, count), context.voidPromise());
            }
        } finally {
            slice.release();
        }
    }

    private static DiskSlice diskSlice(FileSlice slice) {
        Check.that(slice instanceof DiskSlice, "a slice of another storage: %s", slice);
        return (DiskSlice) slice;
    }

    private static boolean isCopied(DiskSlice slice) {
        return slice.count() <= COPIED_SLICE_BYTES_MAX;
    }

    private void gather(ByteBuffer bytes) {
        buffer().writeBytes(bytes.duplicate());
    }

    private void copy(DiskSlice slice) {
        ByteBuf target = buffer();
        ByteBuffer room = target.nioBuffer(target.writerIndex(), slice.count());
        int count = slice.read(room, 0);
        Check.that(count == slice.count(), "%s of %s bytes of a slice", count, slice.count());
        target.writerIndex(target.writerIndex() + count);
    }

    private ByteBuf buffer() {
        if (buffer == null) {
            buffer = context.alloc().directBuffer(sizeOfRun());
        }
        return buffer;
    }

    // Of everything from the next segment up to the next region.
    private int sizeOfRun() {
        int size = 0;
        for (int index = next; index < segments.size(); index++) {
            switch (segments.get(index)) {
                case Segment.Bytes bytes -> size += bytes.buffer().remaining();
                case Segment.File file -> {
                    DiskSlice slice = diskSlice(file.slice());
                    if (!isCopied(slice)) {
                        return size;
                    }
                    size += slice.count();
                }
            }
        }
        return size;
    }

    private void writeBuffer() {
        ByteBuf full = buffer;
        if (full != null) {
            buffer = null;
            context.write(full, context.voidPromise());
        }
    }

    // Something failed in between: nothing may stay held.
    private void releaseRest() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
        for (; next < segments.size(); next++) {
            if (segments.get(next) instanceof Segment.File file) {
                file.slice().release();
            }
        }
    }
}
