package strata.node;

import java.util.ArrayDeque;
import strata.kernel.Nullable;

/**
 * What requests that are not whole yet may hold together ({@code queued.max.request.bytes}), shared
 * by the connections of a loop.
 *
 * <p>Whoever wants more than is left waits, unread. So that they cannot all wait for each other,
 * one of them at a time, the favoured one, goes on regardless; it is at most one request above the
 * limit. Whoever stalls while others wait is dropped, see {@link #stalled}.
 */
final class FrameMemory {
    /** What a connection may always hold: else a few large requests would stop all small ones. */
    static final int SMALL_BYTES = 16 * 1024;

    // While others wait: how long without a byte is a stall, and how long anyone is favoured.
    private static final long STALL_MS_MAX = 3_000;
    private static final long FAVOUR_MS_MAX = 30_000;

    private final long limitBytes;
    private final ArrayDeque<FrameAssembler> waiting = new ArrayDeque<>();
    private long heldBytes;
    private @Nullable FrameAssembler favoured;
    private long favouredSinceMs;

    /**
     * @param limitBytes negative for no limit
     */
    FrameMemory(long limitBytes) {
        this.limitBytes = limitBytes < 0 ? Long.MAX_VALUE : limitBytes;
    }

    /**
     * Whether a connection may hold more; if not, it is told by {@link FrameAssembler#goOn} when it
     * is worth asking again.
     */
    boolean allows(FrameAssembler who, long moreBytes, long nowMs) {
        if (heldBytes + moreBytes <= limitBytes || who == favoured) {
            return true;
        }
        if (favoured == null) {
            favoured = who;
            favouredSinceMs = nowMs;
            return true;
        }
        waiting.add(who);
        return false;
    }

    /** Counts what a connection has begun to hold, or (negative) holds no more. */
    void count(long bytes) {
        heldBytes += bytes;
    }

    long heldBytes() {
        return heldBytes;
    }

    /** Whether so little is held that one need not be sparing. */
    boolean isAmple() {
        return heldBytes <= limitBytes / 8;
    }

    /** A connection's request is whole, or its connection gone: it gives place to others. */
    void done(FrameAssembler who) {
        if (who == favoured) {
            favoured = null;
        }
    }

    /** Takes a connection that has gone out of the queue. */
    void forget(FrameAssembler who) {
        done(who);
        waiting.remove(who);
    }

    /** Lets those who wait ask again, in the order in which they came, until one is refused. */
    void wakeWaiting() {
        while (!waiting.isEmpty()) {
            FrameAssembler first = waiting.removeFirst();
            first.goOn();
            if (first.isWaiting()) {
                // It stood up to ask, and keeps its place.
                waiting.addFirst(waiting.removeLast());
                return;
            }
        }
    }

    /**
     * Why a connection whose request is not whole is to be dropped; null when it may stay.
     *
     * @param lastReadMs when its last bytes came
     */
    @Nullable
    String stalled(FrameAssembler who, long lastReadMs, long nowMs) {
        if (waiting.isEmpty() || who.isWaiting() || who.capacityBytes() <= SMALL_BYTES) {
            return null;
        }
        if (nowMs - lastReadMs > STALL_MS_MAX) {
            return "its request stands still while others wait for memory";
        }
        if (who == favoured && nowMs - favouredSinceMs > FAVOUR_MS_MAX) {
            return "its request comes too slowly while others wait for memory";
        }
        return null;
    }
}
