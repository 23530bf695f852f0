package strata.node;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import strata.kernel.Check;
import strata.kernel.Nullable;

/**
 * Buffers for large answers of peers, kept for the next ones: a follower that catches up asks for
 * megabytes again and again, and fresh memory of that size costs more than the answer itself, as
 * the system has to clear it.
 */
final class AnswerMemory {
    /** Smaller buffers are pooled by the allocator. */
    static final int LARGE_BYTES_MIN = 1 << 20;

    // One for each leader that a follower is likely to have at a time.
    private static final int KEPT_COUNT_MAX = 4;

    private final ByteBufAllocator allocator;
    private final List<Kept> kept = new ArrayList<>();

    private static final class Kept {
        private final ByteBuf buffer;
        // Taken since the last sweep.
        private boolean used = true;

        Kept(ByteBuf buffer) {
            this.buffer = buffer;
        }

        boolean isFree() {
            return buffer.refCnt() == 1;
        }
    }

    AnswerMemory(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** An empty buffer with room for at least so many bytes; the caller gets a reference. */
    ByteBuf take(int sizeInBytes) {
        Check.that(sizeInBytes >= LARGE_BYTES_MIN, "%s bytes are no large answer", sizeInBytes);
        Kept best = null;
        for (Kept candidate : kept) {
            if (candidate.isFree()
                    && candidate.buffer.capacity() >= sizeInBytes
                    && (best == null || candidate.buffer.capacity() < best.buffer.capacity())) {
                best = candidate;
            }
        }
        if (best == null) {
            best = keep(sizeInBytes);
        }
        if (best == null) {
            return allocator.directBuffer(sizeInBytes, sizeInBytes);
        }
        best.used = true;
        return best.buffer.clear().retain();
    }

    // In place of one that is too small, or beside the others; null when all are in use.
    private @Nullable Kept keep(int sizeInBytes) {
        if (kept.size() == KEPT_COUNT_MAX && !dropFree()) {
            return null;
        }
        // The next answer will be a little larger or smaller.
        int room = (int) Math.min(Integer.MAX_VALUE, sizeInBytes + sizeInBytes / 4L);
        Kept added = new Kept(allocator.directBuffer(room, room));
        kept.add(added);
        return added;
    }

    private boolean dropFree() {
        for (Kept candidate : kept) {
            if (candidate.isFree()) {
                candidate.buffer.release();
                return kept.remove(candidate);
            }
        }
        return false;
    }

    /** Gives back what was of no use since the last sweep. */
    void sweep() {
        for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
            Kept candidate = all.next();
            if (!candidate.used && candidate.isFree()) {
                candidate.buffer.release();
                all.remove();
            }
            candidate.used = false;
        }
    }

    void close() {
        kept.forEach(each -> each.buffer.release());
        kept.clear();
    }
}
