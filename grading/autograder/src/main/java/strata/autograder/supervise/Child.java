package strata.autograder.supervise;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import strata.kernel.Nullable;
import strata.lessons.ChargedTime;

/**
 * A process that runs what somebody handed in, as the supervisor sees it. Its two outputs are
 * drained by threads of ours; whoever writes too much is told so by {@link #isFlooding}.
 */
final class Child implements AutoCloseable {
    private static final Set<Child> ALIVE = ConcurrentHashMap.newKeySet();
    private static volatile boolean leaving;

    private static final int LINES_WAITING = 1_000;
    private static final int HEARD_BYTES = 4_000;
    private static final int EXIT_SECONDS = 20;

    private final Process process;
    private final long chatterBytesMax;
    private final long channelBytesMax;
    private final AtomicLong chatterBytes = new AtomicLong();
    private final AtomicLong channelBytes = new AtomicLong();
    private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(LINES_WAITING);
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private volatile boolean channelEnded;

    /**
     * Starts it.
     *
     * @param input all of its standard input
     * @param chatterBytesMax what it may write to standard error
     * @param channelBytesMax what it may write to standard output
     */
    Child(List<String> command, byte[] input, long chatterBytesMax, long channelBytesMax)
            throws IOException {
        this.chatterBytesMax = chatterBytesMax;
        this.channelBytesMax = channelBytesMax;
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("LANG", "C.UTF-8");
        builder.directory(Path.of("/").toFile());
        process = builder.start();
        ALIVE.add(this);
        start("channel", this::drainChannel);
        start("chatter", this::drainChatter);
        start("input", () -> feed(input));
    }

    private static void start(String name, Runnable body) {
        Thread thread = new Thread(body, "grader-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void feed(byte[] input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException e) {
            // It ended, or did not want it: what it says (or does not say) tells.
        }
    }

    private void drainChannel() {
        byte[] buffer = new byte[1 << 16];
        try (InputStream out = process.getInputStream()) {
            int count = out.read(buffer);
            while (count >= 0 && channelBytes.addAndGet(count) <= channelBytesMax) {
                chunks.put(java.util.Arrays.copyOf(buffer, count));
                count = out.read(buffer);
            }
        } catch (IOException e) {
            // Its end closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        channelEnded = true;
    }

    private void drainChatter() {
        byte[] buffer = new byte[1 << 14];
        try (InputStream err = process.getErrorStream()) {
            int count = err.read(buffer);
            while (count >= 0 && chatterBytes.addAndGet(count) <= chatterBytesMax) {
                synchronized (heard) {
                    heard.write(buffer, 0, Math.min(count, HEARD_BYTES - heard.size()));
                }
                count = err.read(buffer);
            }
        } catch (IOException e) {
            // Its end closed.
        }
    }

    /** The next bytes of its standard output; null when none came in time or none will. */
    @Nullable
    byte[] next(long waitMs) throws InterruptedException {
        return chunks.poll(waitMs, TimeUnit.MILLISECONDS);
    }

    /** Whether all of its standard output was handed out by {@link #next}. */
    boolean isDrained() {
        return channelEnded && chunks.isEmpty();
    }

    /** Whether it wrote more than it may; what it writes is read no more. */
    boolean isFlooding() {
        return chatterBytes.get() > chatterBytesMax || channelBytes.get() > channelBytesMax;
    }

    /** The beginning of what it wrote to standard error. */
    String heard() {
        synchronized (heard) {
            return heard.toString(StandardCharsets.UTF_8);
        }
    }

    /** What it and whatever it started get of the processors. */
    ChargedTime.Meter meter() {
        return new Family(process.toHandle());
    }

    /** What it returned; waits a little for it, and ends it if need be. */
    int exitCode() throws InterruptedException {
        Integer code = exitCode(EXIT_SECONDS);
        if (code == null) {
            kill();
            return process.waitFor();
        }
        return code;
    }

    /** What it returned; null when it has not ended after so many seconds. */
    @Nullable
    Integer exitCode(int seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : null;
    }

    /** Ends it and whatever it started. */
    void kill() {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        kill();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ALIVE.remove(this);
    }

    /** Ends all that are alive. */
    static void killAll() {
        ALIVE.forEach(Child::kill);
    }

    /** The grader is going away: from now on no end of a child says anything about its code. */
    static void leave() {
        leaving = true;
        killAll();
    }

    /**
     * Does nothing while the grader stays.
     *
     * @throws InterruptedException once it is going away
     */
    static void checkStaying() throws InterruptedException {
        if (leaving) {
            throw new InterruptedException("the grader is going away");
        }
    }
}
