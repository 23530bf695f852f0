package strata.broker;

import java.util.ArrayDeque;
import java.util.Queue;
import strata.kernel.NodeContext;
import strata.kernel.Timer;
import strata.kernel.log.CorruptDataException;
import strata.kernel.segments.SegmentedLog;

/**
 * After a start, makes the indexes anew that are missing, a little in a turn, so that no read has
 * to wait for it and requests go in between.
 */
final class IndexRebuilding {
    /** It is to go on. */
    record GoOnTimer() implements Timer {}

    private static final int PARTITIONS_PER_TURN = 50;
    // Of a log only the headers are read.
    private static final int BYTES_PER_TURN = 512 * 1024;
    private static final long PAUSE_MS = 1;

    private final NodeContext context;
    private final CorruptionLog corruption;
    // What it has not been through.
    private final Queue<Partition> left = new ArrayDeque<>();

    IndexRebuilding(NodeContext context, CorruptionLog corruption) {
        this.context = context;
        this.corruption = corruption;
    }

    void start(PartitionStore store) {
        for (Partition partition : store.all()) {
            if (partition.segments() != null) {
                left.add(partition);
            }
        }
        if (!left.isEmpty()) {
            context.setTimer(new GoOnTimer(), PAUSE_MS);
        }
    }

    /** Goes on for a turn. */
    void goOn() {
        for (int i = 0; i < PARTITIONS_PER_TURN && !left.isEmpty(); i++) {
            if (hasMore(left.element())) {
                break;
            }
            left.remove();
        }
        if (!left.isEmpty()) {
            context.setTimer(new GoOnTimer(), PAUSE_MS);
        }
    }

    private boolean hasMore(Partition partition) {
        SegmentedLog log = partition.segments();
        if (log == null || partition.isClosed()) {
            return false;
        }
        try {
            return log.rebuildIndexes(BYTES_PER_TURN);
        } catch (CorruptDataException e) {
            corruption.met(partition.name(), e);
            return false;
        }
    }
}
