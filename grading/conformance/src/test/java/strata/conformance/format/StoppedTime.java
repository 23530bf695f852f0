package strata.conformance.format;

import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/** A clock that Kafka's code may read, and which stands still. */
record StoppedTime(long nowMs) implements Time {
    @Override
    public long milliseconds() {
        return nowMs;
    }

    @Override
    public long nanoseconds() {
        return nowMs * 1_000_000;
    }

    @Override
    public void sleep(long ms) {
        throw new UnsupportedOperationException("a stopped clock wakes nobody");
    }

    @Override
    public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) {
        throw new UnsupportedOperationException("a stopped clock wakes nobody");
    }
}
