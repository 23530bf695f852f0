package strata.sim.fault;

import strata.sim.disk.CrashPoint;

/** When a fault strikes. */
public sealed interface Trigger {
    /** At a time: virtual microseconds since the start. */
    record AtTime(long us) implements Trigger {}

    /** At an operation of the disk; only a crash can. */
    record AtOperation(CrashPoint point) implements Trigger {}
}
