package strata.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Nullable;

/**
 * Keeps the number of open files below a limit, however many files a node has: one that is opened
 * when there are too many closes those that were not used for longest. They open again by
 * themselves at their next use.
 *
 * <p>A file that was written and not flushed since is flushed before it is closed, and closed only
 * when there is no other. Flushing it later, through a new descriptor, would do for the data: all
 * descriptors of a file share its pages. It would not do for errors. When the system fails to write
 * a page back it tells those who have the file open, and drops the data. While nobody has, it may
 * forget the failure with the file's inode, and the flush that comes later would report that all is
 * well (Linux keeps an unreported error only as long as the inode stays in memory).
 */
final class Descriptors {
    private static final Logger LOG = LoggerFactory.getLogger(Descriptors.class);

    // With fewer a node cannot work: its metadata, and a file that is written, and one to read.
    private static final int LEAST = 16;
    // Part of the limit that is closed at once, as it takes a look at all to find the oldest.
    private static final int PORTION = 16;

    private int limit;
    // Invariant: every file that has a descriptor.
    private final Set<Inode> open = new LinkedHashSet<>();
    private long useCount;
    private boolean toldOfFlushes;

    /** Opens something that takes a descriptor. */
    interface Opening<T> {
        T open() throws IOException;
    }

    /**
     * @param limit how many files may be open, but for those that are in use all at once
     */
    Descriptors(int limit) {
        this.limit = Math.max(limit, LEAST);
    }

    /** A number that rises with every use of a file. */
    long nextUse() {
        return ++useCount;
    }

    int openCount() {
        return open.size();
    }

    /** Opens a file's channel, after others were closed where that is needed. */
    <T> T opened(Opening<T> opening) throws IOException {
        if (open.size() >= limit) {
            closeLeastUsed(open.size() - limit + Math.max(1, limit / PORTION));
        }
        return retried(opening);
    }

    /**
     * Opens something else than a file of the storage, such as a directory for a moment. When the
     * process has no descriptor left (sockets take them too), files are closed, and the limit falls
     * to what there was room for.
     */
    <T> T retried(Opening<T> opening) throws IOException {
        while (true) {
            try {
                return opening.open();
            } catch (IOException e) {
                int before = open.size();
                if (!isOutOfDescriptors(e) || closeLeastUsed(Math.max(1, before / PORTION)) == 0) {
                    throw e;
                }
                limit = Math.max(LEAST, open.size());
                LOG.warn(
                        "the process has no file descriptor left: from now on {} files are kept"
                                + " open; raise its limit (ulimit -n)",
                        limit);
            }
        }
    }

    private static boolean isOutOfDescriptors(IOException cause) {
        return String.valueOf(cause.getMessage())
                .toLowerCase(Locale.ROOT)
                .contains("too many open files");
    }

    void add(Inode inode) {
        open.add(inode);
    }

    void remove(Inode inode) {
        open.remove(inode);
    }

    /** Closes every file, whoever uses it. */
    void closeAll() {
        for (Inode inode : List.copyOf(open)) {
            inode.closeChannel();
        }
    }

    /**
     * Closes files that nobody uses.
     *
     * @return how many
     */
    private int closeLeastUsed(int count) {
        List<Inode> idle = new ArrayList<>();
        Inode oldestUnflushed = null;
        for (Inode inode : open) {
            if (inode.isIdle() && !inode.isUnflushed()) {
                idle.add(inode);
            } else if (inode.isIdle() && isOlder(inode, oldestUnflushed)) {
                oldestUnflushed = inode;
            }
        }
        if (!idle.isEmpty()) {
            idle.sort(Comparator.comparingLong(Inode::lastUse));
            List<Inode> closed = idle.subList(0, Math.min(count, idle.size()));
            closed.forEach(Inode::closeChannel);
            return closed.size();
        }
        if (oldestUnflushed == null) {
            return 0;
        }
        tellOfFlushes();
        oldestUnflushed.flush();
        oldestUnflushed.closeChannel();
        return 1;
    }

    private static boolean isOlder(Inode inode, @Nullable Inode other) {
        return other == null || inode.lastUse() < other.lastUse();
    }

    private void tellOfFlushes() {
        if (!toldOfFlushes) {
            toldOfFlushes = true;
            LOG.warn(
                    "more files are written to than the {} that may be open: appends wait for"
                            + " flushes; raise the limit of open files (ulimit -n)",
                    limit);
        }
    }
}
