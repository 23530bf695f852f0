package strata.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import strata.kernel.Nullable;

/**
 * Flushes files off the event loop, one call after the other, on a thread of its own that is
 * started by the first.
 */
final class SyncThread implements AutoCloseable {
    private final String name;
    private @Nullable ExecutorService executor;

    SyncThread(String name) {
        this.name = name;
    }

    /** Learns how a flush ended; called on the sync thread. */
    interface Outcome {
        /**
         * @param fault null when everything is durable
         */
        void ended(@Nullable Throwable fault);
    }

    /**
     * A file to flush.
     *
     * @param channel open until the outcome is told
     */
    record Flush(FileChannel channel, Path path) {
        private void run() {
            try {
                channel.force(false);
            } catch (IOException e) {
                throw StorageFaults.of(e, "flush", path);
            }
        }
    }

    void flush(List<Flush> files, Outcome outcome) {
        if (executor == null) {
            executor = Executors.newSingleThreadExecutor(this::newThread);
        }
        executor.execute(
                () -> {
                    Throwable fault = null;
                    try {
                        files.forEach(Flush::run);
                    } catch (RuntimeException | Error e) {
                        fault = e;
                    }
                    outcome.ended(fault);
                });
    }

    private Thread newThread(Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Lets what was asked for end, and the thread with it. */
    @Override
    public void close() {
        // Not shutdownNow: an interrupt would close the file that is being flushed.
        if (executor != null) {
            executor.shutdown();
        }
    }
}
