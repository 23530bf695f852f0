package strata.sim.fault;

import strata.sim.disk.CrashPoint;

/** When a fault strikes. */
public sealed interface Trigger {
    /** At a time: virtual microseconds since the start. */
    record AtTime(long us) implements Trigger {}

    /**
     * At an operation of the disk; only a crash can.
     *
     * @param point counts the disk's operations from the start, or from a time
     * @param fromUs that time, in virtual microseconds; zero: from the start
     */
    record AtOperation(CrashPoint point, long fromUs) implements Trigger {
        /** Counted from the start. */
        public AtOperation(CrashPoint point) {
            this(point, 0);
        }
    }
}
