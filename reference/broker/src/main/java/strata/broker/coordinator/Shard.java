package strata.broker.coordinator;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.broker.Partition;
import strata.kernel.Answer;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.PartitionCoordinator;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.ProducerStamp;
import strata.kernel.replication.LeaderReplica;

/**
 * The coordinator of one partition, for as long as the partition leads in one epoch.
 *
 * <p>Invariants: who has asked and not been told is in {@code askers}; answers are parked in the
 * order of the log ends that they wait for, and so of their deadlines.
 */
final class Shard<C, E> implements PartitionListener {
    private enum State {
        /** The log is being applied. */
        LOADING,
        ACTIVE,
        /** The log cannot be read. */
        FAILED,
        /** It leads no more. */
        DROPPED
    }

    /**
     * Answers that wait.
     *
     * @param end until the high watermark has reached it
     * @param deadlineMs when their askers are told that it took too long
     */
    private record Parked(long end, long deadlineMs, List<Answer> answers) {}

    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);
    // What is due is looked at again in the next turn, so that requests go in between.
    private static final int DUE_PER_TURN = 50;
    // What a coordinator writes for a client has no place among the client's batches.
    private static final int NO_SEQUENCE = -1;

    private final Partition partition;
    private final int epoch;
    private final CoordinatorSpec<C, E> spec;
    private final World world;
    private final PartitionCoordinator<C, E> coordinator;
    private final Replay<C, E> replay;
    // By the numbers that the coordinator knows them by.
    private final Map<Long, Asker> askers = new LinkedHashMap<>();
    private final ArrayDeque<Parked> parked = new ArrayDeque<>();
    // What it was told while it was loading.
    private final List<C> toldEarly = new ArrayList<>();
    private final long startedMs;
    private State state = State.LOADING;
    // The end of what the coordinator was told is committed; -1 before it was told anything.
    private long toldEnd = -1;
    // Whether events are on their way into the log, and not all of them applied yet.
    private boolean appending;

    /** What a shard needs of where it lives. */
    interface World {
        long nowMs();

        /** Wall time, for records. */
        long wallMs();

        /** A number that no asker has had. */
        long nextWaiter();

        /** A shard is of no use any more. */
        void dropped(Shard<?, ?> shard);

        /** Something may be due earlier than was known. */
        void wakeBy(long dueMs);
    }

    /**
     * @param partition leads
     */
    Shard(Partition partition, CoordinatorSpec<C, E> spec, World world) {
        this.partition = partition;
        this.epoch = partition.leaderEpoch();
        this.spec = spec;
        this.world = world;
        coordinator = spec.coordinators().make(partition.name().partition(), epoch);
        replay = new Replay<>(partition, coordinator, spec);
        startedMs = world.nowMs();
    }

    /** The number of its partition. */
    int partition() {
        return partition.name().partition();
    }

    boolean isLoading() {
        return state == State.LOADING;
    }

    /** The partition that is its log. */
    Partition log() {
        return partition;
    }

    /** In which its partition leads. */
    int leaderEpoch() {
        return epoch;
    }

    /** Whether it is of the epoch in which the partition leads. */
    boolean isCurrent() {
        LeaderReplica leader = partition.leader();
        return state != State.DROPPED
                && !partition.isClosed()
                && leader != null
                && leader.leaderEpoch() == epoch;
    }

    /**
     * Goes on loading.
     *
     * @return how many bytes were read; at least 1
     */
    int load(int budgetBytes, Replay.Buffer buffer) {
        int bytes;
        try {
            bytes = replay.step(budgetBytes, buffer);
        } catch (CorruptDataException e) {
            LOG.error("{} cannot be loaded: {}", partition, e.getMessage());
            state = State.FAILED;
            return 1;
        }
        if (replay.isDone()) {
            loaded();
        }
        return Math.max(1, bytes);
    }

    private void loaded() {
        long nowMs = world.nowMs();
        state = State.ACTIVE;
        coordinator.loaded(nowMs);
        LOG.debug(
                "{} is loaded in epoch {}: {} records in {} ms",
                partition,
                epoch,
                replay.records(),
                nowMs - startedMs);
        List<C> early = new ArrayList<>(toldEarly);
        toldEarly.clear();
        early.forEach(this::tell);
        tellCommitted();
    }

    /**
     * Asks the coordinator.
     *
     * @param write in whose transaction its events are written; null for none
     */
    void ask(LongFunction<C> command, @Nullable TransactionalWrite write, Asker asker) {
        switch (state) {
            case LOADING -> asker.failed(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
            case FAILED, DROPPED -> asker.failed(ErrorCode.NOT_COORDINATOR);
            case ACTIVE -> {
                long waiter = world.nextWaiter();
                askers.put(waiter, asker);
                carryOut(coordinator.decide(command.apply(waiter), world.nowMs()), write);
            }
        }
    }

    /** Tells the coordinator something that nobody waits for the outcome of. */
    void tell(C command) {
        switch (state) {
            case LOADING -> toldEarly.add(command);
            case FAILED, DROPPED -> {}
            case ACTIVE -> carryOut(coordinator.decide(command, world.nowMs()), null);
        }
    }

    private void carryOut(Decision<E, List<Answer>> decision, @Nullable TransactionalWrite write) {
        List<E> events = decision.events();
        List<Answer> answers = decision.response();
        if (!events.isEmpty()) {
            appending = true;
            ErrorCode error = append(events, write);
            if (error == ErrorCode.NONE) {
                apply(events, write);
            }
            appending = false;
            if (error != ErrorCode.NONE) {
                coordinator.refused(events, spec.told().apply(error), world.nowMs());
                fail(answers, error);
                return;
            }
        }
        if (!answers.isEmpty()) {
            letGo(answers, partition.log().logEndOffset());
        }
        highWatermarkMoved();
    }

    private ErrorCode append(List<E> events, @Nullable TransactionalWrite write) {
        Appends appends = spec.storage().appends();
        return write == null
                ? appends.append(partition, batch(events, ProducerStamp.NONE))
                : appends.appendInTransaction(
                        partition,
                        batch(
                                events,
                                new ProducerStamp(
                                        write.producerId(),
                                        write.producerEpoch(),
                                        NO_SEQUENCE,
                                        true)),
                        write.verification());
    }

    private ByteBuffer batch(List<E> events, ProducerStamp stamp) {
        BatchBuilder batch =
                spec.storage()
                        .format()
                        .newBatch(BatchSpec.at(0).withProducer(stamp), Compression.UNSUPPORTED);
        long wallMs = world.wallMs();
        for (E event : events) {
            batch.add(wallMs, spec.codec().key(event), spec.codec().value(event), List.of());
        }
        return batch.build();
    }

    private void apply(List<E> events, @Nullable TransactionalWrite write) {
        long offset = partition.log().logEndOffset() - events.size();
        for (E event : events) {
            if (write == null) {
                coordinator.apply(offset, event);
            } else {
                coordinator.applyInTransaction(offset, write.producerId(), event);
            }
            offset++;
        }
    }

    /** Lets answers go, at once or when the high watermark has reached an end. */
    private void letGo(List<Answer> answers, long end) {
        if (parked.isEmpty() && partition.highWatermark() >= end) {
            answer(answers);
        } else {
            parked.add(new Parked(end, world.nowMs() + spec.writeTimeoutMs(), answers));
        }
    }

    @Override
    public void highWatermarkMoved() {
        if (appending) {
            // Past what is not applied yet: looked at again when it is.
            return;
        }
        while (!parked.isEmpty() && parked.element().end() <= partition.highWatermark()) {
            answer(parked.remove().answers());
        }
        tellCommitted();
    }

    /** Tells the coordinator what is committed, if that is more than it was told. */
    private void tellCommitted() {
        long end = partition.highWatermark();
        if (state == State.ACTIVE && end > toldEnd) {
            toldEnd = end;
            coordinator.committed(end);
            world.wakeBy(nextDueMs());
        }
    }

    @Override
    public void transactionEnded(long offset, long producerId, boolean committed) {
        // One that is loading reads it in the log.
        if (state == State.ACTIVE) {
            coordinator.transactionEnded(offset, producerId, committed);
            world.wakeBy(nextDueMs());
        }
    }

    private void answer(List<Answer> answers) {
        for (Answer answer : answers) {
            Asker asker = askers.remove(answer.waiter());
            if (asker != null) {
                asker.answered(answer.response());
            }
        }
    }

    private void fail(List<Answer> answers, ErrorCode error) {
        for (Answer answer : answers) {
            Asker asker = askers.remove(answer.waiter());
            if (asker != null) {
                asker.failed(error);
            }
        }
    }

    /** When {@link #due} is to be asked at the latest; Long.MAX_VALUE for never. */
    long nextDueMs() {
        if (state != State.ACTIVE) {
            return Long.MAX_VALUE;
        }
        Parked first = parked.peek();
        long nextMs = coordinator.nextDueMs();
        return first == null ? nextMs : Math.min(nextMs, first.deadlineMs());
    }

    /** Does what is due by now, or some of it. */
    void due() {
        long nowMs = world.nowMs();
        while (!parked.isEmpty() && parked.element().deadlineMs() <= nowMs) {
            fail(parked.remove().answers(), ErrorCode.REQUEST_TIMED_OUT);
        }
        for (int i = 0; i < DUE_PER_TURN; i++) {
            if (state != State.ACTIVE || coordinator.nextDueMs() > nowMs) {
                return;
            }
            Decision<E, List<Answer>> decision = coordinator.due(nowMs);
            if (decision == null) {
                return;
            }
            carryOut(decision, null);
        }
    }

    /** A client has gone: what it has asked needs no answer. */
    void disconnected(long connectionId) {
        askers.values().removeIf(asker -> asker.connectionId() == connectionId);
    }

    /** Who waits is told to look for the coordinator elsewhere; nothing follows any more. */
    @Override
    public void leadershipLost() {
        if (state == State.DROPPED) {
            return;
        }
        state = State.DROPPED;
        partition.listen(null);
        world.dropped(this);
        parked.clear();
        toldEarly.clear();
        List<Asker> waiting = new ArrayList<>(askers.values());
        askers.clear();
        waiting.forEach(asker -> asker.failed(ErrorCode.NOT_COORDINATOR));
    }
}
