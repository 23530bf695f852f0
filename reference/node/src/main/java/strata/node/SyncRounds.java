package strata.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.SyncId;
import strata.kernel.storage.StorageFile;

/**
 * Carries out {@link strata.kernel.NodeContext#sync}: rounds of flushes on the sync thread, in the
 * order in which they were asked for. A round of many files is done in portions, as a file that is
 * being flushed cannot be closed for another.
 */
final class SyncRounds implements AutoCloseable {
    static final int PORTION_FILES = 64;

    private final SyncThread thread;
    private final Executor loop;
    private final Consumer<SyncId> onDone;
    private final Consumer<Throwable> onFault;
    // Rounds of which a part has not been handed to the thread yet.
    private final Deque<Round> waiting = new ArrayDeque<>();
    // Only the last portion of a round may have another one behind it on the thread.
    private boolean inRound;

    /**
     * @param left one reference to each, held until it is flushed
     */
    private record Round(SyncId id, Deque<Inode> left) {}

    /**
     * A file being flushed.
     *
     * @param writeCount when the flush was asked for
     */
    private record UnderWay(Inode inode, long writeCount) {}

    /**
     * @param loop where everything but the flushes happens
     * @param onDone told of a round that is durable
     * @param onFault told of a flush that failed
     */
    SyncRounds(
            SyncThread thread,
            Executor loop,
            Consumer<SyncId> onDone,
            Consumer<Throwable> onFault) {
        this.thread = thread;
        this.loop = loop;
        this.onDone = onDone;
        this.onFault = onFault;
    }

    void add(List<StorageFile> files, SyncId id) {
        Deque<Inode> inodes = new ArrayDeque<>(files.size());
        for (StorageFile file : files) {
            Check.that(file instanceof DiskFile, "a file of another storage: %s", file);
            Inode inode = ((DiskFile) file).inode();
            inode.retain();
            inodes.add(inode);
        }
        waiting.add(new Round(id, inodes));
        goOn();
    }

    private void goOn() {
        while (!inRound && !waiting.isEmpty()) {
            Round round = waiting.element();
            List<UnderWay> portion = new ArrayList<>();
            List<SyncThread.Flush> flushes = new ArrayList<>();
            while (portion.size() < PORTION_FILES && !round.left().isEmpty()) {
                Inode inode = round.left().remove();
                portion.add(new UnderWay(inode, inode.writeCount()));
                flushes.add(new SyncThread.Flush(inode.take(), inode.path()));
            }
            boolean isLast = round.left().isEmpty();
            inRound = !isLast;
            if (isLast) {
                waiting.remove();
            }
            thread.flush(flushes, fault -> tell(portion, isLast ? round.id() : null, fault));
        }
    }

    // On the sync thread.
    private void tell(List<UnderWay> portion, @Nullable SyncId done, @Nullable Throwable fault) {
        try {
            loop.execute(() -> ended(portion, done, fault));
        } catch (RejectedExecutionException e) {
            // The loop has ended; nobody waits for this any more.
        }
    }

    private void ended(List<UnderWay> portion, @Nullable SyncId done, @Nullable Throwable fault) {
        for (UnderWay flush : portion) {
            if (fault == null) {
                flush.inode().flushed(flush.writeCount());
            }
            flush.inode().putBack();
            flush.inode().release();
        }
        if (fault != null) {
            onFault.accept(fault);
        } else if (done != null) {
            onDone.accept(done);
        } else {
            inRound = false;
            goOn();
        }
    }

    /** Lets the flushes that are under way end, and begins no other. */
    @Override
    public void close() {
        for (Round round : waiting) {
            round.left().forEach(Inode::release);
        }
        waiting.clear();
        thread.close();
    }
}
