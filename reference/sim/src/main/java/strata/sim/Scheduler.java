package strata.sim;

import java.util.Arrays;
import strata.kernel.Check;
import strata.kernel.Nullable;

/**
 * Virtual time: what is due next, in the order of (time, sequence). Time passes only from one due
 * task to the next, so an idle minute costs nothing.
 *
 * <p>Invariant: time never goes back.
 */
public final class Scheduler {
    // A binary heap; the first is due first.
    private Task[] heap = new Task[256];
    private int size;
    private long nowUs;
    private long sequence;

    /** Virtual microseconds since the run's start. */
    public long nowUs() {
        return nowUs;
    }

    /**
     * Has something done at a time; what is due at one time is done in the order it was asked for.
     */
    public Task at(long timeUs, Runnable what) {
        Task task = new RunnableTask(what);
        add(timeUs, task);
        return task;
    }

    /** The same with a task that is its own doing: one object for both. A task is added once. */
    public void add(long timeUs, Task task) {
        Check.that(timeUs >= nowUs, "a task due at %s us, yet it is %s us", timeUs, nowUs);
        task.timeUs = timeUs;
        task.sequence = sequence++;
        if (size == heap.length) {
            makeRoom();
        }
        siftUp(size++, task);
    }

    /** When the next task is due, in virtual microseconds; {@code Long.MAX_VALUE} when none is. */
    public long nextUs() {
        Task next = peek();
        return next == null ? Long.MAX_VALUE : next.timeUs;
    }

    /**
     * Goes to the next task and does it.
     *
     * @return false when there was none
     */
    public boolean step() {
        Task next = peek();
        if (next == null) {
            return false;
        }
        removeFirst();
        nowUs = next.timeUs;
        next.run();
        return true;
    }

    /** Lets time pass up to a moment at which, or before which, nothing more is due. */
    public void passTo(long timeUs) {
        Check.that(
                nextUs() >= timeUs, "a task due at %s us is skipped for %s us", nextUs(), timeUs);
        nowUs = Math.max(nowUs, timeUs);
    }

    /**
     * Tasks that were taken back go; the heap grows only if that does not leave half of it free.
     */
    private void makeRoom() {
        Task[] all = heap;
        heap = new Task[all.length];
        size = 0;
        for (Task task : all) {
            if (!task.cancelled) {
                siftUp(size++, task);
            }
        }
        if (size > heap.length / 2) {
            heap = Arrays.copyOf(heap, 2 * heap.length);
        }
    }

    private @Nullable Task peek() {
        while (size > 0 && heap[0].cancelled) {
            removeFirst();
        }
        return size == 0 ? null : heap[0];
    }

    private void removeFirst() {
        Task last = heap[--size];
        // The slot past the end is never read; a task left in it would only be kept longer.
        heap[size] = last;
        if (size > 0) {
            siftDown(last);
        }
    }

    private void siftUp(int from, Task task) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!task.isBefore(heap[parent])) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = task;
    }

    private void siftDown(Task task) {
        int at = 0;
        int firstLeaf = size >>> 1;
        while (at < firstLeaf) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (task.isBefore(heap[child])) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = task;
    }

    /** Something that is due. */
    public abstract static class Task {
        private long timeUs;
        private long sequence;
        private boolean cancelled;

        /** Does it. */
        protected abstract void run();

        /** When it is due, in virtual microseconds. */
        public final long timeUs() {
            return timeUs;
        }

        /** Takes it back; no effect once done. */
        public final void cancel() {
            cancelled = true;
        }

        private boolean isBefore(Task other) {
            return timeUs != other.timeUs ? timeUs < other.timeUs : sequence < other.sequence;
        }
    }

    private static final class RunnableTask extends Task {
        private final Runnable what;

        RunnableTask(Runnable what) {
            this.what = what;
        }

        @Override
        protected void run() {
            what.run();
        }
    }
}
