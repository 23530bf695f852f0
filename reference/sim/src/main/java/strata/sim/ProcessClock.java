package strata.sim;

import strata.kernel.Clock;

/**
 * The clocks of one life of a node.
 *
 * @param startMs what its monotonic clock showed when the machine's showed 0
 */
record ProcessClock(SimNode machine, long startMs) implements Clock {
    @Override
    public long monotonicMs() {
        return startMs + machine.monotonicUs() / 1000;
    }

    @Override
    public long wallMs() {
        return machine.wallMs();
    }
}
