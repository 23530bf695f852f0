package strata.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C while a long command works: the command is asked to come to an end, and the JVM waits for
 * it a while, so that a summary is printed and no file is left half-written.
 */
final class Interruption {
    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    /**
     * From now on until its {@link #end}.
     *
     * @param ask asks for the end; called by a thread of its own
     */
    Interruption(PrintWriter err, Runnable ask) {
        hook = new Thread(() -> interrupted(err, ask), "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The command has come to its end. */
    void end() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already, and has just been told.
        }
    }

    private void interrupted(PrintWriter err, Runnable ask) {
        err.println();
        err.println("interrupted: the run under way ends first");
        err.flush();
        ask.run();
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                err.println("it did not end within " + PATIENCE_SECONDS + " s");
                err.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
