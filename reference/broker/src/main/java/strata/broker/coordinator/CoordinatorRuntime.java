package strata.broker.coordinator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import strata.broker.Partition;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.Timer;

/**
 * Runs the coordinators of an internal topic, one for each of its partitions that leads here.
 *
 * <p>A coordinator begins when its partition begins to lead: first the log is applied to it, a
 * little in a turn, then it is asked. Each of its decisions is appended as one batch and applied at
 * once; the answers leave when the high watermark has passed what they tell of. When the leadership
 * is lost, or begins anew in another epoch, the coordinator is thrown away, and whoever waits is
 * told {@code NOT_COORDINATOR}.
 *
 * @param <C> commands
 * @param <E> events: the partition's records
 */
public final class CoordinatorRuntime<C, E> {
    /** Some coordinators have to be loaded. */
    record LoadTimer(String topic) implements Timer {}

    /** Something may be due. */
    record DueTimer(String topic) implements Timer {}

    private final NodeContext context;
    private final CoordinatorSpec<C, E> spec;
    // By the numbers of their partitions. Invariant: none of them has been dropped.
    private final Map<Integer, Shard<C, E>> shards = new TreeMap<>();
    // Some may have been dropped meanwhile.
    private final ArrayDeque<Shard<C, E>> loading = new ArrayDeque<>();
    private final Replay.Buffer buffer = new Replay.Buffer();
    private long waiters;
    // When the timer fires; MAX_VALUE for no timer.
    private long timerMs = Long.MAX_VALUE;

    public CoordinatorRuntime(NodeContext context, CoordinatorSpec<C, E> spec) {
        this.context = context;
        this.spec = spec;
    }

    /** What shards see of it. */
    private final class World implements Shard.World {
        @Override
        public long nowMs() {
            return CoordinatorRuntime.this.nowMs();
        }

        @Override
        public long wallMs() {
            return context.clock().wallMs();
        }

        @Override
        public long nextWaiter() {
            return waiters++;
        }

        @Override
        public void dropped(Shard<?, ?> shard) {
            shards.remove(shard.partition(), shard);
        }

        @Override
        public void wakeBy(long dueMs) {
            CoordinatorRuntime.this.wakeBy(dueMs);
        }
    }

    private long nowMs() {
        return context.clock().monotonicMs();
    }

    /** A partition has another role, or leads in another epoch. One of another topic: no effect. */
    public void changed(Partition partition) {
        if (!partition.name().topic().equals(spec.topic())) {
            return;
        }
        int number = partition.name().partition();
        Shard<C, E> before = shards.get(number);
        if (before != null && before.isCurrent()) {
            return;
        }
        if (before != null) {
            before.leadershipLost();
        }
        if (partition.leader() == null || partition.isClosed()) {
            return;
        }
        Shard<C, E> shard = new Shard<>(partition, spec, new World());
        shards.put(number, shard);
        partition.listen(shard);
        loading.add(shard);
        context.setTimer(new LoadTimer(spec.topic()), 0);
    }

    /**
     * Asks the coordinator of a partition.
     *
     * @param command made with the number by which the coordinator is to know the asker
     */
    public void ask(int partition, LongFunction<C> command, Asker asker) {
        ask(partition, command, null, asker);
    }

    /**
     * Asks the coordinator of a partition for what is part of a transaction: it counts once that is
     * committed.
     *
     * @param command made with the number by which the coordinator is to know the asker
     * @param write in whose transaction; null for none
     */
    public void ask(
            int partition,
            LongFunction<C> command,
            @Nullable TransactionalWrite write,
            Asker asker) {
        Shard<C, E> shard = current(partition);
        if (shard == null) {
            asker.failed(ErrorCode.NOT_COORDINATOR);
            return;
        }
        shard.ask(command, write, asker);
        wakeBy(shard.nextDueMs());
    }

    /**
     * Tells the coordinator of a partition something that nobody waits for the outcome of. To one
     * of another epoch it is not told.
     */
    public void tell(int partition, int leaderEpoch, C command) {
        Shard<C, E> shard = current(partition);
        if (shard != null && shard.leaderEpoch() == leaderEpoch) {
            shard.tell(command);
            wakeBy(shard.nextDueMs());
        }
    }

    /** A partition whose coordinator is here, or is being loaded; null for another one. */
    public @Nullable Partition led(int partition) {
        Shard<C, E> shard = current(partition);
        return shard == null ? null : shard.log();
    }

    /** Tells all coordinators something, those that are loading once they are loaded. */
    public void tellAll(C command) {
        for (Shard<C, E> shard : current()) {
            shard.tell(command);
            wakeBy(shard.nextDueMs());
        }
    }

    /** The partitions whose coordinators are here, loading ones included, in their order. */
    public List<Integer> partitions() {
        return current().stream().map(Shard::partition).toList();
    }

    private @Nullable Shard<C, E> current(int partition) {
        Shard<C, E> shard = shards.get(partition);
        return shard != null && shard.isCurrent() ? shard : null;
    }

    private List<Shard<C, E>> current() {
        List<Shard<C, E>> current = new ArrayList<>(shards.size());
        for (Shard<C, E> shard : shards.values()) {
            if (shard.isCurrent()) {
                current.add(shard);
            }
        }
        return current;
    }

    /** A client has gone: what it has asked needs no answer. */
    public void disconnected(long connectionId) {
        shards.values().forEach(shard -> shard.disconnected(connectionId));
    }

    /** Returns false for a timer that is another's. */
    public boolean timerFired(Timer timer) {
        if (timer.equals(new LoadTimer(spec.topic()))) {
            load();
        } else if (timer.equals(new DueTimer(spec.topic()))) {
            due();
        } else {
            return false;
        }
        return true;
    }

    private void load() {
        int budgetBytes = Replay.BYTES_PER_TURN;
        while (budgetBytes > 0 && !loading.isEmpty()) {
            Shard<C, E> first = loading.element();
            if (first.isLoading() && first.isCurrent()) {
                budgetBytes -= first.load(budgetBytes, buffer);
                wakeBy(first.nextDueMs());
            }
            if (!first.isLoading() || !first.isCurrent()) {
                loading.remove();
            }
        }
        if (loading.isEmpty()) {
            buffer.release();
        } else {
            context.setTimer(new LoadTimer(spec.topic()), 0);
        }
    }

    private void due() {
        timerMs = Long.MAX_VALUE;
        long nowMs = nowMs();
        long nextMs = Long.MAX_VALUE;
        for (Shard<C, E> shard : current()) {
            if (shard.nextDueMs() <= nowMs) {
                shard.due();
            }
            nextMs = Math.min(nextMs, shard.nextDueMs());
        }
        wakeBy(nextMs);
    }

    /** Has the timer fire by a time; that it fires too early does no harm. */
    private void wakeBy(long dueMs) {
        if (dueMs < timerMs) {
            timerMs = dueMs;
            // Not within this turn, whatever a coordinator says.
            context.setTimer(new DueTimer(spec.topic()), Math.max(1, dueMs - nowMs()));
        }
    }
}
