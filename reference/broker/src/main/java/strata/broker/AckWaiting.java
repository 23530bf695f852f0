package strata.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import strata.kernel.Check;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.replication.Acknowledgement;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.request.Response;

/**
 * Producers that wait, and coordinators whose markers do: with {@code acks=all} until every in-sync
 * replica has their records, and wherever {@code flush.messages} says so, until they are flushed.
 *
 * <p>Invariant: a produce is answered once, when nothing of it waits any more or its time is up.
 */
final class AckWaiting {
    /** The time of some produce is up. */
    record AckTimer() implements Timer {}

    /** An answer that waits; meanwhile parts of it may fail. */
    interface Waiting {
        RequestId id();

        void failed(Wait wait, ErrorCode error);

        /** Nobody knows what becomes of the records. */
        void leadershipLost(Wait wait);

        /** The answer; asked for once, when nothing waits any more. */
        Response answer();
    }

    /** A produce that has been carried out, and whose answer waits. */
    private static final class Pending {
        private final Waiting waiting;
        private final long deadlineMs;
        private final List<Part> parts = new ArrayList<>(1);
        // Partitions that wait, and flushes.
        private int awaited;
        private boolean answered;

        private Pending(Waiting waiting, long deadlineMs) {
            this.waiting = waiting;
            this.deadlineMs = deadlineMs;
        }
    }

    /**
     * What waits.
     *
     * @param endOffset until the high watermark has reached it
     * @param topic which of the answer's topics, from 0
     * @param index which of that topic's results, from 0
     */
    record Wait(Partition partition, long endOffset, int topic, int index) {}

    /** One partition of a produce. */
    private static final class Part {
        private final Pending produce;
        private final Wait wait;
        private boolean over;

        Part(Pending produce, Wait wait) {
            this.produce = produce;
            this.wait = wait;
        }

        void fail(ErrorCode error) {
            produce.waiting.failed(wait, error);
        }
    }

    /** Who waits for one partition. Invariant: by rising offsets. */
    static final class Queue {
        private final ArrayDeque<Part> parts = new ArrayDeque<>(1);

        private void add(Part part) {
            Part last = parts.peekLast();
            if (last == null || last.wait.endOffset() <= part.wait.endOffset()) {
                parts.add(part);
                return;
            }
            // What was sent again waits for what the first one waits for.
            ArrayDeque<Part> later = new ArrayDeque<>();
            while (last != null && last.wait.endOffset() > part.wait.endOffset()) {
                later.addFirst(parts.removeLast());
                last = parts.peekLast();
            }
            parts.add(part);
            parts.addAll(later);
        }
    }

    private final NodeContext context;
    private final Set<Pending> pending = new LinkedHashSet<>();
    // When the timer fires; MAX_VALUE for no timer.
    private long timerMs = Long.MAX_VALUE;

    AckWaiting(NodeContext context) {
        this.context = context;
    }

    /**
     * Answers when nothing waits any more.
     *
     * @param flushes whose round of the present turn is waited for; null for none
     * @param waits for replicas
     * @param timeoutMs how long replicas are waited for; flushes take as long as the disk does
     */
    void await(Waiting waiting, @Nullable FlushRounds flushes, List<Wait> waits, long timeoutMs) {
        Pending begun = begin(waiting, waits.isEmpty() ? Long.MAX_VALUE : timeoutMs);
        if (flushes != null) {
            begun.awaited++;
            flushes.afterwards(() -> over(begun));
        }
        waits.forEach(wait -> await(begun, wait));
        // What can be said at once is said now.
        waits.forEach(wait -> progressed(wait.partition()));
    }

    private Pending begin(Waiting waiting, long timeoutMs) {
        long nowMs = context.clock().monotonicMs();
        long deadlineMs = timeoutMs == Long.MAX_VALUE ? timeoutMs : nowMs + Math.max(0, timeoutMs);
        Pending begun = new Pending(waiting, deadlineMs);
        pending.add(begun);
        if (deadlineMs < timerMs) {
            setTimer(deadlineMs, nowMs);
        }
        return begun;
    }

    private void setTimer(long dueMs, long nowMs) {
        timerMs = dueMs;
        context.setTimer(new AckTimer(), Math.max(0, dueMs - nowMs));
    }

    private void await(Pending produce, Wait wait) {
        Part part = new Part(produce, wait);
        produce.awaited++;
        produce.parts.add(part);
        wait.partition().acks().add(part);
    }

    /** A partition's high watermark has moved: some may have what they wait for. */
    void progressed(Partition partition) {
        ArrayDeque<Part> parts = partition.acks().parts;
        LeaderReplica leader = partition.leader();
        while (!parts.isEmpty() && leader != null) {
            Part first = parts.element();
            Acknowledgement said = leader.acknowledgement(first.wait.endOffset());
            if (said == Acknowledgement.WAITS) {
                return;
            }
            parts.remove();
            if (said == Acknowledgement.NOT_ENOUGH_REPLICAS_AFTER_APPEND) {
                first.fail(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
            }
            over(first);
        }
    }

    /** A partition does not lead any more, or is gone: nobody knows what becomes of the records. */
    void leadershipLost(Partition partition) {
        ArrayDeque<Part> parts = partition.acks().parts;
        while (!parts.isEmpty()) {
            Part first = parts.remove();
            first.produce.waiting.leadershipLost(first.wait);
            over(first);
        }
    }

    /** Answers those whose time is up. */
    void timerFired() {
        timerMs = Long.MAX_VALUE;
        long nowMs = context.clock().monotonicMs();
        long nextMs = Long.MAX_VALUE;
        List<Pending> due = new ArrayList<>();
        for (Pending produce : pending) {
            if (produce.deadlineMs <= nowMs) {
                due.add(produce);
            } else {
                nextMs = Math.min(nextMs, produce.deadlineMs);
            }
        }
        due.forEach(this::timedOut);
        if (nextMs != Long.MAX_VALUE) {
            setTimer(nextMs, nowMs);
        }
    }

    private void timedOut(Pending produce) {
        for (Part part : produce.parts) {
            if (!part.over) {
                part.over = true;
                part.wait.partition().acks().parts.remove(part);
                part.fail(ErrorCode.REQUEST_TIMED_OUT);
            }
        }
        answer(produce);
    }

    private void over(Part part) {
        part.over = true;
        over(part.produce);
    }

    private void over(Pending produce) {
        produce.awaited--;
        Check.that(produce.awaited >= 0, "%s awaits less than nothing", produce.waiting.id());
        if (produce.awaited == 0 && !produce.answered) {
            answer(produce);
        }
    }

    private void answer(Pending produce) {
        produce.answered = true;
        pending.remove(produce);
        context.reply(produce.waiting.id(), produce.waiting.answer());
    }
}
