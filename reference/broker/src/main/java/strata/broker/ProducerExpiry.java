package strata.broker;

import java.util.ArrayDeque;
import java.util.Queue;
import strata.kernel.NodeContext;
import strata.kernel.Timer;

/**
 * Has partitions forget the producers that have written nothing for long: now and then a round
 * through all of them, some in a turn, so that requests go in between.
 */
final class ProducerExpiry {
    /** A round is to begin, or to go on. */
    record RoundTimer() implements Timer {}

    private static final int PARTITIONS_PER_TURN = 50;
    private static final long PAUSE_MS = 1;

    private final NodeContext context;
    private final PartitionStore store;
    private final long betweenRoundsMs;
    // What the present round has not come to; empty between two rounds.
    private final Queue<Partition> left = new ArrayDeque<>();

    /**
     * @param betweenRoundsMs {@code producer.id.expiration.check.interval.ms}
     */
    ProducerExpiry(NodeContext context, PartitionStore store, long betweenRoundsMs) {
        this.context = context;
        this.store = store;
        this.betweenRoundsMs = betweenRoundsMs;
    }

    void start() {
        context.setTimer(new RoundTimer(), betweenRoundsMs);
    }

    /** Goes on with the round, or begins one. */
    void goOn() {
        if (left.isEmpty()) {
            left.addAll(store.all());
        }
        long nowMs = context.clock().wallMs();
        for (int i = 0; i < PARTITIONS_PER_TURN && !left.isEmpty(); i++) {
            Partition partition = left.remove();
            if (!partition.isClosed()) {
                partition.producers().expire(nowMs);
            }
        }
        context.setTimer(new RoundTimer(), left.isEmpty() ? betweenRoundsMs : PAUSE_MS);
    }
}
