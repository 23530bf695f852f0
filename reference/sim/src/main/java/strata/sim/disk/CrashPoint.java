package strata.sim.disk;

import strata.kernel.Check;

/**
 * Where in a process's life it dies: at its n-th operation that changes the disk.
 *
 * @param operation counts from 1 (see {@link SimDisk#operations})
 * @param moment before it, or in the middle of it
 */
public record CrashPoint(long operation, Moment moment) {
    public CrashPoint {
        Check.that(operation >= 1, "operation %s", operation);
    }

    /** When, relative to the operation. */
    public enum Moment {
        /** Nothing of the operation is done. */
        BEFORE,
        /**
         * A write is in the page cache in part; a flush or directory sync has made any part
         * durable; what is atomic (truncation, creation, renaming, deletion) is done, and its
         * caller never learns of it.
         */
        DURING
    }

    @Override
    public String toString() {
        return operation + "/" + moment;
    }
}
