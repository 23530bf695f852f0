package strata.apps.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How long the machine itself stood still: a thread sleeps for a millisecond and writes a byte to a
 * file on the broker's disk, again and again. When that takes long, a broker could not have been
 * quicker; so what is measured meanwhile says nothing about it.
 */
final class Stalls {
    private static final long SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final AtomicLong longestNanos = new AtomicLong();

    /**
     * Begins to watch, for as long as this process lives.
     *
     * @param directory on the broker's disk
     */
    static Stalls watch(Path directory) throws IOException {
        var stalls = new Stalls();
        Path file = Files.createTempFile(directory, "stalls", ".tmp");
        file.toFile().deleteOnExit();
        Thread.ofPlatform().daemon().name("stalls").start(() -> stalls.sleepAndWrite(file));
        return stalls;
    }

    private void sleepAndWrite(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1);
            while (true) {
                long startNanos = System.nanoTime();
                LockSupport.parkNanos(SLEEP_NANOS);
                channel.write(buffer.clear(), 0);
                note(System.nanoTime() - startNanos - SLEEP_NANOS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void note(long nanos) {
        longestNanos.accumulateAndGet(nanos, Math::max);
    }

    /** The longest since this was asked before, in microseconds. */
    long takeLongestMicros() {
        return longestNanos.getAndSet(0) / 1_000;
    }
}
