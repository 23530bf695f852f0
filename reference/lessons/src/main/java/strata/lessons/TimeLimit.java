package strata.lessons;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/**
 * Runs a part of a test on a thread of its own and waits for it, up to a limit. A thread that never
 * ends is left behind (nothing in Java stops it), as a daemon: it keeps no process alive.
 */
public final class TimeLimit {
    /** What the names of its threads begin with. */
    public static final String THREAD = "test ";

    // How long a thread that was interrupted may take to end before it counts as stuck.
    private static final long GRACE_MS = 200;

    // Most tests are done by then, and nothing needs to be measured.
    private static final long QUICK_MS = 100;

    private static final long LOOK_MS = 20;
    private static final long NS_PER_MS = 1_000_000;

    private TimeLimit() {}

    /**
     * Runs it.
     *
     * @param limitMs in milliseconds of {@link ChargedTime}; zero for as long as it takes, on the
     *     caller's thread
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
                        THREAD + name);
        thread.setDaemon(true);
        thread.start();
        await(thread, limitMs);
        if (thread.isAlive()) {
            throw timeout(limitMs, thread);
        }
        Throwable failure = thrown.get();
        if (failure != null) {
            throw failure;
        }
        return result.get();
    }

    private static void await(Thread thread, long limitMs) throws InterruptedException {
        thread.join(Math.min(limitMs, QUICK_MS));
        if (limitMs <= QUICK_MS || !thread.isAlive()) {
            return;
        }
        ChargedTime time = new ChargedTime(new OwnProcess(thread));
        long leftNs = (limitMs - QUICK_MS) * NS_PER_MS;
        while (thread.isAlive() && time.look() < leftNs) {
            thread.join(LOOK_MS);
        }
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
