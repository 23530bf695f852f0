package strata.sim.disk;

/**
 * One operation of a process, about to be done.
 *
 * @param whole does it
 * @param part does a part of it, where a crash or a full disk cuts it short
 */
record Step(DiskAction action, Runnable whole, Part part) {
    /** An operation that is done or not, never in part. */
    static Step atomic(DiskAction action, Runnable whole) {
        return new Step(action, whole, bytes -> whole.run());
    }

    DiskOperation kind() {
        return action.kind();
    }

    /** Does a part of an operation. */
    interface Part {
        /**
         * Does it.
         *
         * @param bytes how much of a write, at most; -1 when the disk is to choose
         */
        void run(int bytes);
    }
}
