package strata.lessons;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/**
 * Runs a part of a test on a thread of its own and waits for it, up to a limit. A thread that never
 * ends is left behind (nothing in Java stops it), as a daemon: it keeps no process alive.
 */
final class TimeLimit {
    // How long a thread that was interrupted may take to end before it counts as stuck.
    private static final long GRACE_MS = 200;

    private TimeLimit() {}

    /**
     * Runs it.
     *
     * @param limitMs in milliseconds; zero for as long as it takes, on the caller's thread
     * @throws TimeoutException when it is not done in time; its cause has the stack of the thread
     */
    @SuppressWarnings("NullAway") // What a method without a result gives is null.
    static <T> T within(long limitMs, String name, Invocation<T> invocation) throws Throwable {
        if (limitMs == 0) {
            return proceed(invocation);
        }
        AtomicReference<T> result = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                result.set(proceed(invocation));
                            } catch (Throwable all) {
                                thrown.set(all);
                            }
                        },
                        "test " + name);
        thread.setDaemon(true);
        thread.start();
        thread.join(limitMs);
        if (thread.isAlive()) {
            throw timeout(limitMs, thread);
        }
        Throwable failure = thrown.get();
        if (failure != null) {
            throw failure;
        }
        return result.get();
    }

    private static TimeoutException timeout(long limitMs, Thread thread)
            throws InterruptedException {
        Throwable where = new Throwable("where it was");
        where.setStackTrace(thread.getStackTrace());
        TimeoutException timeout = new TimeoutException("not done within " + limitMs + " ms");
        timeout.initCause(where);
        thread.interrupt();
        thread.join(GRACE_MS);
        return timeout;
    }

    /** JUnit ends the whole run where memory runs out; here it is one test that does. */
    private static <T> T proceed(Invocation<T> invocation) throws Throwable {
        try {
            return invocation.proceed();
        } catch (OutOfMemoryError exhausted) {
            throw new AssertionError("out of memory: " + exhausted.getMessage(), exhausted);
        }
    }
}
