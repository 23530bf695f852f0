package strata.node;

import strata.kernel.Clock;

/** The machine's clocks. */
final class SystemClock implements Clock {
    private static final long NANOS_PER_MS = 1_000_000L;

    private final long startNanos = System.nanoTime();

    @Override
    public long monotonicMs() {
        return (System.nanoTime() - startNanos) / NANOS_PER_MS;
    }

    @Override
    public long wallMs() {
        return System.currentTimeMillis();
    }
}
