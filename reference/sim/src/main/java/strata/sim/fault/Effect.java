package strata.sim.fault;

import strata.sim.disk.CrashMode;

/** What a fault does. */
public sealed interface Effect {
    /**
     * The machine crashes and is started again.
     *
     * @param tear seeds what is torn
     * @param downUs virtual microseconds until it is started again
     */
    record Crash(CrashMode mode, long tear, long downUs) implements Effect {}

    /** The node is stopped in good order and started again. */
    record Restart(long downUs) implements Effect {}

    /** The next reads of the disk fail. */
    record FailReads(int count) implements Effect {}

    /** The next writes or flushes of the disk fail. */
    record FailWrites(int count) implements Effect {}

    /** The disk is full for a while. */
    record FillDisk(long forUs) implements Effect {}

    /** The disk takes a multiple of its time for a while. */
    record SlowDisk(int factor, long forUs) implements Effect {}

    /** One durable bit turns. */
    record FlipBit(long pick) implements Effect {}

    /** The wall clock jumps. */
    record SkewClock(long ms) implements Effect {}

    /** Every client's connection is reset; the node lives on. */
    record ResetConnections() implements Effect {}
}
