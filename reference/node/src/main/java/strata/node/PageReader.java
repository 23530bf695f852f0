package strata.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Nullable;

/**
 * Pulls parts of files into memory on a thread of its own, so that the event loop, which sends them
 * afterwards, does not wait for the disk. The parts are taken in the order in which they were asked
 * for; who wants much asks for a little at a time, so that others get their turn.
 */
final class PageReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PageReader.class);
    private static final Path NOWHERE = Path.of("/dev/null");
    private static final int BUFFER_BYTES = 64 * 1024;

    private final String name;
    private final Executor loop;
    private @Nullable ExecutorService executor;
    private boolean closed;
    // Used by the thread alone.
    private @Nullable FileChannel nowhere;
    private @Nullable ByteBuffer buffer;

    /**
     * @param name of the thread, which is started by the first part
     * @param loop where it is told that a part is in memory
     */
    PageReader(String name, Executor loop) {
        this.name = name;
        this.loop = loop;
    }

    /** Part of a file, in whole granules of its {@link Warmth}. */
    record Part(Inode inode, long position, long count) {
        /** The granules around a part of a file, as far as the file goes. */
        static Part around(Inode inode, long from, long to) {
            long start = Warmth.floor(from);
            long end = Math.min(Warmth.ceiling(to), inode.sizeInBytes());
            return new Part(inode, start, Math.max(0, end - start));
        }
    }

    private record Read(FileChannel channel, long position, long count) {}

    /**
     * Reads parts of files.
     *
     * @param onRead called on the loop when they are in memory, or cannot be read: then the fault
     *     shows when they are sent
     */
    void read(List<Part> parts, Runnable onRead) {
        if (closed) {
            return;
        }
        List<Read> reads = new ArrayList<>(parts.size());
        for (Part part : parts) {
            part.inode().retain();
            reads.add(new Read(part.inode().take(), part.position(), part.count()));
        }
        executor()
                .execute(
                        () -> {
                            reads.forEach(this::read);
                            tell(() -> ended(parts, onRead));
                        });
    }

    private ExecutorService executor() {
        ExecutorService started = executor;
        if (started == null) {
            started =
                    Executors.newSingleThreadExecutor(
                            Thread.ofPlatform().daemon().name(name).factory());
            executor = started;
        }
        return started;
    }

    private void tell(Runnable work) {
        try {
            loop.execute(work);
        } catch (RejectedExecutionException e) {
            // The loop has ended; nobody waits for this any more.
        }
    }

    private void ended(List<Part> parts, Runnable onRead) {
        for (Part part : parts) {
            part.inode().warmed(part.position(), part.count());
            part.inode().putBack();
            part.inode().release();
        }
        onRead.run();
    }

    private void read(Read read) {
        try {
            if (Files.exists(NOWHERE)) {
                sendNowhere(read);
            } else {
                copy(read);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("cannot read ahead", e);
        }
    }

    // Linux moves the pages, without a copy, from the cache to where they are dropped.
    private void sendNowhere(Read read) throws IOException {
        FileChannel target = nowhere;
        if (target == null) {
            target = FileChannel.open(NOWHERE, StandardOpenOption.WRITE);
            nowhere = target;
        }
        long end = read.position() + read.count();
        for (long at = read.position(); at < end; ) {
            long count = read.channel().transferTo(at, end - at, target);
            if (count <= 0) {
                return;
            }
            at += count;
        }
    }

    private void copy(Read read) throws IOException {
        ByteBuffer target = buffer;
        if (target == null) {
            target = ByteBuffer.allocateDirect(BUFFER_BYTES);
            buffer = target;
        }
        long end = read.position() + read.count();
        for (long at = read.position(); at < end; ) {
            int count = read.channel().read(target.clear(), at);
            if (count <= 0) {
                return;
            }
            at += count;
        }
    }

    /** Lets what was asked for end, and the thread with it. */
    @Override
    public void close() {
        // Not shutdownNow: an interrupt would close the file that is being read.
        if (!closed && executor != null) {
            executor.execute(this::closeNowhere);
            executor.shutdown();
        }
        closed = true;
    }

    private void closeNowhere() {
        try {
            if (nowhere != null) {
                nowhere.close();
            }
        } catch (IOException e) {
            LOG.debug("cannot close {}", NOWHERE, e);
        }
    }
}
