package strata.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import strata.kernel.NodeContext;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.log.PendingFlush;
import strata.kernel.request.Response;
import strata.kernel.storage.StorageFile;

/**
 * Flushes off the loop: one round for all that a turn made dirty, and the answers that wait for it.
 */
final class FlushRounds {
    private record Flush(Partition partition, PendingFlush pending) {}

    private record Answer(RequestId id, Response response) {}

    private record Round(List<Flush> flushes, List<Answer> answers) {}

    private final NodeContext context;
    private final Map<SyncId, Round> underWay = new LinkedHashMap<>();
    // What the present turn gathers.
    private final Set<Partition> dirty = new LinkedHashSet<>();
    private List<Answer> waiting = new ArrayList<>();
    private long rounds;

    FlushRounds(NodeContext context) {
        this.context = context;
    }

    /** Flush this partition at the end of the turn. */
    void add(Partition partition) {
        dirty.add(partition);
    }

    /** Answer once everything that the turn made dirty is durable. */
    void answerAfterwards(RequestId id, Response response) {
        waiting.add(new Answer(id, response));
    }

    /** Starts the turn's round, if there is anything to flush. */
    void turnEnded() {
        if (dirty.isEmpty()) {
            return;
        }
        List<Flush> flushes = new ArrayList<>();
        List<StorageFile> files = new ArrayList<>();
        for (Partition partition : dirty) {
            PendingFlush pending = partition.log().startFlush();
            if (pending != null) {
                flushes.add(new Flush(partition, pending));
                files.addAll(pending.files());
            }
            partition.flushStarted();
        }
        dirty.clear();
        SyncId id = new SyncId(rounds++);
        underWay.put(id, new Round(flushes, waiting));
        waiting = new ArrayList<>();
        context.sync(files, id);
    }

    /**
     * A round is durable: raises the recovery points and lets the answers go.
     *
     * @return the partitions that were flushed
     */
    List<Partition> done(SyncId id) {
        Round round = Objects.requireNonNull(underWay.remove(id), "a sync nobody asked for");
        List<Partition> flushed = new ArrayList<>();
        for (Flush flush : round.flushes()) {
            flush.partition().log().flushed(flush.pending());
            flushed.add(flush.partition());
        }
        round.answers().forEach(answer -> context.reply(answer.id(), answer.response()));
        return flushed;
    }
}
