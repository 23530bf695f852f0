package strata.sim.disk;

/**
 * One operation of a process, about to be done.
 *
 * @param details for the trace
 * @param bytes how many bytes it moves
 * @param whole does it
 * @param part does a part of it, where a crash or a full disk cuts it short
 */
record Step(DiskOperation kind, String details, int bytes, Runnable whole, Part part) {
    /** An operation that is done or not, never in part. */
    static Step atomic(DiskOperation kind, String details, Runnable whole) {
        return new Step(kind, details, 0, whole, bytes -> whole.run());
    }

    /** Does a part of an operation. */
    interface Part {
        /**
         * @param bytes how much of a write, at most; -1 when the disk is to choose
         */
        void run(int bytes);
    }
}
