package strata.sim.disk;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import strata.sim.SeededRandom;

/**
 * The bytes of one file, twice: as every process sees them (the page cache) and as they would be
 * found after a loss of power, with the changes that lie between.
 *
 * <p>Invariant: durable bytes plus all pending changes in their order give the cached bytes.
 */
final class FileContent implements Entry {
    private final ArrayDeque<Change> pending = new ArrayDeque<>();
    private byte[] cached = new byte[256];
    private int cachedSize;
    private byte[] durable = new byte[0];
    private int durableSize;
    private long sequence;
    // A flush was under way when the process died: any part of the file may have become durable.
    private boolean flushCut;

    int size() {
        return cachedSize;
    }

    int durableSize() {
        return durableSize;
    }

    /** The number of the last change; see {@link #flushUpTo}. */
    long sequence() {
        return sequence;
    }

    int read(ByteBuffer into, int position) {
        int count = Math.min(into.remaining(), cachedSize - position);
        if (count <= 0) {
            return 0;
        }
        into.put(cached, position, count);
        return count;
    }

    void write(byte[] bytes, int position) {
        int end = position + bytes.length;
        cached = withRoom(cached, end);
        System.arraycopy(bytes, 0, cached, position, bytes.length);
        cachedSize = Math.max(cachedSize, end);
        pending.add(new Change.Write(++sequence, position, bytes));
    }

    void truncate(int size) {
        // Whoever grows the file again finds zeros, as on a real one.
        Arrays.fill(cached, size, cachedSize, (byte) 0);
        cachedSize = size;
        pending.add(new Change.Truncate(++sequence, size));
    }

    /** Makes durable every change up to a number. */
    void flushUpTo(long last) {
        Change change = pending.peek();
        while (change != null && change.sequence() <= last) {
            apply(change);
            pending.remove();
            change = pending.peek();
        }
    }

    void flushInterrupted() {
        flushCut = true;
    }

    /** Turns one bit, in the page cache and on the disk. */
    void flipBit(long bit) {
        int position = (int) (bit / 8);
        byte mask = (byte) (1 << (bit % 8));
        cached[position] ^= mask;
        if (position < durableSize) {
            durable[position] ^= mask;
        }
    }

    /**
     * The machine has lost power.
     *
     * @return what was lost, for a person; empty when nothing was
     */
    String losePower(CrashMode mode, SeededRandom chance) {
        if (pending.isEmpty()) {
            flushCut = false;
            return "";
        }
        int before = cachedSize;
        int unflushed = pending.size();
        byte[] bytes;
        if (mode == CrashMode.TEAR_TAIL || flushCut) {
            List<Change> changes = new ArrayList<>(pending);
            bytes = new Tear(Arrays.copyOf(durable, durableSize), changes, chance).survivors();
        } else {
            bytes = Arrays.copyOf(durable, durableSize);
        }
        durable = bytes;
        durableSize = bytes.length;
        cached = Arrays.copyOf(bytes, Math.max(256, bytes.length));
        cachedSize = bytes.length;
        pending.clear();
        flushCut = false;
        return unflushed + " unflushed changes; had " + before + " bytes, has " + cachedSize;
    }

    private void apply(Change change) {
        switch (change) {
            case Change.Write write -> {
                durable = withRoom(durable, write.end());
                System.arraycopy(write.bytes(), 0, durable, write.position(), write.bytes().length);
                durableSize = Math.max(durableSize, write.end());
            }
            case Change.Truncate truncate -> {
                int size = Math.min(durableSize, truncate.size());
                Arrays.fill(durable, size, durableSize, (byte) 0);
                durableSize = size;
            }
        }
    }

    private static byte[] withRoom(byte[] bytes, int size) {
        return size <= bytes.length
                ? bytes
                : Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
    }
}
