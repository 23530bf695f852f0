package strata.sim;

import java.util.PriorityQueue;
import strata.kernel.Check;
import strata.kernel.Nullable;

/**
 * Virtual time: what is due next, in the order of (time, sequence). Time passes only from one due
 * task to the next, so an idle minute costs nothing.
 *
 * <p>Invariant: time never goes back.
 */
public final class Scheduler {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
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
        Check.that(timeUs >= nowUs, "a task due at %s us, yet it is %s us", timeUs, nowUs);
        Task task = new Task(timeUs, sequence++, what);
        tasks.add(task);
        return task;
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
        tasks.remove();
        nowUs = next.timeUs;
        next.what.run();
        return true;
    }

    /** Lets time pass up to a moment at which, or before which, nothing more is due. */
    public void passTo(long timeUs) {
        Check.that(
                nextUs() >= timeUs, "a task due at %s us is skipped for %s us", nextUs(), timeUs);
        nowUs = Math.max(nowUs, timeUs);
    }

    private @Nullable Task peek() {
        Task next = tasks.peek();
        while (next != null && next.cancelled) {
            tasks.remove();
            next = tasks.peek();
        }
        return next;
    }

    /** Something that is due. */
    public static final class Task implements Comparable<Task> {
        private final long timeUs;
        private final long sequence;
        private final Runnable what;
        private boolean cancelled;

        private Task(long timeUs, long sequence, Runnable what) {
            this.timeUs = timeUs;
            this.sequence = sequence;
            this.what = what;
        }

        /** Takes it back; no effect once done. */
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(timeUs, other.timeUs);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
